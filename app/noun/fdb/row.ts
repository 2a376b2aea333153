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
  if (master === undefined && vlan === undefined && port === undefined && vni === undefined && nhid === undefined && srcVni === undefined && via === undefined) return `${netns}|${dev}|${mac}|||${dst ?? ''}|||||`; // prettier-ignore
  return `${netns}|${dev}|${mac}|${master ?? ''}|${vlan ?? ''}|${dst ?? ''}|${port ?? ''}|${vni ?? ''}|${srcVni ?? ''}|${via ?? ''}|${nhid ?? ''}`;
}
