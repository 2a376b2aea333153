/** Ranges of VNIs that lead the same way. */
import { canonicalIp } from '../../base/ip.ts';
import type { Tables } from '../snapshot.ts';
import type { VniRange } from './row.ts';

export type Way = Pick<VniRange, 'remote' | 'group'>;
export type Place = Pick<VniRange, 'netns' | 'dev'>;
/** Ranges in order, without gaps that are none: a list of millions of VNIs is never made. */
export type Ranges = readonly (Way & Pick<VniRange, 'vni' | 'vniEnd'>)[];

export function rangesOf({ vni }: Pick<Tables, 'vni'>, { netns, dev }: Place): Ranges {
  return vni.filter((row) => row.netns === netns && row.dev === dev);
}

export function spanOf({ vni, vniEnd = vni }: { readonly vni: number; readonly vniEnd?: number }) {
  return { vni, vniEnd };
}

export function told({ vni, vniEnd }: Ranges[number]): { readonly vni: number; readonly vniEnd?: number } {
  return vniEnd === vni ? { vni } : { vni, vniEnd };
}

export function wayOf({ remote, group }: Way): Way {
  return { ...(remote && { remote: canonicalIp(remote) }), ...(group && { group: canonicalIp(group) }) };
}

export function isLed({ remote, group }: Way): boolean {
  return (remote ?? group) !== undefined;
}

export function sameWay(a: Way, b: Way): boolean {
  return a.remote === b.remote && a.group === b.group;
}

/** What is left of ranges when a span is taken out of them. */
export function without(ranges: Ranges, step: { readonly vni: number; readonly vniEnd?: number }): Ranges {
  const { vni, vniEnd } = spanOf(step);
  return ranges.flatMap((range) => [
    ...(range.vni < vni ? [{ ...range, vniEnd: Math.min(range.vniEnd, vni - 1) }] : []),
    ...(range.vniEnd > vniEnd ? [{ ...range, vni: Math.max(range.vni, vniEnd + 1) }] : []),
  ]);
}

export function joined(ranges: Ranges): Ranges {
  const rows: Ranges[number][] = [];
  for (const range of [...ranges].sort((a, b) => a.vni - b.vni)) {
    const last = rows.at(-1);
    if (last?.vniEnd === range.vni - 1 && sameWay(last, range))
      rows[rows.length - 1] = { ...last, vniEnd: range.vniEnd };
    else rows.push(range);
  }
  return rows;
}
