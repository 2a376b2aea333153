/** VLANs of bridge ports and of bridges themselves. What the kernel does was seen on 6.1 and 6.18. */
import type { Wrong } from '../noun.ts';
import * as v from 'valibot';
import { bridgeVlanKey, LAST_VID, type BridgeVlan } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { Ifname, NetnsRef } from '../../base/field.ts';

export const Vid = v.pipe(
  v.number(`must be 1 to ${LAST_VID}`),
  v.integer('must be a whole number'),
  v.minValue(1, `must be 1 to ${LAST_VID}`),
  v.maxValue(LAST_VID, `must be 1 to ${LAST_VID}`),
);
/** `vidEnd` makes it a range. */
export const vlanFields = { netns: NetnsRef, dev: Ifname, vid: Vid, vidEnd: v.optional(Vid) };
export const vlanFlags = { pvid: v.optional(v.boolean()), untagged: v.optional(v.boolean()) };
/** The bridge's own entry, not that of a port: what its own device takes in and sends. */
const self = { self: v.optional(v.boolean()) };

/** `vlan-add` of one that is there sets its flags; a new PVID takes that from the one that had it. */
export const BridgeVlanStep = v.variant('do', [
  v.strictObject({ do: v.literal('vlan-add'), ...vlanFields, ...vlanFlags, ...self }),
  v.strictObject({ do: v.literal('vlan-del'), ...vlanFields, ...self }),
]);
export type BridgeVlanStep = v.InferOutput<typeof BridgeVlanStep>;

export type VlanFlags = Pick<BridgeVlan, 'pvid' | 'untagged'>;
/** The VLANs of one port, one by one. */
export type Vlans = ReadonlyMap<number, VlanFlags>;
type Place = Pick<BridgeVlan, 'netns' | 'dev'>;

export function vlansOf({ vlan }: Pick<Tables, 'vlan'>, { netns, dev }: Place): Vlans {
  const found = new Map<number, VlanFlags>();
  for (const row of vlan)
    if (row.netns === netns && row.dev === dev)
      for (let vid = row.vid; vid <= row.vidEnd; vid++) found.set(vid, { pvid: row.pvid, untagged: row.untagged });
  return found;
}

export function simulateBridgeVlan(tables: Tables, step: BridgeVlanStep): Tables {
  const vlans = new Map(vlansOf(tables, step));
  for (const vid of vidsOf(step)) {
    if (step.do === 'vlan-del') vlans.delete(vid);
    else put(vlans, vid, flagsOf(step));
  }
  return withVlans(tables, step, vlans);
}

export function bridgeVlanHolds(tables: Tables, step: BridgeVlanStep): boolean {
  const vlans = vlansOf(tables, step);
  if (step.do === 'vlan-del') return vidsOf(step).every((vid) => !vlans.has(vid));
  return vidsOf(step).every((vid) => sameFlags(vlans.get(vid), flagsOf(step)));
}

/** What the port had of them before, and its PVID where that moved. */
export function invertBridgeVlan(step: BridgeVlanStep, before: Tables): readonly BridgeVlanStep[] {
  return vlanSteps(step, vlansOf(simulateBridgeVlan(before, step), step), vlansOf(before, step), step.self);
}

/** From the VLANs that a port has to those it should have: what is too much first, the PVID last, which takes it from another. */
export function vlanSteps(
  { netns, dev }: Place,
  now: Vlans,
  wanted: Vlans,
  ofBridge = false,
): readonly BridgeVlanStep[] {
  const place = { netns, dev, ...(ofBridge ? { self: true } : {}) };
  const many = [...now].filter(([vid]) => !wanted.has(vid));
  const few = [...wanted].filter(([vid, flags]) => !sameFlags(now.get(vid), flags));
  const adds = rowsOf(place, new Map(few)).map((row): BridgeVlanStep => ({
    do: 'vlan-add',
    ...place,
    ...range(row),
    ...said(row),
  }));
  return [
    ...rowsOf(place, new Map(many.map(([vid]) => [vid, NONE]))).map((row): BridgeVlanStep => ({
      do: 'vlan-del',
      ...place,
      ...range(row),
    })),
    ...adds.filter((step) => !hasPvid(step)),
    ...adds.filter(hasPvid),
  ];
}

const NONE: VlanFlags = { pvid: false, untagged: false };

export function vidsOf({ vid, vidEnd = vid }: { readonly vid: number; readonly vidEnd?: number }): readonly number[] {
  return Array.from({ length: Math.max(0, vidEnd - vid + 1) }, (_, at) => vid + at);
}

export function put(vlans: Map<number, VlanFlags>, vid: number, flags: VlanFlags): void {
  if (flags.pvid) for (const [other, one] of vlans) if (one.pvid) vlans.set(other, { ...one, pvid: false });
  vlans.set(vid, flags);
}

export function withVlans(tables: Tables, place: Place, vlans: Vlans): Tables {
  const { netns, dev } = place;
  const others = tables.vlan.filter((row) => row.netns !== netns || row.dev !== dev);
  const rows = rowsOf({ netns, dev }, vlans);
  if (rows.length === 0 && others.length === tables.vlan.length) return tables;
  return { ...tables, vlan: [...others, ...rows] };
}

/** Neighbours with the same flags are one row, as the kernel compresses them; the PVID stands alone. */
function rowsOf({ netns, dev }: Place, vlans: Vlans): readonly BridgeVlan[] {
  const rows: BridgeVlan[] = [];
  for (const [vid, flags] of [...vlans].sort(([a], [b]) => a - b)) {
    const last = rows.at(-1);
    if (last?.vidEnd === vid - 1 && sameFlags(last, flags)) rows[rows.length - 1] = { ...last, vidEnd: vid };
    else rows.push({ key: bridgeVlanKey(netns, dev, vid), netns, dev, vid, vidEnd: vid, ...flags, raw: {} });
  }
  return rows;
}

function range({ vid, vidEnd }: BridgeVlan): { readonly vid: number; readonly vidEnd?: number } {
  return vidEnd === vid ? { vid } : { vid, vidEnd };
}

function said({ pvid, untagged }: VlanFlags): { readonly pvid?: true; readonly untagged?: true } {
  return { ...(pvid ? { pvid } : {}), ...(untagged ? { untagged } : {}) };
}

function flagsOf({ pvid = false, untagged = false }: Extract<BridgeVlanStep, { do: 'vlan-add' }>): VlanFlags {
  return { pvid, untagged };
}

function hasPvid(step: BridgeVlanStep): boolean {
  return step.do === 'vlan-add' && step.pvid === true;
}

export function sameFlags(a: VlanFlags | undefined, b: VlanFlags): boolean {
  return a !== undefined && a.pvid === b.pvid && a.untagged === b.untagged;
}

/** bridge/vlan.c. */
export function wrongVlan(step: BridgeVlanStep): Wrong {
  const { vid, vidEnd = vid } = step;
  if (vidEnd < vid) return ['vidEnd', 'must not be below the first of the range'];
  const several = step.do === 'vlan-add' && step.pvid === true && vidEnd > vid;
  return several ? ['pvid', 'is one VLAN, not a range'] : undefined;
}

/** The step that adds a row again, as a port's; of a bridge itself `self` is said besides. */
export function vlanStepOf(row: BridgeVlan): BridgeVlanStep {
  return { do: 'vlan-add', netns: row.netns, dev: row.dev, ...range(row), ...said(row) };
}
