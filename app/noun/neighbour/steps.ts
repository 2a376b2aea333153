/** Neighbour entries: which MAC answers for an address, and for which addresses this host answers itself (proxy). */
import type { Fields } from '../words.ts';
import * as v from 'valibot';
import { neighbourKey, type Neighbour } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { putRow, rowOfKey, withoutRows } from '../draft.ts';
import { Ifname, IpAddress, Mac, NetnsRef } from '../../base/field.ts';
import { canonicalIp, familyOf } from '../../base/ip.ts';

const place = { netns: NetnsRef, dev: Ifname, dst: IpAddress };
export const NEIGHBOUR_STATES = ['permanent', 'noarp', 'reachable', 'stale', 'delay', 'probe'] as const;
export const NEIGHBOUR_FLAGS = ['router', 'extern_learn'] as const;
const flags = v.optional(v.array(v.picklist(NEIGHBOUR_FLAGS)));
/** Who wrote it, as route protocols are told (ip-neighbour(8), since 4.20); a control plane finds its own by that. */
const protocol = v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,16}$/, 'must be a name or number of a protocol')));
export const neighbourFields = { ...place, mac: Mac, state: v.picklist(NEIGHBOUR_STATES), flags, protocol };

export const NeighbourStep = v.variant('do', [
  v.strictObject({ do: v.literal('neighbour-add'), ...neighbourFields }),
  v.strictObject({ do: v.literal('neighbour-replace'), ...neighbourFields }),
  v.strictObject({ do: v.literal('neighbour-del'), ...place }),
  /** The kernel keeps this entry resolved by itself (since 5.16). */
  v.strictObject({ do: v.literal('neighbour-manage'), ...place }),
  v.strictObject({ do: v.literal('neighbour-proxy-add'), ...place }),
  v.strictObject({ do: v.literal('neighbour-proxy-del'), ...place }),
]);
export type NeighbourStep = v.InferOutput<typeof NeighbourStep>;

export function simulateNeighbour(tables: Tables, step: NeighbourStep): Tables {
  if (isRemoval(step)) return withoutRows(tables, 'neighbour', neighboursGone(tables, step));
  return putRow(tables, 'neighbour', rowOf(step));
}

/** The rows that a removal takes away. */
export function neighboursGone(tables: Tables, step: NeighbourStep): readonly Neighbour[] {
  const row = isRemoval(step) ? find(tables, step) : undefined;
  return row === undefined ? [] : [row];
}

export function neighbourHolds(tables: Tables, step: NeighbourStep): boolean {
  const row = find(tables, step);
  if (isRemoval(step)) return row === undefined;
  if (row === undefined) return false;
  if (step.do === 'neighbour-proxy-add') return true;
  if (step.do === 'neighbour-manage') return row.flags.includes('managed');
  if (step.protocol !== undefined && row.protocol !== step.protocol) return false;
  return (
    row.mac === step.mac &&
    row.state === step.state.toUpperCase() &&
    flagsOf(row).join() === [...(step.flags ?? [])].sort().join()
  );
}

/** A replaced entry comes back; one that the kernel learned as `stale`, so that it is checked before it is believed. */
export function invertNeighbour(step: NeighbourStep, before: Tables): readonly NeighbourStep[] {
  const { netns, dev, dst } = step;
  if (step.do === 'neighbour-proxy-add') return [{ do: 'neighbour-proxy-del', netns, dev, dst }];
  if (isRemoval(step)) return [];
  const row = find(before, step);
  const again = row === undefined ? undefined : neighbourStepOf(row);
  if (again?.do === 'neighbour-add') return [{ ...again, do: 'neighbour-replace' }];
  return again === undefined ? [{ do: 'neighbour-del', netns, dev, dst }] : [again];
}

/** The step that adds a row again; `undefined` for one that has nothing to be added with (it was being resolved). */
export function neighbourStepOf(row: Neighbour): NeighbourStep | undefined {
  const { netns, dev, dst, mac } = row;
  if (row.flags.includes('proxy')) return { do: 'neighbour-proxy-add', netns, dev, dst };
  if (row.flags.includes('managed')) return { do: 'neighbour-manage', netns, dev, dst };
  if (mac === undefined) return undefined;
  const state = row.state === 'PERMANENT' ? 'permanent' : row.state === 'NOARP' ? 'noarp' : 'stale';
  const named = flagsOf(row);
  const { protocol } = row;
  return {
    ...{ do: 'neighbour-add', netns, dev, dst, mac, state },
    ...(named.length > 0 && { flags: named }),
    ...(protocol !== undefined && { protocol }),
  };
}

function flagsOf(row: Neighbour) {
  return NEIGHBOUR_FLAGS.filter((flag) => row.flags.includes(flag)).sort();
}

function rowOf(step: Exclude<NeighbourStep, { do: 'neighbour-del' | 'neighbour-proxy-del' }>): Neighbour {
  const { netns, dev } = step;
  const dst = canonicalIp(step.dst);
  const row = { key: keyOf(step), netns, dev, family: familyOf(dst), dst, raw: {} };
  if (step.do === 'neighbour-proxy-add') return { ...row, state: '', flags: ['proxy'] };
  if (step.do === 'neighbour-manage') return { ...row, state: 'INCOMPLETE', flags: ['managed'] };
  const { mac, protocol, state, flags: named = [] } = step;
  return { ...row, mac, state: state.toUpperCase(), flags: [...named], ...(protocol !== undefined && { protocol }) };
}

function isRemoval(
  step: NeighbourStep,
): step is Extract<NeighbourStep, { do: 'neighbour-del' | 'neighbour-proxy-del' }> {
  return step.do === 'neighbour-del' || step.do === 'neighbour-proxy-del';
}

function find(tables: Tables, step: NeighbourStep): Neighbour | undefined {
  return rowOfKey(tables.neighbour, keyOf(step));
}

function keyOf(step: NeighbourStep): string {
  return neighbourKey(
    step.netns,
    step.dev,
    canonicalIp(step.dst),
    step.do === 'neighbour-proxy-add' || step.do === 'neighbour-proxy-del',
  );
}

/** The opposite of a step, with the entry that it took away: nothing else goes with it. */
export function neighbourBack(step: NeighbourStep, before: Tables): readonly NeighbourStep[] {
  return [...invertNeighbour(step, before), ...restoreNeighbours(neighboursGone(before, step))];
}

/** The steps that bring back neighbours, learned ones as `stale`. What is learned as soon as a link is up must not refuse what was there before. */
export function restoreNeighbours(gone: readonly Neighbour[]): readonly NeighbourStep[] {
  return gone.flatMap((row): NeighbourStep[] => {
    const step = neighbourStepOf(row);
    if (step?.do === 'neighbour-add') return [{ ...step, do: 'neighbour-replace' }];
    return step === undefined ? [] : [step];
  });
}

/** The item that asks for a step; what is removed is no row of an export. */
export function neighbourItem({ do: verb, ...fields }: NeighbourStep): Fields | undefined {
  const item = { noun: 'neighbour', verb: 'add', ...fields };
  switch (verb) {
    case 'neighbour-add':
    case 'neighbour-replace':
      return item;
    case 'neighbour-manage':
      return { ...item, managed: true };
    case 'neighbour-proxy-add':
      return { ...item, proxy: true };
    case 'neighbour-del':
    case 'neighbour-proxy-del':
      return undefined;
  }
}
