/** The flood entries that come and go with VNIs. */
import { dropRows, putRow, rowOfKey } from '../draft.ts';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../fdb/row.ts';
import { linkKey } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import { isLed, rangesOf, without, type Place, type Ranges } from './ranges.ts';

/** Their flood entries come and go with them; more of them than anybody reads are left out of a simulation. */
const MOST_DEFAULTS = 4_096;

export function withDefaults(before: Tables, after: Tables, at: Place): Tables {
  const via = rowOfKey(after.link, linkKey(at.netns, at.dev))?.vxlan?.dev;
  const had = floodsOf(rangesOf(before, at), at, via);
  const has = floodsOf(rangesOf(after, at), at, via);
  const kept = keysOf(has);
  const led = rangesOf(after, at).filter(isLed);
  // One that leads elsewhere now keeps the entry of before.
  const isGone = ({ key, srcVni = 0 }: FdbEntry) =>
    !kept.has(key) && !led.some(({ vni, vniEnd }) => vni <= srcVni && srcVni <= vniEnd);
  const old = keysOf(had.filter(isGone));
  const left = dropRows(after, 'fdb', ({ key }) => old.has(key));
  const known = keysOf(had);
  return has.filter(({ key }) => !known.has(key)).reduce((tables, row) => putRow(tables, 'fdb', row), left);
}

/** One with a far end has a flood entry for it from the start (`vxlan_vni_update_group`, seen on 6.18). */
function floodsOf(ranges: Ranges, { netns, dev }: Place, via: string | undefined): readonly FdbEntry[] {
  const led = ranges.filter(isLed);
  if (led.reduce((sum, { vni, vniEnd }) => sum + vniEnd - vni + 1, 0) > MOST_DEFAULTS) return [];
  return led.flatMap(({ vni, vniEnd, remote, group }) =>
    Array.from({ length: vniEnd - vni + 1 }, (_, at): FdbEntry => {
      const fields = { netns, dev, mac: FLOOD_MAC, dst: remote ?? group, vni: vni + at, srcVni: vni + at, via };
      return { ...fields, key: fdbEntryKey(fields), state: 'permanent', flags: ['self'], raw: {} };
    }),
  );
}

function keysOf(rows: readonly FdbEntry[]): ReadonlySet<string> {
  return new Set(rows.map(({ key }) => key));
}

interface Floods {
  /** Keys of entries that come with their VNIs. */
  readonly given: ReadonlySet<string>;
  /** Entries that come too, though somebody had removed them. */
  readonly unwanted: readonly FdbEntry[];
}

/** The flood entries of VNIs that `after` lacks: they come and go with those, through the device that the vxlan has by then. */
export function floodsOfGone(before: Tables, after: Tables): Floods {
  const had = keysOf(before.vni.length === 0 ? [] : before.fdb);
  const places = new Map(before.vni.map(({ netns, dev }) => [linkKey(netns, dev), { netns, dev }]));
  const all = [...places].map(([key, at]) => {
    const [old, now] = [before, after].map(({ link }) => rowOfKey(link, key));
    const gone = goneOf(before, after, at);
    const own = floodsOf(gone, at, old?.vxlan?.dev);
    const again = floodsOf(gone, at, (now ?? old)?.vxlan?.dev);
    return { own, again };
  });
  return {
    given: keysOf(all.flatMap(({ own }) => own)),
    unwanted: all.flatMap(({ own, again }) => again.filter((_, at) => !had.has(own[at]?.key ?? ''))),
  };
}

export function goneOf(before: Tables, after: Tables, at: Place): Ranges {
  return rangesOf(after, at).reduce((left, one) => without(left, one), rangesOf(before, at));
}
