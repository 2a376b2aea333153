/** Routes, in any table. */
import type { Wrong } from '../noun.ts';
import * as v from 'valibot';
import { REFUSING, routeKey, type Nexthop, type Route } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows, putRow } from '../draft.ts';
import { Cidr, Ifname, IpAddress, Nhid, NetnsRef, Scope } from '../../base/field.ts';
import { canonicalIp, familyOf, printedPrefix } from '../../base/ip.ts';
import { NUMBER_OF_PROTOCOL, protocolName } from './protocol.ts';

export const ROUTE_TYPES = ['unicast', ...REFUSING, 'throw'] as const;
const word = (what: string) =>
  v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, `must be the name or number of a ${what}`));

const NexthopSpec = v.strictObject({
  via: v.optional(IpAddress),
  dev: v.optional(Ifname),
  weight: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(256))),
  onlink: v.optional(v.boolean()),
});

export const routeFields = {
  netns: NetnsRef,
  family: v.picklist(['inet', 'inet6']),
  dst: v.union([v.literal('default'), Cidr], 'must be "default" or a prefix like 10.0.0.0/24'),
  via: v.optional(IpAddress),
  dev: v.optional(Ifname),
  src: v.optional(IpAddress),
  metric: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295))),
  onlink: v.optional(v.boolean()),
  type: v.optional(v.picklist(ROUTE_TYPES)),
  /** `main` when left out. */
  table: v.optional(word('routing table')),
  protocol: v.optional(word('routing protocol')),
  scope: v.optional(Scope),
  /** Instead of `via` and `dev`: several ways at once. */
  nexthops: v.optional(v.pipe(v.array(NexthopSpec), v.minLength(1), v.maxLength(64))),
};

/** With `nhid` it leads through that nexthop object, whatever else is said of where it leads. */
const stepFields = { ...routeFields, nhid: v.optional(Nhid) };

export const RouteStep = v.variant('do', [
  v.strictObject({ do: v.literal('route-add'), ...stepFields }),
  v.strictObject({ do: v.literal('route-replace'), ...stepFields }),
  v.strictObject({ do: v.literal('route-del'), ...stepFields }),
]);
export type RouteStep = v.InferOutput<typeof RouteStep>;

export function simulateRoute(tables: Tables, step: RouteStep): Tables {
  const row = rowOf(step);
  if (step.do === 'route-del') return dropRows(tables, 'route', (other) => isSame(other, row));
  const others = step.do === 'route-replace' ? dropRows(tables, 'route', (other) => isRivalRow(other, row)) : tables;
  return putRow(others, 'route', row);
}

export function routeHolds(tables: Tables, step: RouteStep): boolean {
  const wanted = rowOf(step);
  const found = tables.route.find((row) => isSame(row, wanted));
  if (step.do === 'route-del') return found === undefined;
  return (
    found !== undefined &&
    (step.src === undefined || found.prefsrc === step.src) &&
    (step.protocol === undefined || isOfProtocol(found, wanted)) &&
    (step.onlink !== true || found.flags.includes('onlink')) &&
    (step.nhid === undefined || found.nhid === step.nhid)
  );
}

/** A number that is none of these may stand for any name that the host gives it. */
function isOfProtocol({ protocol: found = 'boot' }: Route, { protocol: asked = 'boot' }: Route): boolean {
  return protocolName(found) === asked || (/^\d+$/.test(asked) && !NUMBER_OF_PROTOCOL.has(found) && !/^\d/.test(found));
}

/** A replaced route comes back as it was; one that was not there is removed. A removed one is brought back by `restore`. */
export function invertRoute(step: RouteStep, before: Tables): readonly RouteStep[] {
  const row = rowOf(step);
  if (step.do === 'route-del') return [];
  if (step.do === 'route-add') return [{ ...step, do: 'route-del' }];
  const rival = before.route.find((other) => isRivalRow(other, row));
  if (rival === undefined) return [{ ...step, do: 'route-del' }];
  const back = { ...tiedStepOf(rival), do: 'route-replace' } as const;
  // What it names may stand by then, with what it does not name (a source address) left from the other.
  if (!routeHolds(simulateRoute(before, step), back)) return [back];
  return [{ ...step, do: 'route-del' }, tiedStepOf(rival)];
}

/** The metric that the kernel gives a route that names none: 1024 for IPv6 (`IP6_RT_PRIO_USER`), none for IPv4. */
function metricOf(step: RouteStep): number | undefined {
  if (step.metric !== undefined && step.metric !== 0) return step.metric;
  return step.family === 'inet6' ? 1024 : undefined;
}

function rowOf(step: RouteStep): Route {
  const { netns, family, dev, src: prefsrc, type = 'unicast', table = 'main', protocol = 'boot' } = step;
  const gateway = step.via === undefined ? undefined : canonicalIp(step.via);
  const fields = { netns, family, type, table, dst: printedPrefix(step.dst), gateway, dev, metric: metricOf(step) };
  const flags = step.onlink === true ? ['onlink'] : [];
  const nexthops = (step.nexthops ?? []).map(hopOf);
  const tied = step.nhid === undefined ? {} : { nhid: step.nhid };
  return {
    ...fields,
    key: routeKey(fields),
    protocol: protocolName(protocol),
    scope: scopeOf(step),
    prefsrc,
    flags,
    nexthops,
    ...tied,
    raw: {},
  };
}

function hopOf({ via, dev, weight = 1, onlink }: v.InferOutput<typeof NexthopSpec>): Nexthop {
  return {
    gateway: via === undefined ? undefined : canonicalIp(via),
    dev,
    weight,
    flags: onlink === true ? ['onlink'] : [],
  };
}

/** `link` for an IPv4 destination that is reached without a gateway, as `ip` chooses it. */
function scopeOf({ family, scope, via, nexthops, type = 'unicast' }: RouteStep): string {
  if (family === 'inet6') return 'global';
  return scope ?? (via === undefined && nexthops === undefined && type === 'unicast' ? 'link' : 'global');
}

/** The same route, with the device left to the kernel where the step names none. */
function isSame(row: Route, wanted: Route): boolean {
  if (!isRivalRow(row, wanted) || row.type !== wanted.type || row.gateway !== wanted.gateway) return false;
  if (row.nexthops.length !== wanted.nexthops.length) return false;
  const hops = wanted.nexthops.every((hop, at) => sameHop(row.nexthops[at], hop));
  return hops && (wanted.dev === undefined || row.dev === wanted.dev);
}

function sameHop(row: Nexthop | undefined, wanted: Nexthop): boolean {
  return (
    row !== undefined &&
    row.gateway === wanted.gateway &&
    row.weight === wanted.weight &&
    (wanted.dev === undefined || row.dev === wanted.dev)
  );
}

/** What `ip route replace` would put away: the same prefix, table and metric. */
export function isRival(row: Route, step: RouteStep): boolean {
  return isRivalRow(row, rowOf(step));
}

function isRivalRow(row: Route, wanted: Route): boolean {
  return (
    row.netns === wanted.netns &&
    row.family === wanted.family &&
    row.table === wanted.table &&
    row.dst === wanted.dst &&
    row.metric === wanted.metric &&
    (row.type === wanted.type || wanted.family === 'inet')
  );
}

/** The step that adds a row again. */
export function routeStepOf(row: Route): RouteStep & { readonly do: 'route-add' } {
  const long =
    row.dst === 'default' || row.dst.includes('/') ? row.dst : `${row.dst}/${row.family === 'inet6' ? 128 : 32}`;
  const { netns, family, gateway: via, prefsrc: src, metric, type, table, protocol } = row;
  const step = {
    do: 'route-add',
    ...{ netns, family, dst: long, via, src, metric },
    // The kernel puts IPv6 routes to nowhere on `lo` by itself and refuses to be told so.
    dev: type === 'unicast' ? row.dev : undefined,
    ...(row.flags.includes('onlink') ? { onlink: true } : {}),
    ...(type === 'unicast' ? {} : { type }),
    ...(table === 'main' ? {} : { table }),
    ...(protocol === undefined || protocol === 'boot' ? {} : { protocol }),
    ...(row.nexthops.length === 0 ? {} : { nexthops: row.nexthops.map(specOfHop) }),
  };
  const own = row.scope === undefined || row.scope === scopeOf(step as RouteStep) ? {} : { scope: row.scope };
  return { ...step, ...own } as RouteStep & { readonly do: 'route-add' };
}

/** The same, through the nexthop object that the row led through, which must still be there. */
export function tiedStepOf(row: Route): RouteStep & { readonly do: 'route-add' } {
  return { ...routeStepOf(row), ...(row.nhid === undefined ? {} : { nhid: row.nhid }) };
}

/** The step that deletes a row. */
export function routeDelStepOf(row: Route): RouteStep & { readonly do: 'route-del' } {
  return { ...tiedStepOf(row), do: 'route-del' };
}

function specOfHop({ gateway: via, dev, weight, flags }: Nexthop) {
  return { via, dev, weight, ...(flags.includes('onlink') ? { onlink: true } : {}) };
}

/** Whether somebody set it: not the kernel for an address or a link, not a router's advertisement. */
export function isOwnRoute({ table, type, protocol }: Route): boolean {
  const typed = (ROUTE_TYPES as readonly string[]).includes(type);
  return typed && table !== 'local' && !['kernel', 'ra', 'redirect'].includes(protocol ?? '');
}

export function wrongRoute(step: RouteStep): Wrong {
  const { family, dst, via, dev, src, type = 'unicast', nexthops } = step;
  const nowhere = via === undefined && dev === undefined && nexthops === undefined;
  if (type === 'unicast' && nowhere) return ['dev', 'a route needs a device or a gateway'];
  if (type !== 'unicast' && !nowhere)
    return ['type', `a route of type ${type} leads nowhere, so it has no device or gateway`];
  if (nexthops !== undefined && (via !== undefined || dev !== undefined))
    return ['nexthops', 'stand instead of a device or a gateway'];
  if (dst !== 'default' && familyOf(dst) !== family) return ['dst', `is not an ${family} prefix`];
  if (via !== undefined && family === 'inet6' && familyOf(via) !== 'inet6')
    return ['via', 'an IPv6 route needs an IPv6 gateway'];
  return src !== undefined && familyOf(src) !== family ? ['src', `is not an ${family} address`] : undefined;
}
