/** Neighbour entries: which MAC answers for an address. */
import * as v from 'valibot';
import { neighbourKey, type Neighbour } from '../model/neighbour.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow } from './edit.ts';
import { Ifname, IpAddress, Mac, NetnsRef } from './field.ts';
import { canonicalIp, familyOf } from './ip.ts';

const place = { netns: NetnsRef, dev: Ifname, dst: IpAddress };
const STATES = ['permanent', 'noarp', 'reachable', 'stale'] as const;

export const NeighbourStep = v.variant('do', [
  v.strictObject({ do: v.literal('neighbour-add'), ...place, mac: Mac, state: v.picklist(STATES) }),
  v.strictObject({ do: v.literal('neighbour-replace'), ...place, mac: Mac, state: v.picklist(STATES) }),
  v.strictObject({ do: v.literal('neighbour-del'), ...place }),
]);
export type NeighbourStep = v.InferOutput<typeof NeighbourStep>;

export function simulateNeighbour(tables: Tables, step: NeighbourStep): Tables {
  const key = keyOf(step);
  if (step.do === 'neighbour-del') return dropRows(tables, 'neighbour', (row) => row.key === key);
  const { netns, dev, mac } = step;
  const dst = canonicalIp(step.dst);
  return putRow(tables, 'neighbour', {
    key,
    netns,
    dev,
    family: familyOf(dst),
    dst,
    mac,
    state: step.state.toUpperCase(),
    flags: [],
    raw: {},
  });
}

export function neighbourHolds(tables: Tables, step: NeighbourStep): boolean {
  const row = find(tables, step);
  if (step.do === 'neighbour-del') return row === undefined;
  return row !== undefined && row.mac === step.mac && row.state === step.state.toUpperCase();
}

/** An entry that the kernel learned comes back as `stale`, so that it is checked before it is believed. */
export function invertNeighbour(step: NeighbourStep, before: Tables): readonly NeighbourStep[] {
  const { netns, dev, dst } = step;
  const row = find(before, step);
  if (row?.mac === undefined) return step.do === 'neighbour-del' ? [] : [{ do: 'neighbour-del', netns, dev, dst }];
  const state = row.state === 'PERMANENT' ? 'permanent' : row.state === 'NOARP' ? 'noarp' : 'stale';
  return [
    { do: step.do === 'neighbour-del' ? 'neighbour-add' : 'neighbour-replace', netns, dev, dst, mac: row.mac, state },
  ];
}

function find(tables: Tables, step: NeighbourStep): Neighbour | undefined {
  const key = keyOf(step);
  return tables.neighbour.find((row) => row.key === key);
}

function keyOf(step: NeighbourStep): string {
  return neighbourKey(step.netns, step.dev, canonicalIp(step.dst), false);
}
