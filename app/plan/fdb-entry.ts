/** Forwarding database entries: a vxlan's own (`self`) and its bridge's (`master`). */
import * as v from 'valibot';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../model/fdb-entry.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow, rowsOfMac } from './edit.ts';
import { Ifname, IpAddress, Mac, NetnsRef, UdpPort, Vni } from './field.ts';
import { canonicalIp } from './ip.ts';

export const FDB_FLAGS = ['sticky', 'extern_learn', 'router', 'use'] as const;

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
export const FdbEntryStep = v.variant('do', [
  v.strictObject({ do: v.literal('fdb-add'), ...fdbEntryFields }),
  v.strictObject({ do: v.literal('fdb-append'), ...fdbEntryFields }),
  v.strictObject({ do: v.literal('fdb-replace'), ...fdbEntryFields }),
  v.strictObject({ do: v.literal('fdb-del'), ...fdbEntryFields }),
]);
export type FdbEntryStep = v.InferOutput<typeof FdbEntryStep>;

export function simulateFdbEntry(tables: Tables, step: FdbEntryStep): Tables {
  const row = rowOf(tables, step);
  if (step.do === 'fdb-del') return dropRows(tables, 'fdb', (other) => isGone(other, row));
  const replaced = step.do === 'fdb-replace' && rivals(tables, row).length > 0;
  return putRow(replaced ? dropRows(tables, 'fdb', (other) => isRival(other, row)) : tables, 'fdb', row);
}

/** Compares what the step names; the kernel may add the outgoing device by itself. */
export function fdbEntryHolds(tables: Tables, step: FdbEntryStep): boolean {
  // The usual case of ten thousand adds, without making a row for each.
  if (rowsOfMac(tables.fdb, step).length === 0) return step.do === 'fdb-del';
  const wanted = wantedOf(tables, step);
  if (step.do === 'fdb-del') return !rivals(tables, wanted).some((row) => isGone(row, wanted));
  return rivals(tables, wanted).some((row) => isSame(row, wanted));
}

export function invertFdbEntry(step: FdbEntryStep, before: Tables): readonly FdbEntryStep[] {
  if (step.do === 'fdb-del') return [];
  const rival = step.do === 'fdb-replace' ? rivals(before, rowOf(before, step))[0] : undefined;
  if (rival !== undefined) return [{ ...fdbStepOf(rival), do: 'fdb-replace' }];
  return [{ ...step, do: 'fdb-del' }];
}

/** The step that adds a row again. */
export function fdbStepOf(row: FdbEntry): FdbEntryStep {
  const { netns, dev, mac, dst, port, vni, srcVni, via, vlan, master } = row;
  const flags = FDB_FLAGS.filter((flag) => row.flags.includes(flag));
  const place = { dst, port, vni, srcVni, via, vlan };
  return {
    do: mac === FLOOD_MAC ? 'fdb-append' : 'fdb-add',
    ...{ netns, dev, mac },
    ...Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined)),
    owner: master === undefined ? 'self' : 'master',
    state: row.state === 'permanent' || row.state === 'static' ? row.state : 'dynamic',
    ...(flags.length === 0 ? {} : { flags }),
  };
}

/** The device's own port and VNI are what an entry without them means, and are not printed. */
function rowOf(tables: Tables, step: FdbEntryStep): FdbEntry {
  const wanted = wantedOf(tables, step);
  const flags = [...(step.owner === 'self' ? ['self'] : []), ...(step.flags ?? []).filter((flag) => flag !== 'use')];
  const state = step.state === 'dynamic' ? '' : step.state;
  return { ...wanted, key: fdbEntryKey(wanted), state, flags, raw: {} };
}

type Wanted = Omit<FdbEntry, 'key' | 'state' | 'flags' | 'raw'>;

/** What tells the step's entry from others; ten thousand of these are asked for, ten thousand rows seldom. */
function wantedOf(tables: Tables, step: FdbEntryStep): Wanted {
  const { netns, dev, mac, srcVni, via, vlan } = step;
  const dst = step.dst === undefined ? undefined : canonicalIp(step.dst);
  const link = tables.link.find((row) => row.name === dev && row.netns === netns);
  const port = step.port === link?.vxlan?.dstport ? undefined : step.port;
  const vni = step.vni === link?.vxlan?.vni ? undefined : step.vni;
  const master = step.owner === 'master' ? link?.master : undefined;
  return { netns, dev, mac, dst, port, vni, srcVni, via, vlan, master };
}

function rivals(tables: Tables, row: Wanted): readonly FdbEntry[] {
  return rowsOfMac(tables.fdb, row).filter((other) => isRival(other, row));
}

function isSame(row: FdbEntry, wanted: Wanted): boolean {
  return row.dst === wanted.dst && row.port === wanted.port && row.vni === wanted.vni;
}

function isGone(row: FdbEntry, wanted: Wanted): boolean {
  return isRival(row, wanted) && isSame(row, wanted) && (wanted.via === undefined || row.via === wanted.via);
}

function isRival(row: FdbEntry, wanted: Wanted): boolean {
  return (
    row.netns === wanted.netns &&
    row.dev === wanted.dev &&
    row.mac === wanted.mac &&
    row.master === wanted.master &&
    row.vlan === wanted.vlan &&
    row.srcVni === wanted.srcVni
  );
}
