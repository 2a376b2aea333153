/** VNIs of vxlan devices that filter them. What the kernel does was seen on 6.18. */
import * as v from 'valibot';
import type { Wrong } from '../noun.ts';
import type { Tables } from '../snapshot.ts';
import { vniKey, type VniRange } from './row.ts';
import { dropRows } from '../draft.ts';
import { Ifname, IpAddress, NetnsRef, Vni } from '../../base/field.ts';
import { isMulticast } from '../../base/ip.ts';
import { withDefaults } from './floods.ts';
import { isLed, joined, rangesOf, sameWay, spanOf, told, wayOf, without, type Place, type Ranges } from './ranges.ts';

const place = { netns: NetnsRef, dev: Ifname, vni: Vni, vniEnd: v.optional(Vni) };

/**
 * `vni-add` of one that is there sets where it leads. `vniEnd` makes it a range. From one remote to another the kernel keeps the old flood
 * entry beside the new one, and never removes it (`vxlan_vni_update_group`, 6.18): such a VNI is taken out first (`vniChange`).
 */
export const VniStep = v.variant('do', [
  v.strictObject({ do: v.literal('vni-add'), ...place, remote: v.optional(IpAddress), group: v.optional(IpAddress) }),
  v.strictObject({ do: v.literal('vni-del'), ...place }),
]);
export type VniStep = v.InferOutput<typeof VniStep>;

export function simulateVni(tables: Tables, step: VniStep): Tables {
  const left = without(rangesOf(tables, step), step);
  const added = step.do === 'vni-add' ? [{ ...spanOf(step), ...wayOf(step) }] : [];
  return withRanges(tables, step, joined([...left, ...added]));
}

export function vniHolds(tables: Tables, step: VniStep): boolean {
  const { vni, vniEnd } = spanOf(step);
  const here = rangesOf(tables, step).filter((range) => range.vni <= vniEnd && range.vniEnd >= vni);
  if (step.do === 'vni-del') return here.length === 0;
  const covering = joined(here.filter((range) => sameWay(range, wayOf(step))));
  return covering.some((range) => range.vni <= vni && range.vniEnd >= vniEnd);
}

/** What the device had of them before. */
export function invertVni(step: VniStep, before: Tables): readonly VniStep[] {
  return vniSteps(step, rangesOf(simulateVni(before, step), step), rangesOf(before, step));
}

/** The steps by which a device comes to have what `step` asks for, and floods nowhere else. */
export function vniChange(step: VniStep, before: Tables): readonly VniStep[] {
  return vniSteps(step, rangesOf(before, step), rangesOf(simulateVni(before, step), step));
}

/** From the VNIs that a device has to those it should have: what is too much, or leads elsewhere, first. */
export function vniSteps({ netns, dev }: Place, now: Ranges, wanted: Ranges): readonly VniStep[] {
  const stays = (range: Ranges[number], one: Ranges[number]) => !isLed(range) || sameWay(range, one);
  const many = now.flatMap((range) =>
    wanted.reduce<Ranges>((left, one) => (stays(range, one) ? without(left, one) : left), [range]),
  );
  const few = now.reduce<Ranges>(
    (left, range) => left.flatMap((one) => (sameWay(one, range) ? without([one], range) : [one])),
    wanted,
  );
  return [
    ...many.map((range): VniStep => ({ do: 'vni-del', netns, dev, ...told(range) })),
    ...few.map((range): VniStep => ({ do: 'vni-add', netns, dev, ...told(range), ...wayOf(range) })),
  ];
}

function withRanges(tables: Tables, { netns, dev }: Place, ranges: Ranges): Tables {
  const bare = dropRows(tables, 'vni', (row) => row.netns === netns && row.dev === dev);
  const rows = ranges.map((range): VniRange => ({
    key: vniKey(netns, dev, range.vni),
    netns,
    dev,
    ...spanOf(range),
    ...wayOf(range),
    raw: {},
  }));
  return withDefaults(tables, { ...bare, vni: [...bare.vni, ...rows] }, { netns, dev });
}

/** The step that lets a row's VNIs in again. */
export function vniStepOf(row: VniRange): VniStep {
  const { netns, dev } = row;
  return { do: 'vni-add', netns, dev, ...told(row), ...wayOf(row) };
}

/** bridge/vni.c. */
export function wrongVni(step: VniStep): Wrong {
  const { vni, vniEnd } = spanOf(step);
  if (vniEnd < vni) return ['vniEnd', 'must not be below the first of the range'];
  if (step.do === 'vni-del') return undefined;
  const { remote, group } = step;
  if (remote !== undefined && group !== undefined) return ['group', 'excludes remote'];
  if (group !== undefined && !isMulticast(group))
    return ['group', 'must be a multicast address; a single far end is remote'];
  return remote !== undefined && isMulticast(remote)
    ? ['remote', 'is a multicast address, which is a group']
    : undefined;
}
