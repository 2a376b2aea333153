import { FLOOD_MAC } from '../../app/noun/fdb/row.ts';
import type { HostId } from '../../app/base/host.ts';
import { contains } from '../../app/base/ip.ts';
import type { Facts, LinkRow } from '../facts.ts';
import type { RowIn } from '../feed-rows.ts';
import type { Place } from '../place.ts';

type TracePlace = Extract<Place, { page: 'trace' }>;
type FdbRow = RowIn<'fdb'>;

/** A place where a packet can start, and an address where one can arrive. */
interface End {
  readonly host: HostId;
  readonly netns: string;
  readonly address: string;
}

/** The trace that a row asks for: what can be filled in is, the rest is left to be typed; nothing where a row means no packet. */
export function traceOfRow(host: HostId, table: string, row: unknown, facts: Facts): TracePlace | undefined {
  if (table === 'neighbour') return ofNeighbour(host, row as RowIn<'neighbour'>);
  if (table === 'route') return ofRoute(host, row as RowIn<'route'>, facts);
  if (table === 'fdb') return ofEntry(host, row as FdbRow, facts);
  if (table === 'link') return ofLink(host, row as LinkRow, facts);
  if (table === 'netns') return { page: 'trace', from: { host, netns: (row as RowIn<'netns'>).name } };
  return undefined;
}

function ofNeighbour(host: HostId, { netns, dst }: RowIn<'neighbour'>): TracePlace {
  return { page: 'trace', from: { host, netns }, to: dst };
}

/** To an address that a route takes and that one of the hosts has. */
function ofRoute(host: HostId, { netns, dst, gateway }: RowIn<'route'>, facts: Facts): TracePlace {
  const from = { host, netns };
  if (!dst.includes('/') && dst !== 'default') return { page: 'trace', from, to: dst };
  const known = dst === 'default' ? undefined : facts.addressIn((address) => contains(dst, address), from);
  const to = known ?? gateway;
  return { page: 'trace', from, ...(to !== undefined && { to }) };
}

/** From whoever uses the tunnel here to whom the entry leads: behind a MAC address, or behind the far end of a flood entry. */
function ofEntry(host: HostId, row: FdbRow, facts: Facts): TracePlace {
  const device = facts.link(host, row.netns, row.dev);
  const near = endsBehind(host, device, facts)[0];
  const from = near === undefined ? { host, netns: row.netns } : { host, netns: near.netns };
  const to =
    row.mac === FLOOD_MAC ? farEnd(row, device, facts) : (addressOfMac(row.mac, facts) ?? farEnd(row, device, facts));
  return { page: 'trace', from, ...(to !== undefined && { to }) };
}

function ofLink(host: HostId, link: LinkRow, facts: Facts): TracePlace {
  const inner = link.vxlan === undefined && link.kind !== 'bridge' ? undefined : endsBehind(host, link, facts)[0];
  return { page: 'trace', from: { host, netns: inner?.netns ?? link.netns } };
}

function addressOfMac(mac: string, facts: Facts): string | undefined {
  for (const { host, link } of facts.withMac(mac)) {
    const address = facts.addresses(host, link.netns, link.name).find(isUsable);
    if (address !== undefined) return address.local;
  }
  return undefined;
}

/** An address behind the tunnel of the same VNI on the host that the entry leads to. */
function farEnd({ dst, vni }: FdbRow, device: LinkRow | undefined, facts: Facts): string | undefined {
  const owner = facts.owner(dst)?.host;
  const number = vni ?? device?.vxlan?.vni;
  if (owner === undefined || number === undefined) return dst;
  const tunnel = facts.withVni(number).find(({ host }) => host === owner)?.link;
  return endsBehind(owner, tunnel, facts)[0]?.address ?? dst;
}

/** Machines on the bridge of a tunnel (or of any port), those in namespaces first; then the host itself. */
export function endsBehind(host: HostId, device: LinkRow | undefined, facts: Facts): readonly End[] {
  if (device === undefined) return [];
  const bridge = device.kind === 'bridge' ? device : facts.link(host, device.netns, device.master);
  const ports = bridge === undefined ? [] : facts.ports(host, bridge.netns, bridge.name);
  const peers = ports.flatMap((port) => facts.peer(host, port) ?? []);
  const own = [bridge, device].flatMap((link) => link ?? []);
  return [...peers, ...own].flatMap((link) =>
    facts
      .addresses(host, link.netns, link.name)
      .filter(isUsable)
      .map(({ local }) => ({ host, netns: link.netns, address: local })),
  );
}

function isUsable({ scope }: { readonly scope: string }): boolean {
  return scope === 'global';
}

/** The other host that a row is about, where one of ours has the address or the machine. */
export function farHost(table: string, row: unknown, facts: Facts): HostId | undefined {
  if (table === 'neighbour') return facts.owner((row as RowIn<'neighbour'>).dst)?.host;
  if (table === 'route') return facts.owner((row as RowIn<'route'>).gateway)?.host;
  if (table !== 'fdb') return undefined;
  const { dst, mac } = row as FdbRow;
  return facts.owner(dst)?.host ?? facts.withMac(mac)[0]?.host;
}
