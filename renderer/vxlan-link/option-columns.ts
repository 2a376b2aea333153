import type { VxlanOptions } from '../../app/noun/vxlan/row.ts';
import type { LinkRow } from '../facts.ts';
import type { Column } from '../ui/table-column.ts';

type Option = keyof VxlanOptions;

/** What each remaining option means (ip-link(8), "VXLAN Type Support"); title and explanation. */
const OPTIONS: readonly (readonly [Option, string, string])[] = [
  ['group', 'Group', 'Multicast group that frames for everyone are sent to, instead of a list of VTEPs.'],
  ['srcportLow', 'Source port from', 'Lowest UDP source port; the port is chosen by a hash of the inner packet.'],
  ['srcportHigh', 'Source port to', 'Highest UDP source port.'],
  ['ttl', 'TTL', 'Time to live of the outer packet: a number, auto, or inherit from the inner one.'],
  ['tos', 'TOS', 'Type of service of the outer packet.'],
  ['df', 'DF', 'Whether the outer packet forbids fragmentation.'],
  ['flowlabel', 'Flow label', 'IPv6 flow label of the outer packet.'],
  ['ageing', 'Ageing s', 'Seconds after which a learned entry is forgotten.'],
  ['maxaddress', 'Most entries', 'Most entries the FDB may hold.'],
  ['proxy', 'ARP proxy', 'Answers ARP and NDP from its own neighbour table instead of flooding.'],
  ['rsc', 'RSC', 'Route short circuit.'],
  ['l2miss', 'L2 miss', 'Tells user space about unknown MAC addresses.'],
  ['l3miss', 'L3 miss', 'Tells user space about unknown IP addresses.'],
  ['udpcsum', 'UDP checksum', 'Outer UDP checksum over IPv4.'],
  ['udp6zerocsumtx', 'Zero checksum out', 'Sends a zero UDP checksum over IPv6.'],
  ['udp6zerocsumrx', 'Zero checksum in', 'Accepts a zero UDP checksum over IPv6.'],
  ['remcsumtx', 'Remote checksum out', 'Remote checksum offload, sending.'],
  ['remcsumrx', 'Remote checksum in', 'Remote checksum offload, receiving.'],
  ['localbypass', 'Local bypass', 'Delivers packets to a VTEP of this same host without sending them.'],
  ['external', 'External', 'The VNI and the far end come with each packet (collect metadata).'],
  ['vnifilter', 'VNI filter', 'Only listed VNIs are accepted on an external device.'],
  ['mcroute', 'Multicast routing', 'Multicast routing of the outer packets.'],
  ['gbp', 'GBP', 'Group based policy extension.'],
  ['gpe', 'GPE', 'Generic protocol extension.'],
  ['reservedBits', 'Reserved bits', 'Reserved header bits that are accepted.'],
];

/** One spare column for every option that has no place among the main ones. */
export function vxlanOptionColumns(): readonly Column<LinkRow>[] {
  return OPTIONS.map(([option, title, explain]) => ({
    id: option.toLowerCase(),
    title,
    explain,
    width: 96,
    mono: true,
    spare: true,
    text: (row) => optionText(row.vxlan?.[option]),
    order: (row) => {
      const value = row.vxlan?.[option];
      return typeof value === 'number' ? value : optionText(value) || undefined;
    },
  }));
}

function optionText(value: VxlanOptions[Option]): string {
  if (value === undefined) return '';
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}
