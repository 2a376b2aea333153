import type { HostId } from '../../app/model/host.ts';
import type { OverlayMode, OverlaySpec } from '../../app/overlay/overlay.ts';

/** The fields that are typed, as text. */
export interface FormText {
  readonly name: string;
  readonly vni: string;
  readonly port: string;
  readonly mtu: string;
  /** One a family, with a space between. */
  readonly prefixes: string;
}

export interface FormChoices {
  readonly mode: OverlayMode;
  readonly hosts: readonly HostId[];
  readonly endpoints: boolean;
  readonly txChecksumOff: boolean;
  readonly typed: Partial<FormText>;
  readonly defaultName: string;
}

/** What the fields show of a completed overlay. */
export function textOf(spec: OverlaySpec | undefined, name: string): FormText {
  if (spec === undefined) return { name, vni: '', port: '', mtu: '', prefixes: '' };
  const { vni, port, mtu, prefixes } = spec;
  return { name, vni: String(vni), port: String(port), mtu: String(mtu), prefixes: prefixes.join(' ') };
}

/** An `overlay.yaml` as data: only what was chosen or typed. What is no number goes as it is, for its field to say so. */
export function fileOfForm({
  mode,
  hosts,
  endpoints,
  txChecksumOff,
  typed,
  defaultName,
}: FormChoices): Record<string, unknown> {
  const prefixes = (typed.prefixes ?? '').split(/[\s,]+/).filter((part) => part !== '');
  return {
    name: typed.name ?? defaultName,
    mode,
    ...numberField('vni', typed.vni),
    ...numberField('port', typed.port),
    ...numberField('mtu', typed.mtu),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(txChecksumOff ? { txChecksumOff } : {}),
    members: hosts.map((host) => (endpoints ? { host } : { host, endpoint: false })),
  };
}

/** An emptied field means: as completed. */
function numberField(name: string, text = ''): Record<string, unknown> {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  return { [name]: /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed };
}

/** `overlay`, `overlay-2`, …: the first that is not taken. */
export function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'overlay' : `overlay-${number}`;
    if (!taken.includes(name)) return name;
  }
}
