/** Which route of a namespace takes a packet: rules in order, then the longest prefix, then the metric (ip-rule(8), ip-route(8); net/ipv4/fib_rules.c, fib_trie.c). */
import { familyOf } from '../base/ip.ts';
import { holds } from './prefix.ts';
import type { JsonObject } from '../base/json.ts';
import { isRefusing, type Route } from '../noun/route/row.ts';
import { routeLine } from '../doctor/lookup.ts';
import { encapDst, encapVni } from '../doctor/world.ts';
import { setting, type Place } from './place.ts';
import { isUsual, matches, ruleLine, type Asked } from './rule.ts';

export interface Arm {
  readonly dev: string;
  readonly gateway?: string;
  /** For an external tunnel. */
  readonly encap?: { readonly dst: string; readonly vni: number };
}

export interface Way {
  /** Absent where nothing leads there. */
  readonly route?: Route;
  /** The rule that chose the table, or that refused. */
  readonly rule?: JsonObject;
  /** `unicast`, `local`, `blackhole`, …; `none` without a route. */
  readonly type: string;
  /** More than one: which one a flow takes is a hash's choice (ECMP). */
  readonly arms: readonly Arm[];
  /** Routes that cover it too, and would have taken it. */
  readonly shadowed: readonly Route[];
}

const STANDARD = ['local', 'main', 'default'].map((table): JsonObject => ({ table, src: 'all' }));
/** A goto leads forward only; this ends a listing that does not. */
const MOST_RULES = 40_000;

export function wayOf(place: Place, asked: Asked): Way {
  const family = familyOf(asked.dst);
  const routes = place.routes.filter((one) => one.family === family && covers(one, asked.dst)).sort(bySpecific);
  const read = place.rules.get(family) ?? [];
  const rules = read.length > 0 ? read : STANDARD;
  for (let at = 0, steps = 0; at < rules.length && steps < MOST_RULES; at += 1, steps += 1) {
    const rule = rules[at] ?? {};
    if (!matches(rule, asked)) continue;
    const action = rule['action'];
    if (isRefusing(action)) return { rule, type: action, arms: [], shadowed: routes };
    if (typeof rule['goto'] === 'number') {
      const to = rules.findIndex((one) => Number(one['priority']) >= Number(rule['goto']));
      if (to <= at) continue;
      at = to - 1;
      continue;
    }
    const found = inTable(place, routes, rule, asked);
    if (found !== undefined) return { ...found, ...(isUsual(rule) ? {} : { rule }) };
  }
  return { type: 'none', arms: [], shadowed: routes };
}

function inTable(place: Place, routes: readonly Route[], rule: JsonObject, asked: Asked): Way | undefined {
  const table = String(rule['table'] ?? '');
  const suppress = rule['suppress_prefixlen'] ?? rule['suppress_prefixlength'];
  for (const route of routes) {
    if (route.table !== table) continue;
    const shadowed = routes.filter((one) => one !== route);
    if (isRefusing(route.type)) return { route, type: route.type, arms: [], shadowed };
    if (route.type === 'throw') return undefined;
    const arms = armsOf(place, route).filter(
      (arm) => asked.oif === undefined || arm.dev === asked.oif || route.type === 'local',
    );
    if (arms.length === 0 && route.type !== 'local') continue;
    // What is found and then suppressed counts as not found in that table.
    if (typeof suppress === 'number' && suppress >= 0 && lengthOf(route) <= suppress) return undefined;
    return { route, type: route.type, arms, shadowed };
  }
  return undefined;
}

export function armsOf(place: Place, route: Route): readonly Arm[] {
  const usable = (flags: readonly string[], dev: string | undefined) =>
    !flags.includes('dead') && !(flags.includes('linkdown') && ignoresDown(place, dev));
  if (route.nexthops.length > 0)
    return route.nexthops.flatMap(({ dev, gateway, flags }) =>
      dev !== undefined && usable(flags, dev) ? [{ dev, gateway }] : [],
    );
  if (route.dev !== undefined && usable(route.flags, route.dev))
    return [{ dev: route.dev, gateway: route.gateway, ...encapOf(route) }];
  if (route.dev !== undefined) return [];
  return route.nhid === undefined ? [] : ofObject(place, route.nhid, 0);
}

function encapOf(route: Route): Pick<Arm, 'encap'> {
  const [dst, vni] = [encapDst(route), encapVni(route)];
  return dst === undefined || vni === undefined ? {} : { encap: { dst, vni } };
}

function ofObject(place: Place, id: number, depth: number): readonly Arm[] {
  const row = place.facts.nexthopRows.find((one) => one.netns === place.netns && one.row['id'] === id)?.row;
  if (row === undefined || depth > 1) return [];
  const { dev, gateway, group } = row;
  if (typeof dev === 'string') return [{ dev, ...(typeof gateway === 'string' && { gateway }) }];
  const members = Array.isArray(group) ? group : [];
  return members.flatMap((one) =>
    typeof one === 'object' && one !== null && 'id' in one ? ofObject(place, Number(one['id']), depth + 1) : [],
  );
}

function ignoresDown(place: Place, dev = ''): boolean {
  const of = (name: string) => setting(place, `ipv4.conf.${name}.ignore_routes_with_linkdown`) ?? 0;
  return of('all') > 0 || of(dev) > 0;
}

export function covers({ dst }: Route, ip: string): boolean {
  return dst === 'default' || holds(dst, ip);
}

export function lengthOf({ dst, family }: Route): number {
  if (dst === 'default') return 0;
  return dst.includes('/') ? Number(dst.split('/')[1]) : family === 'inet6' ? 128 : 32;
}

function bySpecific(a: Route, b: Route): number {
  return lengthOf(b) - lengthOf(a) || (a.metric ?? 0) - (b.metric ?? 0);
}

export function wayLine({ route, rule, arms }: Way): string {
  const fan =
    arms.length > 1
      ? arms.map(({ dev, gateway }) => ` nexthop ${gateway === undefined ? '' : `via ${gateway} `}dev ${dev}`).join('')
      : '';
  const line = route === undefined ? '' : `${routeLine(route)}${fan}`;
  return rule === undefined ? line : [ruleLine(rule), line].filter(Boolean).join(' → ');
}
