/** Who a route is from, by number and by name (lib/rt_names.c, iproute2 6.17; the host's `rt_protos` may name more). */

const NAMES = {
  ...{ 0: 'unspec', 1: 'redirect', 2: 'kernel', 3: 'boot', 4: 'static', 8: 'gated', 9: 'ra', 10: 'mrt', 11: 'zebra' },
  ...{ 12: 'bird', 13: 'dnrouted', 14: 'xorp', 15: 'ntk', 16: 'dhcp', 17: 'mrouted', 18: 'keepalived', 42: 'babel' },
  ...{ 99: 'openr', 186: 'bgp', 187: 'isis', 188: 'ospf', 189: 'rip', 192: 'eigrp' },
};

const NAME_OF_NUMBER: ReadonlyMap<string, string> = new Map(Object.entries(NAMES));

export const NUMBER_OF_PROTOCOL: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).map(([number, name]) => [name, number]),
);

/** As `ip` prints it. */
export function protocolName(word: string): string {
  return NAME_OF_NUMBER.get(word) ?? word;
}
