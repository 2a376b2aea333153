import type { JsonObject } from '../../base/json.ts';

/** The name that our model gives the namespace a host itself runs in; `ip` has no name for it. */
export const HOST_NETNS = '';

/** A named network namespace, as `ip netns` lists it (`/run/netns/NAME`, ip-netns(8)). */
export interface Netns {
  readonly key: string;
  readonly name: string;
  /** The id by which the host's namespace refers to it; absent until something assigned one. */
  readonly nsid?: number;
  readonly raw: JsonObject;
}

export function netnsKey(name: string): string {
  return name;
}
