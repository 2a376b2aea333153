import { isGroupMac } from '../../base/ip.ts';
import { at } from '../named.ts';
import type { DurableRow } from '../noun.ts';
import type { JsonObject } from '../../base/json.ts';

/** A neighbour table entry: which MAC answers for an IP address on a link (ip-neighbour(8)). */
export interface Neighbour {
  readonly key: string;
  readonly netns: string;
  readonly dev: string;
  readonly family: 'inet' | 'inet6';
  readonly dst: string;
  readonly mac?: string;
  /** `PERMANENT`, `REACHABLE`, `STALE`, `NOARP`, `FAILED`, … joined by a comma; empty for a proxy entry. */
  readonly state: string;
  /** `router`, `proxy`, `extern_learn`, `managed`, … */
  readonly flags: readonly string[];
  readonly protocol?: string;
  readonly raw: JsonObject;
}

export function neighbourKey(netns: string, dev: string, dst: string, proxy: boolean): string {
  return `${netns}|${dev}|${dst}${proxy ? '|proxy' : ''}`;
}

export function durableNeighbours(rows: readonly Neighbour[]): readonly DurableRow[] {
  return rows
    .filter(isDurableNeighbour)
    .map(({ raw: _, ...row }) => ({ ...row, name: at(`${row.dst} on ${row.dev}`, row.netns) }));
}

/** Kept: what somebody set. `NOARP` is also what the kernel gives multicast, broadcast and loopback destinations. */
function isDurableNeighbour({ state, flags, mac, dst }: Neighbour): boolean {
  if (flags.includes('proxy') || state.includes('PERMANENT')) return true;
  return state === 'NOARP' && mac !== undefined && !isGiven(dst, mac);
}

export function isSetNeighbour({ state, flags, mac, dst }: Neighbour): boolean {
  if (flags.includes('proxy') || flags.includes('managed') || state === 'PERMANENT') return true;
  return state === 'NOARP' && mac !== undefined && !isGiven(dst, mac);
}

/** What the kernel gives loopback, broadcast and multicast destinations (`arp_constructor`, `ndisc_constructor`); a unicast one with a group's MAC was set. */
function isGiven(dst: string, mac: string): boolean {
  if (mac === '00:00:00:00:00:00' || mac === 'ff:ff:ff:ff:ff:ff') return true;
  return isGroupMac(mac) && /^(ff|22[4-9]\.|23\d\.)/i.test(dst);
}
