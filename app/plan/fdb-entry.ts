/** Forwarding database entries: a vxlan's own (`self`) and its bridge's (`master`). */
import * as v from 'valibot';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../model/fdb-entry.ts';
import { linkKey } from '../model/link.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow } from './edit.ts';
import { Ifname, IpAddress, Mac, NetnsRef, UdpPort, Vni } from './field.ts';

const entry = {
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
  flags: v.optional(v.array(v.picklist(['sticky', 'extern_learn', 'router', 'use']))),
};

/**
 * `fdb-append` adds a destination to a flood entry. `fdb-del` of a flood entry must name `dst`:
 * without it the kernel removes the whole flood list (vxlan.md §2, seen on 6.18).
 */
export const FdbEntryStep = v.variant('do', [
  v.strictObject({ do: v.literal('fdb-add'), ...entry }),
  v.strictObject({ do: v.literal('fdb-append'), ...entry }),
  v.strictObject({ do: v.literal('fdb-replace'), ...entry }),
  v.strictObject({ do: v.literal('fdb-del'), ...entry }),
]);
export type FdbEntryStep = v.InferOutput<typeof FdbEntryStep>;

export function simulateFdbEntry(tables: Tables, step: FdbEntryStep): Tables {
  const row = rowOf(tables, step);
  if (step.do === 'fdb-del') return dropRows(tables, 'fdb', ({ key }) => key === row.key);
  const others = step.do === 'fdb-replace' ? dropRows(tables, 'fdb', (other) => isRival(other, row)) : tables;
  return putRow(others, 'fdb', row);
}

/** Compares what the step names; the kernel may add the outgoing device by itself. */
export function fdbEntryHolds(tables: Tables, step: FdbEntryStep): boolean {
  const wanted = rowOf(tables, step);
  return tables.fdb.some((row) => isSame(row, wanted)) === (step.do !== 'fdb-del');
}

export function invertFdbEntry(step: FdbEntryStep, before: Tables): readonly FdbEntryStep[] {
  if (step.do === 'fdb-del') return [{ ...step, do: step.mac === FLOOD_MAC ? 'fdb-append' : 'fdb-add' }];
  const row = rowOf(before, step);
  const rival = step.do === 'fdb-replace' ? before.fdb.find((other) => isRival(other, row)) : undefined;
  if (rival !== undefined)
    return [{ ...step, do: 'fdb-replace', dst: rival.dst, port: rival.port, vni: rival.vni, state: stateOf(rival) }];
  return [{ ...step, do: 'fdb-del' }];
}

function stateOf(row: FdbEntry): 'permanent' | 'static' | 'dynamic' {
  return row.state === 'permanent' || row.state === 'static' ? row.state : 'dynamic';
}

function rowOf(tables: Tables, step: FdbEntryStep): FdbEntry {
  const { netns, dev, mac, dst, port, vni, srcVni, via, vlan } = step;
  const bridge = tables.link.find((link) => link.key === linkKey(netns, dev))?.master;
  const master = step.owner === 'master' ? bridge : undefined;
  const fields = { netns, dev, mac, dst, port, vni, srcVni, via, vlan, master };
  const flags = [...(step.owner === 'self' ? ['self'] : []), ...(step.flags ?? [])];
  return { ...fields, key: fdbEntryKey(fields), state: step.state === 'dynamic' ? '' : step.state, flags, raw: {} };
}

function isSame(row: FdbEntry, wanted: FdbEntry): boolean {
  return isRival(row, wanted) && row.dst === wanted.dst && row.port === wanted.port && row.vni === wanted.vni;
}

function isRival(row: FdbEntry, wanted: FdbEntry): boolean {
  return (
    row.netns === wanted.netns &&
    row.dev === wanted.dev &&
    row.mac === wanted.mac &&
    row.master === wanted.master &&
    row.vlan === wanted.vlan
  );
}
