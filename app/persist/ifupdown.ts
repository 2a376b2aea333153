/**
 * ifupdown (interfaces(5), Debian's 0.8): a stanza a device. It has words for addresses; it makes devices and entries by commands, as every
 * guide writes them by hand. The steps stand in the file, by which it is checked.
 */
import { ifupdownText } from '../guard/ifupdown-text.ts';
import type { Step } from '../noun/step.ts';
import { inOrder, wholeDevice, type Left, type Written } from './format.ts';
import { sortSteps } from '../guard/devices.ts';

export function writeIfupdown(steps: readonly Step[], name: string): Written {
  const { devices, others } = sortSteps(steps);
  const left: Left[] = others.map((step) => ({
    step,
    why: 'has stanzas for devices in the host’s own namespace only',
  }));
  const kept: Step[] = [];
  for (const device of devices) {
    const cable = device.make.do === 'link-add-veth' && device.make.peer.netns !== undefined;
    if (cable)
      left.push(...wholeDevice(device, 'has no word for a namespace, which a cable into it comes and goes with'));
    else kept.push(...(device.make.name === device.name ? [device.make, ...device.steps] : device.steps));
  }
  if (kept.length === 0) return { files: [], left: inOrder(steps, left) };
  return { files: [{ kind: 'interfaces', body: ifupdownText(name, kept) }], left: inOrder(steps, left) };
}
