/** Tables as a case holds them: a row leaves out what a plain one has, so that a case shows only what it is about. */
import { addressKey, type Address } from '../../app/noun/address/row.ts';
import { bridgeVlanKey, type BridgeVlan } from '../../app/noun/vlan/row.ts';
import { fdbEntryKey, type FdbEntry } from '../../app/noun/fdb/row.ts';
import type { KeptFile } from '../../app/noun/file/row.ts';
import { forwardKey, type ForwardChain } from '../../app/noun/forward/row.ts';
import { linkKey, type Link } from '../../app/noun/link/row.ts';
import { neighbourKey, type Neighbour } from '../../app/noun/neighbour/row.ts';
import type { Netns } from '../../app/noun/netns/row.ts';
import { routeKey, type Route } from '../../app/noun/route/row.ts';
import { sameValue } from '../../app/base/same.ts';
import { TABLE_NAMES, type Row, type RowOf, type TableName, type Tables } from '../../app/noun/snapshot.ts';
import { vniKey, type VniRange } from '../../app/noun/vni/row.ts';
import { sysctlKey, type Sysctl } from '../../app/noun/sysctl/row.ts';
import { changedBridge, NEW_BRIDGE, type BridgeSpec } from '../../app/noun/bridge/steps.ts';
import { NEW_PORT } from '../../app/noun/port/steps.ts';
import { optionsOf, type VxlanSpec } from '../../app/noun/vxlan/steps.ts';

export type Partials = { readonly [T in TableName]?: readonly Record<string, unknown>[] };

interface Kind<R> {
  readonly plain: Partial<R>;
  readonly keyOf: (row: R) => string;
}

const LINK: Kind<Link> = {
  plain: {
    ...{ netns: '', ifindex: 1, kind: 'veth', up: true, operstate: 'UP', carrier: true, mtu: 1500, altnames: [] },
    raw: {},
  },
  keyOf: (row) => linkKey(row.netns, row.name),
};
const ADDRESS: Kind<Address> = {
  plain: { netns: '', family: 'inet', scope: 'global', flags: [], raw: {} },
  keyOf: (row) => addressKey(row.netns, row.dev, row.local, row.prefixlen),
};
const NEIGHBOUR: Kind<Neighbour> = {
  plain: { netns: '', family: 'inet', state: 'PERMANENT', flags: [], raw: {} },
  keyOf: (row) => neighbourKey(row.netns, row.dev, row.dst, row.flags.includes('proxy')),
};

/** Tables that no case holds are left out. */
const KINDS: { readonly [T in TableName]?: Kind<RowOf<T>> } = {
  netns: { plain: { raw: {} }, keyOf: (row: Netns) => row.name },
  link: LINK,
  address: ADDRESS,
  neighbour: NEIGHBOUR,
  route: {
    plain: { netns: '', family: 'inet', type: 'unicast', table: 'main', flags: [], nexthops: [], raw: {} },
    keyOf: (row: Route) => routeKey(row),
  },
  fdb: {
    plain: { netns: '', state: 'permanent', flags: ['self'], raw: {} },
    keyOf: (row: FdbEntry) => fdbEntryKey(row),
  },
  sysctl: { plain: { netns: '' }, keyOf: (row: Sysctl) => sysctlKey(row.netns, row.name) },
  forward: {
    plain: { netns: '', family: 'inet', rules: [] },
    keyOf: (row: ForwardChain) => forwardKey(row.netns, row.family),
  },
  file: { plain: { netns: '', mode: '0644' }, keyOf: (row: KeptFile) => row.path },
  vlan: {
    plain: { netns: '', pvid: false, untagged: false, raw: {} },
    keyOf: (row: BridgeVlan) => bridgeVlanKey(row.netns, row.dev, row.vid),
  },
  vni: { plain: { netns: '', raw: {} }, keyOf: (row: VniRange) => vniKey(row.netns, row.dev, row.vni) },
};

export function fill(partials: Partials): Tables {
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, fillTable(table, partials[table] ?? [])]),
  ) as unknown as Tables;
}

function fillTable(table: TableName, partials: readonly Record<string, unknown>[]): readonly Row[] {
  const kind = KINDS[table] as Kind<Row> | undefined;
  if (kind === undefined) return [];
  const { plain, keyOf } = kind;
  return partials.map((partial) => {
    const row = { ...plain, ...(table === 'link' ? withOptions(partial) : partial) } as unknown as Row;
    return { ...row, key: keyOf(row) };
  });
}

/** A vxlan is told by its spec, a bridge and a port by what is not as they start. */
function withOptions(partial: Record<string, unknown>): Record<string, unknown> {
  const { kind, vxlan, bridge, port, master } = partial;
  return {
    ...partial,
    ...(kind === 'vxlan' ? { vxlan: { ...optionsOf({ dstport: 4789, ...(vxlan as Partial<VxlanSpec>) }) } } : {}),
    ...(kind === 'bridge' && !isWhole(bridge)
      ? { bridge: changedBridge(NEW_BRIDGE, (bridge ?? {}) as BridgeSpec) }
      : {}),
    ...(master === undefined ? {} : { port: { ...NEW_PORT, state: 'forwarding', ...(port as object | undefined) } }),
  };
}

function isWhole(bridge: unknown): boolean {
  return typeof bridge === 'object' && bridge !== null && 'options' in bridge;
}

/** The opposite of `fill`, for a host that was read. */
export function leaveOut(tables: Tables): Partials {
  return Object.fromEntries(
    TABLE_NAMES.filter((table) => KINDS[table] !== undefined && tables[table].length > 0).map((table) => [
      table,
      tables[table].map((row) => leaveOutOf(table, row)),
    ]),
  );
}

function leaveOutOf(table: TableName, row: Row): Record<string, unknown> {
  const plain = (KINDS[table]?.plain ?? {}) as Readonly<Record<string, unknown>>;
  const kept = Object.entries(row).filter(([field, value]) => !(field in plain && sameValue(plain[field], value)));
  return Object.fromEntries(kept.filter(([field, value]) => field !== 'key' && field !== 'raw' && value !== undefined));
}
