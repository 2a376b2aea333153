/** What the writers of all formats share: the devices of a selection, each with what is set on it, and what could not be said. */
import type { Device } from '../guard/devices.ts';
import type { Step } from '../noun/step.ts';
import type { FileKind } from '../noun/file/paths.ts';

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

/** The steps of a device that its format cannot make, making it included. */
export function wholeDevice({ make, steps, name }: Device, why: string): readonly Left[] {
  // A cable is made once, by its near end.
  const own = make.name === name ? [make, ...steps] : steps;
  return own.map((step) => ({ step, why }));
}

type SetStep = Extract<Step, { readonly set: object }>;

/** Of a step that sets several options those that a format has no words for; `undefined` when it has them all. */
export function unsaid(step: SetStep, words: readonly string[]): Step | undefined {
  const set = Object.fromEntries(
    Object.entries(step.set).filter(([name, value]) => value !== undefined && !words.includes(name)),
  );
  return Object.keys(set).length === 0 ? undefined : ({ ...step, set } as Step);
}

/** The same as what is left, with the names of the options. */
export function leftOptions(step: SetStep, words: readonly string[]): readonly Left[] {
  const rest = unsaid(step, words);
  if (rest === undefined) return [];
  return [{ step: rest, why: `has no word for ${Object.keys((rest as SetStep).set).join(' and ')}` }];
}

export function masterOf({ steps }: Device): string | undefined {
  return steps.flatMap((step) => (step.do === 'link-set-master' && step.master !== null ? [step.master] : [])).at(-1);
}

/**
 * A master that the selection does not make: a bridge of somebody else, of which a format knows nothing, or a VRF. The script puts the
 * port there, and sets it up as a port afterwards.
 */
export function foreignMasterOf(device: Device, devices: readonly Device[]): string | undefined {
  const master = masterOf(device);
  return devices.some(({ name }) => name === master) ? undefined : master;
}

/** A device with addresses or routes under somebody else's master: that is a VRF, and joining one takes IPv6 addresses and routes away. */
export function isInVrf(device: Device, devices: readonly Device[]): boolean {
  const routed = device.steps.some((step) => step.do === 'address-add' || step.do === 'route-add');
  return foreignMasterOf(device, devices) !== undefined && (device.make.do === 'link-add-bridge' || routed);
}

/** The left steps in the order in which they were given, so that the script does them in an order that works. */
export function inOrder(steps: readonly Step[], left: readonly Left[]): readonly Left[] {
  const at = new Map(steps.map((step, index) => [step, index]));
  // A step that was put in place of another stands at the end: it is about a device that is there by then.
  const place = ({ step }: Left): number => at.get(step) ?? steps.length;
  return [...left].sort((a, b) => place(a) - place(b));
}
