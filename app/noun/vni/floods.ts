/** The flood entries that come and go with VNIs. */
import { dropRows, putRow } from '../draft.ts';
import { fdbEntryKey, FLOOD_MAC, type FdbEntry } from '../fdb/row.ts';
import { linkKey } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import { isLed, rangesOf, without, type Place, type Ranges } from './ranges.ts';

/** Their flood entries come and go with them; more of them than anybody reads are left out of a simulation. */
const MOST_DEFAULTS = 4_096;

export function withDefaults(before: Tables, after: Tables, at: Place): Tables {
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

function defaultsOf(tables: Tables, at: Place, via: string | undefined): readonly FdbEntry[] {
  return floodsOf(rangesOf(tables, at), at, via);
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

interface Floods {
  /** Keys of entries that come with their VNIs. */
  readonly given: ReadonlySet<string>;
  /** Entries that come too, though somebody had removed them. */
  readonly unwanted: readonly FdbEntry[];
}

/** The flood entries of VNIs that `after` lacks: they come and go with those, through the device that the vxlan has by then. */
export function floodsOfGone(before: Tables, after: Tables): Floods {
  const had = new Set(before.vni.length === 0 ? [] : before.fdb.map(({ key }) => key));
  const places = new Map(before.vni.map(({ netns, dev }) => [linkKey(netns, dev), { netns, dev }]));
  const all = [...places].map(([key, at]) => {
    const [old, now] = [before, after].map(({ link }) => link.find((one) => one.key === key));
    const gone = goneOf(before, after, at);
    const own = floodsOf(gone, at, old?.vxlan?.dev);
    const again = floodsOf(gone, at, (now ?? old)?.vxlan?.dev);
    return { own, again };
  });
  return {
    given: new Set(all.flatMap(({ own }) => own.map(({ key }) => key))),
    unwanted: all.flatMap(({ own, again }) => again.filter((_, at) => !had.has(own[at]?.key ?? ''))),
  };
}

export function goneOf(before: Tables, after: Tables, at: Place): Ranges {
  return rangesOf(after, at).reduce((left, one) => without(left, one), rangesOf(before, at));
}
