import { missingInKernel, missingSince } from '../../app/noun/vxlan/available.ts';
import { VxlanChange, type VxlanSpec } from '../../app/noun/vxlan/steps.ts';
import type { FormField } from '../edit/edit-form.ts';
import type { LinkRow } from '../facts.ts';

type Option = keyof VxlanSpec;
const IN_PLACE = new Set<string>(Object.keys(VxlanChange.entries));

/** Options by group, with the kernel's default (ip-link(8), drivers/net/vxlan/vxlan_core.c). */
export function optionFields(iproute: string, links: Iterable<LinkRow>, editing: boolean): readonly FormField[] {
  const known = [...links];
  return OPTIONS.map((field) => {
    const option = field.id.split('.')[1] as Option;
    const since = missingSince(iproute, option);
    const have = iproute.replace(/^iproute2-/, '');
    const unknown = missingInKernel(iproute, known, option) ? { why: 'This host’s kernel does not have it' } : {};
    return {
      ...field,
      ...(editing && !IN_PLACE.has(option) ? { note: 'made again' } : {}),
      ...unknown,
      ...(since === undefined ? {} : { why: `Needs iproute2 ${since} on the host; it has ${have}` }),
    };
  });
}

/** What an option's note means where it stands. */
export const MADE_AGAIN =
  'Changing this makes the device again; MAC, addresses, bridge, entries and routes are put back.';

const text = (id: Option, label: string, standard: string, group: string, explain: string): FormField => ({
  id: `vxlan.${id}`,
  label,
  kind: 'text',
  mono: true,
  standard,
  group,
  explain,
});
const number = (
  id: string,
  label: string,
  standard: string,
  group: string,
  explain: string,
  unit?: string,
): FormField => ({
  id: `vxlan.${id}`,
  label,
  kind: 'number',
  mono: true,
  standard,
  group,
  explain,
  ...(unit === undefined ? {} : { unit }),
});
const toggle = (id: Option, label: string, standard: 'on' | 'off', group: string, explain: string): FormField => ({
  id: `vxlan.${id}`,
  label,
  kind: 'toggle',
  standard,
  group,
  explain,
});

const OPTIONS: readonly FormField[] = [
  text(
    'ttl',
    'TTL',
    'auto',
    'Tunnel',
    'Time to live of the outer packet: 1 to 255, auto, or inherit from the inner one.',
  ),
  text(
    'tos',
    'TOS',
    '0x0',
    'Tunnel',
    'Type of service of the outer packet, in hexadecimal, or inherit from the inner one.',
  ),
  {
    id: 'vxlan.df',
    label: 'Don’t fragment',
    kind: 'choice',
    standard: 'unset',
    group: 'Tunnel',
    choices: ['set', 'inherit'].map((value) => ({ value, label: value })),
    explain: 'Whether the outer packet forbids fragmentation on its way (DF).',
  },
  text('flowlabel', 'Flow label', 'none', 'Tunnel', 'IPv6 flow label of the outer packet, up to 0xfffff.'),
  number(
    'srcport.low',
    'Source port from',
    'system range',
    'Tunnel',
    'Lowest UDP source port; the port is chosen by a hash of the inner packet.',
  ),
  number('srcport.high', 'Source port to', 'system range', 'Tunnel', 'Highest UDP source port.'),
  toggle(
    'learning',
    'Learning',
    'on',
    'Learning',
    'Learns from received packets which MAC address is behind which VTEP.',
  ),
  toggle(
    'proxy',
    'ARP proxy',
    'off',
    'Learning',
    'Answers ARP and NDP from its own neighbour table instead of flooding.',
  ),
  number('ageing', 'Ageing', '300', 'Learning', 'Seconds after which a learned entry is forgotten.', 's'),
  number('maxaddress', 'Most entries', 'no limit', 'Learning', 'Most entries the FDB may hold.'),
  toggle(
    'rsc',
    'Route short circuit',
    'off',
    'Learning',
    'rsc: sends straight to the far host what would go through a router.',
  ),
  toggle(
    'l2miss',
    'Tell about unknown MACs',
    'off',
    'Learning',
    'l2miss: tells user space about a MAC address that has no entry.',
  ),
  toggle(
    'l3miss',
    'Tell about unknown addresses',
    'off',
    'Learning',
    'l3miss: tells user space about an IP address that has no neighbour.',
  ),
  toggle('udpcsum', 'UDP checksum', 'on', 'Checksums', 'Computes the outer UDP checksum over IPv4.'),
  toggle('udp6zerocsumtx', 'Zero checksum out', 'off', 'Checksums', 'Sends a zero UDP checksum over IPv6.'),
  toggle('udp6zerocsumrx', 'Zero checksum in', 'off', 'Checksums', 'Accepts a zero UDP checksum over IPv6.'),
  toggle('remcsumtx', 'Remote checksum out', 'off', 'Checksums', 'Remote checksum offload, sending.'),
  toggle('remcsumrx', 'Remote checksum in', 'off', 'Checksums', 'Remote checksum offload, receiving.'),
  toggle(
    'external',
    'External',
    'off',
    'Advanced',
    'The VNI and the far end come with each packet (collect metadata); it has no VNI of its own.',
  ),
  toggle('vnifilter', 'VNI filter', 'off', 'Advanced', 'Only listed VNIs are accepted on an external device.'),
  toggle(
    'localbypass',
    'Local bypass',
    'on',
    'Advanced',
    'Delivers packets to a VTEP of this same host without sending them.',
  ),
  toggle('mcroute', 'Multicast routing', 'off', 'Advanced', 'Multicast routing of the outer packets.'),
  toggle('gbp', 'Group policy', 'off', 'Advanced', 'gbp: group based policy extension; both ends must agree.'),
  toggle(
    'gpe',
    'Generic protocol',
    'off',
    'Advanced',
    'gpe: generic protocol extension; both ends must agree, and it is not used with a bridge.',
  ),
  text(
    'reservedBits',
    'Reserved bits',
    'none',
    'Advanced',
    'Bits of the header that are accepted although they are reserved, in hexadecimal.',
  ),
];
