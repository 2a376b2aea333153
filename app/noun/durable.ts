import { sameValue } from '../base/same.ts';
import { durableLink } from './link/durable.ts';
import type { Address } from './address/row.ts';
import { vidText, type BridgeVlan } from './vlan/row.ts';
import { FLOOD_MAC, type FdbEntry } from './fdb/row.ts';
import { linkKey, type Link } from './link/row.ts';
import type { Neighbour } from './neighbour/row.ts';
import type { Route } from './route/row.ts';
import { TABLE_NAMES, type Snapshot, type TableName } from './snapshot.ts';

/** A row without what comes and goes by itself. */
export type DurableRow = { readonly key: string; readonly name: string } & Readonly<Record<string, unknown>>;
export type DurableTables = Readonly<Record<TableName, readonly DurableRow[]>>;

/**
 * What stays until somebody changes it: no learned entries, no resolved neighbours, no indexes, timers or states that
 * follow the carrier, and nothing that the kernel derives from the rest (link-local addresses, the local route table).
 */
export function durable({ tables }: Pick<Snapshot, 'tables'>): DurableTables {
  return {
    netns: tables.netns.map(({ key, name }) => ({ key, name })),
    link: tables.link.map(durableLink),
    address: tables.address.filter(isDurableAddress).map(durableAddress),
    route: withoutPeers(tables.route.filter(isDurableRoute), tables.address).map(durableRoute),
    fdb: withoutOwnMacs(tables.fdb.filter(isDurableFdbEntry), tables.link).map(durableFdbEntry),
    neighbour: tables.neighbour.filter(isDurableNeighbour).map(durableNeighbour),
    sysctl: tables.sysctl.map((row) => ({ ...row, name: at(row.name, row.netns) })),
    file: tables.file.map((row) => ({ ...row, name: row.path })),
    forward: tables.forward.map((row) => ({ ...row, name: at(`${row.family} FORWARD`, row.netns) })),
    vlan: tables.vlan.map(durableVlan),
    offload: tables.offload.map((row) => ({ ...row, name: row.dev })),
    system: [],
  };
}

/** The differences in words, one a row; empty when both are the same. A MAC address counts, random or not. */
export function sameDurable(
  a: Pick<Snapshot, 'tables'> | DurableTables,
  b: Pick<Snapshot, 'tables'> | DurableTables,
): readonly string[] {
  const before = 'tables' in a ? durable(a) : a;
  const after = 'tables' in b ? durable(b) : b;
  return TABLE_NAMES.flatMap((table) => differences(table, before[table], after[table]));
}

function differences(table: TableName, before: readonly DurableRow[], after: readonly DurableRow[]): readonly string[] {
  const left = new Map(before.map((row) => [row.key, row]));
  const said: string[] = [];
  for (const row of after) {
    const old = left.get(row.key);
    left.delete(row.key);
    if (old === undefined) said.push(`${table} ${row.name} is new`);
    else if (!sameValue(old, row)) said.push(`${table} ${row.name} differs: ${fieldDifferences(old, row).join(', ')}`);
  }
  return [...said, ...[...left.values()].map((row) => `${table} ${row.name} is missing`)];
}

function fieldDifferences(before: DurableRow, after: DurableRow): readonly string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = fields.filter((field) => !sameValue(before[field], after[field]));
  return changed.map(
    (field) => `${field} ${JSON.stringify(before[field]) ?? 'none'} → ${JSON.stringify(after[field]) ?? 'none'}`,
  );
}

function at(what: string, netns: string): string {
  return netns === '' ? what : `${what} in ${netns}`;
}

/** Link-local addresses appear with the carrier (addrconf), on every version without a mark that says who made them. */
function isDurableAddress({ family, scope }: Address): boolean {
  return !(family === 'inet6' && scope === 'link');
}

const PASSING_ADDRESS_FLAGS = ['tentative', 'optimistic', 'dadfailed', 'deprecated'];

function durableAddress({ raw: _, ...row }: Address): DurableRow {
  const flags = row.flags.filter((flag) => !PASSING_ADDRESS_FLAGS.includes(flag));
  return { ...row, flags, name: at(`${row.local}/${row.prefixlen} on ${row.dev}`, row.netns) };
}

/** The local table mirrors the addresses; `fe80::/64` and `ff00::/8` the links; router advertisements expire. */
function isDurableRoute({ table, type, dst, protocol }: Route): boolean {
  if (table === 'local' || type === 'multicast' || type === 'anycast') return false;
  return protocol !== 'ra' && protocol !== 'redirect' && dst !== 'fe80::/64';
}

/** The kernel's route to an IPv6 address's far end comes once duplicate detection is over, a second later (`__ipv6_ifa_notify`, seen on 6.18). */
function withoutPeers(routes: readonly Route[], addresses: readonly Address[]): readonly Route[] {
  const far = addresses.filter(({ family, peer }) => family === 'inet6' && peer !== undefined);
  if (far.length === 0) return routes;
  const peers = new Set(far.map(({ netns, dev, peer }) => `${netns}|${dev}|${peer}`));
  return routes.filter(
    ({ protocol, netns, dev, dst }) => protocol !== 'kernel' || !peers.has(`${netns}|${dev}|${dst}`),
  );
}

function durableRoute({ raw: _, ...row }: Route): DurableRow {
  const steady = (flags: readonly string[]) => flags.filter((flag) => flag !== 'linkdown' && flag !== 'dead');
  const nexthops = row.nexthops.map((hop) => ({ ...hop, flags: steady(hop.flags) }));
  const name = at(`${row.dst}${row.dev === undefined ? '' : ` on ${row.dev}`}`, row.netns);
  return { ...row, flags: steady(row.flags), nexthops, name };
}

/** Learned entries have no state; a device's multicast list (`33:33:…`, `01:00:5e:…`) follows its addresses. */
function isDurableFdbEntry({ state, mac, dst }: FdbEntry): boolean {
  const lasting = state === 'permanent' || state === 'static';
  return lasting && (dst !== undefined || mac === FLOOD_MAC || !isGroupMac(mac));
}

/**
 * A bridge holds the MACs of its ports and its own. Where two of them are the same (a bridge takes its first port's), the entry
 * stands at the device that had it first (net/bridge/br_fdb.c, fdb_add_local), which says nothing about how they are set.
 */
function withoutOwnMacs(entries: readonly FdbEntry[], links: readonly Link[]): readonly FdbEntry[] {
  const own = new Set(links.map(({ netns, name, kind, master, mac }) => `${linkKey(netns, kind === 'bridge' ? name : (master ?? ''))} ${mac ?? ''}`)); // prettier-ignore
  const bridgeOf = new Map(links.map(({ key, netns, name, kind, master }) => [key, linkKey(netns, kind === 'bridge' ? name : (master ?? ''))])); // prettier-ignore
  return entries.filter(({ netns, dev, dst, mac, state }) => {
    const bridge = bridgeOf.get(linkKey(netns, dev));
    return dst !== undefined || state !== 'permanent' || bridge === undefined || !own.has(`${bridge} ${mac}`);
  });
}

function durableFdbEntry({ raw: _, ...row }: FdbEntry): DurableRow {
  const flags = row.flags.filter((flag) => flag !== 'offload');
  const name = at(`${row.mac}${row.dst === undefined ? '' : ` to ${row.dst}`} on ${row.dev}`, row.netns);
  return { ...row, flags, name };
}

/** Kept: what somebody set. `NOARP` is also what the kernel gives multicast, broadcast and loopback destinations. */
function isDurableNeighbour({ state, flags, mac }: Neighbour): boolean {
  if (flags.includes('proxy') || state.includes('PERMANENT')) return true;
  return state === 'NOARP' && mac !== undefined && mac !== FLOOD_MAC && !isGroupMac(mac);
}

function durableNeighbour({ raw: _, ...row }: Neighbour): DurableRow {
  return { ...row, name: at(`${row.dst} on ${row.dev}`, row.netns) };
}

function durableVlan({ raw: _, ...row }: BridgeVlan): DurableRow {
  return { ...row, name: at(`${vidText(row)} on ${row.dev}`, row.netns) };
}

/** The lowest bit of the first octet marks a group address (IEEE 802). */
function isGroupMac(mac: string): boolean {
  return (parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
