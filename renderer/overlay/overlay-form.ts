import type { HostId } from '../../app/base/host.ts';
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

/** Each with one line that explains the term. */
export const FIELDS: readonly { readonly field: keyof FormText; readonly label: string; readonly explain: string }[] = [
  { field: 'name', label: 'Name', explain: 'What the overlay is called here, in overlay.yaml and in the history' },
  { field: 'vni', label: 'VNI', explain: 'VXLAN network identifier: the same on every member, and nobody else’s' },
  { field: 'port', label: 'UDP port', explain: '4789 is the standard’s, 8472 is flannel’s and the old kernel default' },
  {
    field: 'mtu',
    label: 'MTU',
    explain: 'Largest packet inside the tunnel: the underlay’s minus 50 bytes, minus 70 over IPv6',
  },
  {
    field: 'prefixes',
    label: 'Prefixes',
    explain:
      'The overlay’s own networks, one a family: 10.42.0.0/16 fd42::/48. An IPv4 and an IPv6 prefix make it dual stack',
  },
];

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
  return { [name]: /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed };
}

/** `overlay`, `overlay-2`, …: the first that is not taken. */
export function freeName(taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'overlay' : `overlay-${number}`;
    if (!taken.includes(name)) return name;
  }
}
