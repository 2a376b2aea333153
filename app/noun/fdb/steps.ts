/** Forwarding database entries: a vxlan's own (`self`) and its bridge's (`master`). */
import type { Wrong } from '../noun.ts';
import * as v from 'valibot';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from './row.ts';
import type { JsonObject } from '../../base/json.ts';
import { linkKey } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import { putRow, rowOfKey, rowsOfBridge, rowsOfMac, withoutRows } from '../draft.ts';
import { Ifname, IpAddress, Mac, Nhid, NetnsRef, UdpPort, Vni } from '../../base/field.ts';
import { canonicalIp } from '../../base/ip.ts';

export const FDB_FLAGS = ['sticky', 'extern_learn', 'router', 'use'] as const;

/** Those that are printed as they were set. */
const SET_FLAGS = ['sticky', 'extern_learn', 'router'] as const;

export const fdbEntryFields = {
  netns: NetnsRef,
  dev: Ifname,
  mac: Mac,
  dst: v.optional(IpAddress),
  port: v.optional(UdpPort),
  vni: v.optional(Vni),
  srcVni: v.optional(Vni),
  via: v.optional(Ifname),
  vlan: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4094))),
  /** `self` is the device's own table, `master` its bridge's. */
  owner: v.picklist(['self', 'master']),
  state: v.picklist(['permanent', 'static', 'dynamic']),
  flags: v.optional(v.array(v.picklist(FDB_FLAGS))),
};

/**
 * `fdb-append` adds a destination to a flood entry. `fdb-del` of a flood entry must name `dst`:
 * without it the kernel removes the whole flood list (seen on 6.18).
 */
const stepFields = { ...fdbEntryFields, nhid: v.optional(Nhid) };
export const FdbEntryStep = v.variant('do', [
  v.strictObject({ do: v.literal('fdb-add'), ...stepFields }),
  v.strictObject({ do: v.literal('fdb-append'), ...stepFields }),
  v.strictObject({ do: v.literal('fdb-replace'), ...stepFields }),
  v.strictObject({ do: v.literal('fdb-del'), ...stepFields }),
]);
export type FdbEntryStep = v.InferOutput<typeof FdbEntryStep>;

export function simulateFdbEntry(tables: Tables, step: FdbEntryStep): Tables {
  if (step.do === 'fdb-del') return withoutRows(tables, 'fdb', entriesGone(tables, step));
  const row = rowOf(tables, step);
  return putRow(step.do === 'fdb-replace' ? withoutRows(tables, 'fdb', rivals(tables, row)) : tables, 'fdb', row);
}

/** The rows that a deletion takes away. */
export function entriesGone(tables: Tables, step: FdbEntryStep): readonly FdbEntry[] {
  if (step.do !== 'fdb-del') return [];
  const wanted = wantedOf(tables, step);
  return rivals(tables, wanted).filter((row) => isGone(row, wanted));
}

/** An entry with an outgoing device is another one than that without (both may stand, seen on 6.18). */
export function fdbEntryHolds(tables: Tables, step: FdbEntryStep): boolean {
  const known = rowsOfMac(tables.fdb, step);
  // The usual case of ten thousand adds, without looking any further for each.
  if (known.length === 0) return step.do === 'fdb-del';
  const wanted = wantedOf(tables, step);
  if (step.do === 'fdb-del') return !known.some((row) => isGone(row, wanted));
  return known.some(
    (row) => isRival(row, wanted) && isSame(row, wanted) && row.via === wanted.via && isAsSet(row, step),
  );
}

/** A `dynamic` entry ages and may be learned again, so only its place counts. */
function isAsSet({ state, flags }: FdbEntry, step: FdbEntryStep): boolean {
  if (step.state === 'dynamic') return true;
  return (
    state === step.state && SET_FLAGS.every((flag) => flags.includes(flag) === (step.flags?.includes(flag) === true))
  );
}

/** What a deletion took away is brought back by `restore`. */
export function invertFdbEntry(step: FdbEntryStep, before: Tables): readonly FdbEntryStep[] {
  if (step.do === 'fdb-del') return [];
  const rival = step.do === 'fdb-replace' ? rivals(before, rowOf(before, step))[0] : undefined;
  if (rival !== undefined) return replaceSteps(fdbStepOf(rival), step);
  return [{ ...step, do: 'fdb-del' }];
}

/**
 * The steps that put an entry in the place of another. Where something of the old one would stay it goes first (all seen on 6.18):
 * a vxlan leaves state and flags of an entry that somebody set when the new one is `extern_learn` (`vxlan_fdb_update_existing`), a
 * bridge never takes `extern_learn` off, and from or to a nexthop `replace` answers 0 and does nothing, or is refused.
 */
export function replaceSteps(step: FdbEntryStep, old: FdbEntryStep): readonly FdbEntryStep[] {
  const external = (one: FdbEntryStep): boolean => one.flags?.includes('extern_learn') === true;
  const stays = step.owner === 'self' ? external(step) : external(old) && !external(step);
  return stays || step.nhid !== old.nhid
    ? [
        { ...old, do: 'fdb-del' },
        { ...step, do: 'fdb-add' },
      ]
    : [{ ...step, do: 'fdb-replace' }];
}

/** The step that adds a row again. */
export function fdbStepOf(row: FdbEntry): FdbEntryStep {
  const { netns, dev, mac, dst, master } = row;
  const verb = mac === FLOOD_MAC ? 'fdb-append' : 'fdb-add';
  const owner = master === undefined ? 'self' : 'master';
  const state = row.state === 'permanent' || row.state === 'static' ? row.state : 'dynamic';
  // Nearly all of ten thousand: what is put together from parts takes several times as long.
  if (dst !== undefined && isPlain(row)) return { do: verb, netns, dev, mac, dst, owner, state };
  const { port, vni, srcVni, via, vlan, nhid } = row;
  const flags = FDB_FLAGS.filter((flag) => row.flags.includes(flag));
  const place = Object.entries({ dst, port, vni, srcVni, via, vlan, nhid }).filter(([, value]) => value !== undefined);
  return {
    do: verb,
    netns,
    dev,
    mac,
    ...Object.fromEntries(place),
    owner,
    state,
    ...(flags.length === 0 ? {} : { flags }),
  };
}

function isPlain({ port, vni, srcVni, via, vlan, flags }: FdbEntry): boolean {
  const places =
    port === undefined && vni === undefined && srcVni === undefined && via === undefined && vlan === undefined;
  return places && flags.every((flag) => flag === 'self');
}

/** The device's own port and VNI are what an entry without them means, and are not printed. */
function rowOf(tables: Tables, step: FdbEntryStep): FdbEntry {
  const { netns, dev, mac, dst, port, vni, srcVni, via, nhid, vlan, master } = wantedOf(tables, step);
  const state = step.state === 'dynamic' ? '' : step.state;
  // One literal: spreading and adding to it costs ten thousand rows five times as much.
  const row = {
    key: '',
    netns,
    dev,
    mac,
    dst,
    port,
    vni,
    srcVni,
    via,
    nhid,
    vlan,
    master,
    state,
    flags: flagsOf(step),
    raw: UNPRINTED,
  };
  row.key = fdbEntryKey(row);
  return row;
}

/** Rows of the same kind share what is the same: ten thousand lists of one word are a megabyte. */
const UNPRINTED: JsonObject = {};
const SELF: readonly string[] = ['self'];

function flagsOf({ owner, flags = [] }: FdbEntryStep): readonly string[] {
  const printed = flags.filter((flag) => flag !== 'use');
  if (owner === 'master') return printed;
  return printed.length === 0 ? SELF : [...SELF, ...printed];
}

type Wanted = Omit<FdbEntry, 'key' | 'state' | 'flags' | 'raw'>;

/** What tells the step's entry from others; ten thousand of these are asked for, ten thousand rows seldom. */
function wantedOf(tables: Tables, step: FdbEntryStep): Wanted {
  const { netns, dev, mac, srcVni, via, vlan, nhid } = step;
  const dst = step.dst === undefined ? undefined : canonicalIp(step.dst);
  const link = rowOfKey(tables.link, linkKey(netns, dev));
  const port = step.port === link?.vxlan?.dstport ? undefined : step.port;
  const vni = step.vni === link?.vxlan?.vni ? undefined : step.vni;
  const master = step.owner === 'master' ? link?.master : undefined;
  return { netns, dev, mac, dst, port, vni, srcVni, via, nhid, vlan, master };
}

/** On any port of the bridge for one of its own: a MAC that is put on another port has left the first (`fdb_add_entry`, seen on 6.18). */
function rivals(tables: Tables, row: Wanted): readonly FdbEntry[] {
  const known = row.master === undefined ? rowsOfMac(tables.fdb, row) : rowsOfBridge(tables.fdb, row);
  return known.filter((other) => isRival(other, row));
}

function isSame(row: FdbEntry, wanted: Wanted): boolean {
  return row.dst === wanted.dst && row.port === wanted.port && row.vni === wanted.vni && row.nhid === wanted.nhid;
}

function isGone(row: FdbEntry, wanted: Wanted): boolean {
  return row.dev === wanted.dev && isRival(row, wanted) && isSame(row, wanted) && row.via === wanted.via;
}

function isRival(row: FdbEntry, wanted: Wanted): boolean {
  return (
    row.netns === wanted.netns &&
    (row.dev === wanted.dev || wanted.master !== undefined) &&
    row.mac === wanted.mac &&
    row.master === wanted.master &&
    row.vlan === wanted.vlan &&
    row.srcVni === wanted.srcVni
  );
}

/** Seen on 6.18: `del` without `dst` removes the whole flood list, `replace` of a flood entry is refused. */
export function wrongFlood(step: FdbEntryStep): Wrong {
  if (step.mac !== FLOOD_MAC || step.owner !== 'self') return undefined;
  if (step.do === 'fdb-del' && step.dst === undefined)
    return ['dst', 'a flood entry must name its destination, or the whole flood list goes'];
  if (step.do === 'fdb-replace')
    return ['do', 'a flood entry cannot be replaced; append the new destination and delete the old one'];
  return undefined;
}

/** The opposite of a step, with the entries that it took away: nothing else goes with them. */
export function entryBack(step: FdbEntryStep, before: Tables): readonly FdbEntryStep[] {
  return [...invertFdbEntry(step, before), ...restoreEntries(entriesGone(before, step))];
}

/** The steps that bring back entries, learned ones as `dynamic`. What is learned as soon as a link is up must not refuse what was there before. */
export function restoreEntries(gone: readonly FdbEntry[]): readonly FdbEntryStep[] {
  return gone.map((row) => {
    const step = fdbStepOf(row);
    return step.do === 'fdb-add' && step.owner === 'self' ? { ...step, do: 'fdb-replace' } : step;
  });
}
