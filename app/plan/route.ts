/** Routes in the main table. */
import * as v from 'valibot';
import { routeKey, type Route } from '../model/route.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows, putRow } from './edit.ts';
import { Cidr, Ifname, IpAddress, NetnsRef } from './field.ts';
import { printedPrefix } from './ip.ts';

const route = {
  netns: NetnsRef,
  family: v.picklist(['inet', 'inet6']),
  dst: v.union([v.literal('default'), Cidr], 'must be "default" or a prefix like 10.0.0.0/24'),
  via: v.optional(IpAddress),
  dev: v.optional(Ifname),
  src: v.optional(IpAddress),
  metric: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295))),
  onlink: v.optional(v.boolean()),
};

export const RouteStep = v.variant('do', [
  v.strictObject({ do: v.literal('route-add'), ...route }),
  v.strictObject({ do: v.literal('route-replace'), ...route }),
  v.strictObject({ do: v.literal('route-del'), ...route }),
]);
export type RouteStep = v.InferOutput<typeof RouteStep>;

export function simulateRoute(tables: Tables, step: RouteStep): Tables {
  const row = rowOf(step);
  if (step.do === 'route-del') return dropRows(tables, 'route', (other) => isSame(other, row));
  const others = step.do === 'route-replace' ? dropRows(tables, 'route', (other) => isRival(other, row)) : tables;
  return putRow(others, 'route', row);
}

export function routeHolds(tables: Tables, step: RouteStep): boolean {
  const wanted = rowOf(step);
  return tables.route.some((row) => isSame(row, wanted)) === (step.do !== 'route-del');
}

/** A replaced route comes back as it was; one that was not there is removed. */
export function invertRoute(step: RouteStep, before: Tables): readonly RouteStep[] {
  const row = rowOf(step);
  if (step.do === 'route-del') return [{ ...step, do: 'route-add' }];
  if (step.do === 'route-add') return [{ ...step, do: 'route-del' }];
  const rival = before.route.find((other) => isRival(other, row));
  if (rival === undefined) return [{ ...step, do: 'route-del' }];
  return [{ ...stepOf(rival), do: 'route-replace' }];
}

/** The metric that the kernel gives a route that names none: 1024 for IPv6 (`IP6_RT_PRIO_USER`), none for IPv4. */
function metricOf(step: RouteStep): number | undefined {
  if (step.metric !== undefined) return step.metric === 0 ? undefined : step.metric;
  return step.family === 'inet6' ? 1024 : undefined;
}

function rowOf(step: RouteStep): Route {
  const { netns, family, via: gateway, dev, src: prefsrc } = step;
  const fields = {
    netns,
    family,
    type: 'unicast',
    table: 'main',
    dst: printedPrefix(step.dst),
    gateway,
    dev,
    metric: metricOf(step),
  };
  const flags = step.onlink === true ? ['onlink'] : [];
  return { ...fields, key: routeKey(fields), prefsrc, flags, nexthops: [], raw: {} };
}

/** The same route, with the device left to the kernel where the step names none. */
function isSame(row: Route, wanted: Route): boolean {
  if (!isRival(row, wanted) || row.gateway !== wanted.gateway) return false;
  return wanted.dev === undefined || row.dev === wanted.dev;
}

/** What `ip route replace` would put away: the same prefix, table and metric. */
function isRival(row: Route, wanted: Route): boolean {
  return row.netns === wanted.netns && row.family === wanted.family && row.table === wanted.table && row.type === wanted.type &&
    row.dst === wanted.dst && row.metric === wanted.metric; // prettier-ignore
}

function stepOf(row: Route): Omit<Extract<RouteStep, { do: 'route-add' }>, 'do'> {
  const dst =
    row.dst === 'default' || row.dst.includes('/') ? row.dst : `${row.dst}/${row.family === 'inet6' ? 128 : 32}`;
  const { netns, family, gateway: via, dev, prefsrc: src, metric } = row;
  return { netns, family, dst, via, dev, src, metric, ...(row.flags.includes('onlink') ? { onlink: true } : {}) };
}
