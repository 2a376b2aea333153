import { linkKey, type Link } from '../link/row.ts';
import { isGroupMac } from '../../base/ip.ts';
import { at } from '../named.ts';
import type { DurableRow } from '../noun.ts';
import type { Tables } from '../snapshot.ts';
import type { JsonObject } from '../../base/json.ts';

/** The MAC address of a flood entry: broadcast, unknown unicast and multicast go to every destination listed under it. */
export const FLOOD_MAC = '00:00:00:00:00:00';

/**
 * A forwarding database entry (bridge(8), `bridge fdb`).
 * `self` entries belong to the device (a vxlan's map from MAC to VTEP); `master` entries to the bridge it is a port of.
 */
export interface FdbEntry {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly mac: string;
  /** The remote VTEP's underlay address. */
  readonly dst?: string;
  readonly port?: number;
  readonly vni?: number;
  readonly srcVni?: number;
  readonly via?: string;
  readonly nhid?: number;
  readonly vlan?: number;
  /** Set on an entry of the bridge's own table: the bridge's name. */
  readonly master?: string;
  /** `permanent`, `static`, `stale`; a learned or `dynamic` entry prints as an empty string. */
  readonly state: string;
  /** `self`, `extern_learn`, `sticky`, `offload`, `router`, … as printed. */
  readonly flags: readonly string[];
  readonly raw: JsonObject;
}

/** One unicast MAC may stand in both tables (`self` and `master`), and a flood MAC once per destination: the key holds all of it. */
export function fdbEntryKey(entry: Omit<FdbEntry, 'key' | 'raw' | 'state' | 'flags'>): string {
  const { netns, dev, mac, master, vlan, dst, port, vni, srcVni, via, nhid } = entry;
  // Nearly all of a hundred thousand entries have none of these: a template of eleven parts takes twice as long.
  if (
    master === undefined &&
    vlan === undefined &&
    port === undefined &&
    vni === undefined &&
    nhid === undefined &&
    srcVni === undefined &&
    via === undefined
  )
    return `${netns}|${dev}|${mac}|||${dst ?? ''}|||||`;
  return `${netns}|${dev}|${mac}|${master ?? ''}|${vlan ?? ''}|${dst ?? ''}|${port ?? ''}|${vni ?? ''}|${srcVni ?? ''}|${via ?? ''}|${nhid ?? ''}`;
}

export function durableEntries(rows: readonly FdbEntry[], { link }: Tables): readonly DurableRow[] {
  return withoutOwnMacs(rows.filter(isDurableFdbEntry), link).map(durableFdbEntry);
}

/** Learned entries have no state; a device's multicast list (`33:33:…`, `01:00:5e:…`) follows its addresses. */
function isDurableFdbEntry({ state, mac, dst }: FdbEntry): boolean {
  const lasting = state === 'permanent' || state === 'static';
  return lasting && (dst !== undefined || mac === FLOOD_MAC || !isGroupMac(mac));
}

/**
 * A bridge holds the MACs of its ports and its own. Where two of them are the same (a bridge takes its first port's), the entry
 * stands at the device that had it first (net/bridge/br_fdb.c, fdb_add_local), which says nothing about how they are set.
 */
function withoutOwnMacs(entries: readonly FdbEntry[], links: readonly Link[]): readonly FdbEntry[] {
  const own = new Set(
    links.map(
      ({ netns, name, kind, master, mac }) =>
        `${linkKey(netns, kind === 'bridge' ? name : (master ?? ''))} ${mac ?? ''}`,
    ),
  );
  const bridgeOf = new Map(
    links.map(({ key, netns, name, kind, master }) => [key, linkKey(netns, kind === 'bridge' ? name : (master ?? ''))]),
  );
  return entries.filter(({ netns, dev, dst, mac, state }) => {
    const bridge = bridgeOf.get(linkKey(netns, dev));
    return dst !== undefined || state !== 'permanent' || bridge === undefined || !own.has(`${bridge} ${mac}`);
  });
}

function durableFdbEntry({ raw: _, ...row }: FdbEntry): DurableRow {
  const flags = row.flags.filter((flag) => flag !== 'offload');
  const name = at(`${row.mac}${row.dst === undefined ? '' : ` to ${row.dst}`} on ${row.dev}`, row.netns);
  return { ...row, flags, name };
}
