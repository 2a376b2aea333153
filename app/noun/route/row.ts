import type { JsonObject } from '../../base/json.ts';

export interface Nexthop {
  readonly gateway?: string;
  readonly dev?: string;
  readonly weight: number;
  readonly flags: readonly string[];
}

/** A route in any table (ip-route(8)). */
export interface Route {
  readonly key: string;
  readonly netns: string;
  readonly family: 'inet' | 'inet6';
  /** `unicast`, `local`, `broadcast`, `blackhole`, `unreachable`, … */
  readonly type: string;
  /** A prefix, an address (then /32 or /128), or `default`. */
  readonly dst: string;
  readonly gateway?: string;
  readonly dev?: string;
  /** `main`, `local`, `default` or a number as text. */
  readonly table: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  /** `onlink`, `linkdown`, `dead`, … */
  readonly flags: readonly string[];
  readonly nexthops: readonly Nexthop[];
  /** How it wraps packets (lwtunnel: `ip`, `mpls`, …); no step of ours makes that, so it is said to be lost. */
  readonly encap?: string;
  /** The nexthop object that says where it leads (ip-nexthop(8)). */
  readonly nhid?: number;
  readonly raw: JsonObject;
}

/** Two IPv6 routes may share prefix and metric and differ by device only, so all of it is in the key. */
export function routeKey(
  route: Pick<Route, 'netns' | 'family' | 'table' | 'type' | 'dst' | 'metric' | 'dev' | 'gateway'>,
): string {
  const { netns, family, table, type, dst, metric, dev, gateway } = route;
  return [netns, family, table, type, dst, metric ?? '', dev ?? '', gateway ?? ''].join('|');
}
