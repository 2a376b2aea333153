/** VNIs of vxlan devices that filter them. What the kernel does was seen on 6.18. */
import * as v from 'valibot';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../fdb/row.ts';
import { linkKey, type Link } from '../link/row.ts';
import type { Wrong } from '../noun.ts';
import type { Tables } from '../snapshot.ts';
import { vniKey, type VniRange } from './row.ts';
import { dropRows, putRow } from '../draft.ts';
import { lost } from '../lost.ts';
import { Ifname, IpAddress, NetnsRef, Vni } from '../../base/field.ts';
import { canonicalIp, isMulticast } from '../../base/ip.ts';

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

type Way = Pick<VniRange, 'remote' | 'group'>;
type Place = Pick<VniRange, 'netns' | 'dev'>;
/** Ranges in order, without gaps that are none: a list of millions of VNIs is never made. */
type Ranges = readonly (Way & Pick<VniRange, 'vni' | 'vniEnd'>)[];

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
function vniSteps({ netns, dev }: Place, now: Ranges, wanted: Ranges): readonly VniStep[] {
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

/** The steps that give back what devices lack of the VNIs they had; one that is made again without the filter has room for none. */
export function restoreVnis(before: Tables, after: Tables, canMake: (link: Link) => boolean): readonly VniStep[] {
  if (before.vni === after.vni) return [];
  const today = new Map(after.link.map((link) => [link.key, link]));
  const devices = new Set(before.vni.map(({ netns, dev }) => linkKey(netns, dev)));
  return before.link.flatMap((link) => {
    if (!devices.has(link.key)) return [];
    const now = today.get(link.key);
    if (now === undefined ? !canMake(link) : now.vxlan?.vnifilter !== true) return [];
    const at = { netns: link.netns, dev: link.name };
    return vniSteps(at, rangesOf(after, at), rangesOf(before, at)).filter((step) => step.do === 'vni-add');
  });
}

/** The flood entries that the kernel makes of these by itself, on the devices as they were (`vxlan_vni_update_group`, seen on 6.18). */
export function entriesGiven(before: Tables, after: Tables, restored: readonly VniStep[]): readonly FdbEntry[] {
  if (restored.length === 0) return [];
  const bare = { ...after, link: before.link };
  return lost(restored.reduce(simulateVni, bare), bare, 'fdb');
}

function rangesOf({ vni }: Pick<Tables, 'vni'>, { netns, dev }: Place): Ranges {
  return vni.filter((row) => row.netns === netns && row.dev === dev);
}

function spanOf({ vni, vniEnd = vni }: { readonly vni: number; readonly vniEnd?: number }) {
  return { vni, vniEnd };
}

function told({ vni, vniEnd }: Ranges[number]): { readonly vni: number; readonly vniEnd?: number } {
  return vniEnd === vni ? { vni } : { vni, vniEnd };
}

function wayOf({ remote, group }: Way): Way {
  return { ...(remote && { remote: canonicalIp(remote) }), ...(group && { group: canonicalIp(group) }) };
}

function isLed({ remote, group }: Way): boolean {
  return (remote ?? group) !== undefined;
}

function sameWay(a: Way, b: Way): boolean {
  return a.remote === b.remote && a.group === b.group;
}

/** What is left of ranges when a span is taken out of them. */
function without(ranges: Ranges, step: { readonly vni: number; readonly vniEnd?: number }): Ranges {
  const { vni, vniEnd } = spanOf(step);
  return ranges.flatMap((range) => [
    ...(range.vni < vni ? [{ ...range, vniEnd: Math.min(range.vniEnd, vni - 1) }] : []),
    ...(range.vniEnd > vniEnd ? [{ ...range, vni: Math.max(range.vni, vniEnd + 1) }] : []),
  ]);
}

function joined(ranges: Ranges): Ranges {
  const rows: Ranges[number][] = [];
  for (const range of [...ranges].sort((a, b) => a.vni - b.vni)) {
    const last = rows.at(-1);
    if (last?.vniEnd === range.vni - 1 && sameWay(last, range))
      rows[rows.length - 1] = { ...last, vniEnd: range.vniEnd };
    else rows.push(range);
  }
  return rows;
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

/** Their flood entries come and go with them; more of them than anybody reads are left out of a simulation. */
const MOST_DEFAULTS = 4_096;

function withDefaults(before: Tables, after: Tables, at: Place): Tables {
  const via = after.link.find(({ key }) => key === linkKey(at.netns, at.dev))?.vxlan?.dev;
  const kept = new Set(defaultsOf(after, at, via).map(({ key }) => key));
  const led = rangesOf(after, at).filter(isLed);
  // One that leads elsewhere now keeps the entry of before.
  const isGone = ({ key, srcVni = 0 }: FdbEntry) =>
    !kept.has(key) && !led.some(({ vni, vniEnd }) => vni <= srcVni && srcVni <= vniEnd);
  const old = new Set(
    defaultsOf(before, at, via)
      .filter(isGone)
      .map(({ key }) => key),
  );
  const left = dropRows(after, 'fdb', ({ key }) => old.has(key));
  const had = new Set(defaultsOf(before, at, via).map(({ key }) => key));
  return defaultsOf(after, at, via)
    .filter(({ key }) => !had.has(key))
    .reduce((tables, row) => putRow(tables, 'fdb', row), left);
}

function defaultsOf(tables: Tables, { netns, dev }: Place, via: string | undefined): readonly FdbEntry[] {
  const led = rangesOf(tables, { netns, dev }).filter(isLed);
  if (led.reduce((sum, { vni, vniEnd }) => sum + vniEnd - vni + 1, 0) > MOST_DEFAULTS) return [];
  return led.flatMap(({ vni, vniEnd, remote, group }) =>
    Array.from({ length: vniEnd - vni + 1 }, (_, at): FdbEntry => {
      const fields = { netns, dev, mac: FLOOD_MAC, dst: remote ?? group, vni: vni + at, srcVni: vni + at, via };
      return { ...fields, key: fdbEntryKey(fields), state: 'permanent', flags: ['self'], raw: {} };
    }),
  );
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
