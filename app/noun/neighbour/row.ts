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
