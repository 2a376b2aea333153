/** Simulated overlays, as facts: for what a lab would be too slow for. Rows as the parsers make them; nothing is wrong with them. */
import type { HostId } from '../../../app/base/host.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import type { Address } from '../../../app/noun/address/row.ts';
import { FLOOD_MAC, type FdbEntry } from '../../../app/noun/fdb/row.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import type { Neighbour } from '../../../app/noun/neighbour/row.ts';
import type { Route } from '../../../app/noun/route/row.ts';
import { EMPTY_TABLES } from '../../../app/noun/snapshot.ts';

const two = (value: number): string => (value & 0xff).toString(16).padStart(2, '0');
const macOf = (kind: number, at: number): string => `02:${two(kind)}:00:${two(at >> 16)}:${two(at >> 8)}:${two(at)}`;
const underlay = (at: number): string => `172.${16 + (at >> 16)}.${(at >> 8) & 0xff}.${at & 0xff}`;

interface Member {
  readonly at: number;
  /** Its place in its overlay. */
  readonly of: number;
}

/** `count` hosts in overlays of `size`, every second one bridged, the others as flannel has them. */
export function factsOf(count: number, size: number): readonly HostFacts[] {
  return Array.from({ length: count }, (_, at) => {
    const first = Math.floor(at / size) * size;
    const members = Array.from({ length: Math.min(size, count - first) }, (__, of): Member => ({
      at: first + of + 1,
      of,
    }));
    const overlay = Math.floor(at / size);
    return overlay % 2 === 0 ? bridged(at + 1, at - first, members) : flannel(at + 1, at - first, members, overlay);
  });
}

function links(at: number, vni: number, own: string | undefined): readonly Link[] {
  const up = { up: true, carrier: true, operstate: 'UP' };
  const vxlan = { vni, dstport: 4789, local: underlay(at), dev: 'eth0', learning: own === undefined };
  const port = { state: 'forwarding' };
  const cable = { netns: '', name: 'veth-red-br', kind: 'veth', mtu: 1450, mac: macOf(4, at) };
  return [
    { ...newLink({ netns: '', name: 'eth0', kind: 'ether', mtu: 1500, mac: macOf(1, at) }), ...up, ifindex: 2 },
    {
      ...newLink({ netns: '', name: 'vxlan1', kind: 'vxlan', mtu: 1450, mac: macOf(2, at) }),
      ...up,
      ifindex: 3,
      vxlan,
      ...(own === undefined && { master: 'br1', port }),
    } as Link,
    { ...newLink({ netns: '', name: 'br1', kind: 'bridge', mtu: 1450, mac: macOf(3, at) }), ...up, ifindex: 4 },
    { ...newLink(cable), ...up, ifindex: 5, master: 'br1', port, peerIndex: 6, peerNsid: 0 } as Link,
    { ...newLink({ netns: 'red', name: 'veth-red', kind: 'veth', mtu: 1450, mac: macOf(5, at) }), ...up, ifindex: 6 },
  ];
}

function address(netns: string, dev: string, local: string, prefixlen: number): Address {
  return {
    key: `${netns}|${dev}|${local}`,
    netns,
    dev,
    family: 'inet',
    local,
    prefixlen,
    scope: 'global',
    flags: [],
    raw: {},
  } as Address;
}

function route(netns: string, dst: string, dev: string, gateway?: string): Route {
  const more = gateway === undefined ? { protocol: 'kernel' } : { gateway, protocol: 'boot', flags: ['onlink'] };
  return {
    key: `${netns}|${dst}|${dev}`,
    netns,
    family: 'inet',
    type: 'unicast',
    dst,
    dev,
    table: 'main',
    flags: [],
    nexthops: [],
    raw: {},
    ...more,
  } as Route;
}

function entry(mac: string, dst: string): FdbEntry {
  return { key: `${mac}|${dst}`, netns: '', dev: 'vxlan1', mac, dst, state: 'permanent', flags: ['self'], raw: {} };
}

function told(dst: string, mac: string): Neighbour {
  return { key: dst, netns: '', dev: 'vxlan1', family: 'inet', dst, mac, state: 'PERMANENT', flags: [], raw: {} };
}

function facts(at: number, tables: Partial<HostFacts['tables']>): HostFacts {
  const none = new Map<string, never>();
  const settings = new Map([['|net.ipv4.conf.all.forwarding', '1']]);
  const netns = [{ key: 'red', name: 'red', nsid: 0, raw: {} }] as unknown as HostFacts['tables']['netns'];
  return {
    host: `lab:h${at}` as HostId,
    tables: { ...EMPTY_TABLES, netns, ...tables },
    settings,
    rules: [],
    nexthops: [],
    vnis: none,
    filters: none,
    traffic: [],
    sockets: [],
    ways: [],
    counters: none,
    notLookedAt: [],
  };
}

function bridged(at: number, of: number, members: readonly Member[]): HostFacts {
  const others = members.filter((one) => one.at !== at);
  const ip = `10.${50 + (of >> 16)}.${(of + 1) >> 8}.${(of + 1) & 0xff}`;
  return facts(at, {
    link: links(at, 1, undefined),
    address: [address('', 'eth0', underlay(at), 12), address('red', 'veth-red', ip, 16)],
    route: [route('', '172.16.0.0/12', 'eth0'), route('red', '10.50.0.0/16', 'veth-red')],
    fdb: others.map((one) => entry(FLOOD_MAC, underlay(one.at))),
  });
}

function flannel(at: number, of: number, members: readonly Member[], overlay: number): HostFacts {
  const others = members.filter((one) => one.at !== at);
  const net = (one: number): string => `10.${100 + (one >> 8)}.${one & 0xff}`;
  const [tunnel, gateway, machine] = [0, 1, 2].map((last) => `${net(of)}.${last}`) as [string, string, string];
  return facts(at, {
    link: links(at, 2 + overlay, tunnel),
    address: [
      address('', 'eth0', underlay(at), 12),
      address('', 'vxlan1', tunnel, 32),
      address('', 'br1', gateway, 24),
      address('red', 'veth-red', machine, 24),
    ],
    route: [
      route('', '172.16.0.0/12', 'eth0'),
      route('', `${net(of)}.0/24`, 'br1'),
      ...others.map((one) => route('', `${net(one.of)}.0/24`, 'vxlan1', `${net(one.of)}.0`)),
      route('red', `${net(of)}.0/24`, 'veth-red'),
      route('red', 'default', 'veth-red', gateway),
    ],
    fdb: others.map((one) => entry(macOf(2, one.at), underlay(one.at))),
    neighbour: others.map((one) => told(`${net(one.of)}.0`, macOf(2, one.at))),
  });
}
