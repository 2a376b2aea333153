/** Addresses and routes of a device in netplan's words. */
import type { Step } from '../noun/step.ts';
import type { Device } from '../guard/devices.ts';

/** What netplan has words for of a bridge's options. */
export const BRIDGE_YAML: readonly string[] = ['stp', 'ageing', 'priority', 'forwardDelay', 'helloTime', 'maxAge'];

/** Whether netplan has words for all of a step; making and bringing up are said by naming the device. */
export function isSayable(step: Step): boolean {
  if (step.do === 'address-add')
    return (
      step.peer === undefined &&
      step.scope === undefined &&
      step.label === undefined &&
      step.flags === undefined &&
      step.broadcast === undefined
    );
  if (step.do === 'link-set-addrgenmode') return step.mode === 'none';
  return step.do === 'link-set-mtu' || step.do === 'link-set-up';
}

/** `optional`: nobody waits for it at boot. Routes are not said here: netplan gives each the protocol "static". */
export function addressYaml({ steps }: Device): readonly string[] {
  const addresses = steps.flatMap((step) => (step.do === 'address-add' && isSayable(step) ? [step.address] : []));
  const silent = steps.some((step) => step.do === 'link-set-addrgenmode' && step.mode === 'none');
  return [
    'optional: true',
    'ignore-carrier: true',
    'accept-ra: false',
    `link-local: [${silent ? '' : 'ipv6'}]`,
    ...(addresses.length === 0 ? [] : ['addresses:', ...addresses.map((address) => `- "${address}"`)]),
  ];
}
