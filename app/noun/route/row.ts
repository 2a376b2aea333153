import { at } from '../named.ts';
import type { DurableRow } from '../noun.ts';
import type { Tables } from '../snapshot.ts';
import type { Address } from '../address/row.ts';
import type { JsonObject } from '../../base/json.ts';

export interface Nexthop {
  readonly gateway?: string;
  readonly dev?: string;
  readonly weight: number;
  readonly flags: readonly string[];
}

/** Types of a route, and actions of a rule, by which nothing leads anywhere (ip-route(8), ip-rule(8)). */
export const REFUSING = ['blackhole', 'unreachable', 'prohibit'] as const;

export function isRefusing(type: unknown): type is (typeof REFUSING)[number] {
  return REFUSING.some((one) => one === type);
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

export function durableRoutes(rows: readonly Route[], { address }: Tables): readonly DurableRow[] {
  return withoutPeers(rows.filter(isDurableRoute), address).map(durableRoute);
}

/** The local table mirrors the addresses; `fe80::/64` and `ff00::/8` the links; router advertisements expire. */
function isDurableRoute({ table, type, dst, protocol }: Route): boolean {
  if (table === 'local' || type === 'multicast' || type === 'anycast') return false;
  return protocol !== 'ra' && protocol !== 'redirect' && dst !== 'fe80::/64';
}

/** The kernel's route to an IPv6 address's far end comes once duplicate detection is over, a second later (`__ipv6_ifa_notify`, seen on 6.18). */
function withoutPeers(routes: readonly Route[], addresses: readonly Address[]): readonly Route[] {
  const far = addresses.filter(({ family, peer }) => family === 'inet6' && peer !== undefined);
  if (far.length === 0) return routes;
  const peers = new Set(far.map(({ netns, dev, peer }) => `${netns}|${dev}|${peer}`));
  return routes.filter(
    ({ protocol, netns, dev, dst }) => protocol !== 'kernel' || !peers.has(`${netns}|${dev}|${dst}`),
  );
}

function durableRoute({ raw: _, ...row }: Route): DurableRow {
  const steady = (flags: readonly string[]) => flags.filter((flag) => flag !== 'linkdown' && flag !== 'dead');
  const nexthops = row.nexthops.map((hop) => ({ ...hop, flags: steady(hop.flags) }));
  const name = at(`${row.dst}${row.dev === undefined ? '' : ` on ${row.dev}`}`, row.netns);
  return { ...row, flags: steady(row.flags), nexthops, name };
}
