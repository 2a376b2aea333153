/** What the writers of all formats share: the devices of a selection, each with what is set on it, and what could not be said. */
import { linkKey } from '../model/link.ts';
import type { LinkAddStep } from '../plan/link.ts';
import type { Step } from '../plan/step.ts';
import type { FileKind } from './paths.ts';

export const PERSIST_FORMATS = ['networkd', 'network-manager', 'netplan', 'ifupdown', 'script'] as const;
export type PersistFormat = (typeof PERSIST_FORMATS)[number];

export const FORMAT_TITLES: Readonly<Record<PersistFormat, string>> = {
  networkd: 'systemd-networkd',
  'network-manager': 'NetworkManager',
  netplan: 'netplan',
  ifupdown: 'ifupdown',
  script: 'a script',
};

/** A file without its mark. */
export interface DraftFile {
  readonly kind: FileKind;
  readonly dev?: string;
  readonly body: string;
}

/** A step that the format has no words for, and why, as what the format's name is followed by; the script does it. */
export interface Left {
  readonly step: Step;
  readonly why: string;
}

export interface Written {
  readonly files: readonly DraftFile[];
  readonly left: readonly Left[];
}

/** A device in the host's own namespace that the selection makes. A cable inside one namespace is two of them. */
export interface Device {
  readonly name: string;
  readonly make: LinkAddStep;
  /** What is set on it, in the order of the steps. */
  readonly steps: readonly Step[];
}

export interface Sorted {
  readonly devices: readonly Device[];
  /** Steps on no device that the selection makes in the host's own namespace. */
  readonly others: readonly Step[];
}

/** Each step with the device it is about. */
export function sortSteps(steps: readonly Step[]): Sorted {
  const devices = new Map<string, { name: string; make: LinkAddStep; steps: Step[] }>();
  const others: Step[] = [];
  for (const step of steps) {
    if (isMake(step)) {
      for (const [netns, name] of madeBy(step)) devices.set(linkKey(netns, name), { name, make: step, steps: [] });
      continue;
    }
    const on = devices.get(deviceKey(step) ?? '');
    if (on === undefined) others.push(step);
    else on.steps.push(step);
  }
  const own = [...devices].filter(([key]) => key.startsWith('|')).map(([, device]) => device);
  const inside = steps.filter((step) => (isMake(step) ? step.netns !== '' : deviceKey(step)?.startsWith('|') === false && !others.includes(step))); // prettier-ignore
  return { devices: own, others: [...inside, ...others] };
}

function isMake(step: Step): step is LinkAddStep {
  return step.do.startsWith('link-add-');
}

function madeBy(step: LinkAddStep): readonly (readonly [netns: string, name: string])[] {
  const own = [step.netns, step.name] as const;
  return step.do === 'link-add-veth' ? [own, [step.peer.netns ?? step.netns, step.peer.name]] : [own];
}

function deviceKey(step: Step): string | undefined {
  if (!('netns' in step)) return undefined;
  const name = 'dev' in step ? step.dev : step.do.startsWith('link-') || step.do === 'port-set' ? 'name' in step ? step.name : undefined : undefined; // prettier-ignore
  return name === undefined ? undefined : linkKey(step.netns, name);
}

/** The steps of a device that its format cannot make, making it included. */
export function wholeDevice({ make, steps, name }: Device, why: string): readonly Left[] {
  // A cable is made once, by its near end.
  const own = make.name === name ? [make, ...steps] : steps;
  return own.map((step) => ({ step, why }));
}

/** The left steps in the order in which they were given, so that the script does them in an order that works. */
export function inOrder(steps: readonly Step[], left: readonly Left[]): readonly Left[] {
  const at = new Map(steps.map((step, index) => [step, index]));
  // A step that was put in place of another stands at the end: it is about a device that is there by then.
  const place = ({ step }: Left): number => at.get(step) ?? steps.length;
  return [...left].sort((a, b) => place(a) - place(b));
}
