/** Where a route leads, and what the kernel needs before it takes it (all seen on 6.18). */
import type { Address } from '../address/row.ts';
import { contains, familyOf } from '../../base/ip.ts';
import type { Tables } from '../snapshot.ts';
import type { Route } from './row.ts';
import { isRival, routeStepOf, tiedStepOf, type RouteStep } from './steps.ts';

interface Way {
  readonly via: string;
  readonly dev: string;
}

/** IPv4 takes its own address for a gateway, but not with `onlink`; IPv6 never does. */
export function mustPrecede(route: Route, { netns, local }: Address): boolean {
  return route.netns === netns && waysOf(route, true).some(({ via }) => via === local);
}

/** The gateways of a route with their devices; `strict`: only where one of the host itself would be refused. */
export function waysOf({ gateway, dev, flags, nexthops }: Route, strict = false): readonly Way[] {
  const hops = [{ gateway, dev, flags }, ...nexthops];
  return hops.flatMap((hop) => {
    if (hop.gateway === undefined || hop.dev === undefined) return [];
    if (strict && familyOf(hop.gateway) === 'inet' && !hop.flags.includes('onlink')) return [];
    return [{ via: hop.gateway, dev: hop.dev }];
  });
}

/** Whether the kernel takes a route as it is: it did once, but addresses come and go. */
export function isDirect(tables: Tables, route: Route): boolean {
  return !tables.address.some((address) => mustPrecede(route, address)) && makeRoute(tables, route).length === 1;
}

export function makeRoute(tables: Tables, route: Route, tied = false): readonly RouteStep[] {
  if (tied && route.nhid !== undefined) return [tiedStepOf(route)];
  const hops = [route, ...route.nexthops].filter(({ flags }) => !flags.includes('onlink'));
  const ways = hops.flatMap(({ gateway: via, dev }) => (via === undefined || dev === undefined ? [] : [{ via, dev }]));
  const passing = ways.filter((way) => !isReached(tables, route.netns, way)).map((way) => passingRoute(route, way));
  return [...passing, routeStepOf(route), ...passing.map((step): RouteStep => ({ ...step, do: 'route-del' }))];
}

function passingRoute({ netns }: Route, { via, dev }: Way): RouteStep {
  const family = familyOf(via);
  return { do: 'route-add', netns, family, dst: `${via}/${family === 'inet' ? 32 : 128}`, dev };
}

function isReached({ address, route }: Tables, netns: string, { via, dev }: Way): boolean {
  const here = (row: { readonly netns: string; readonly dev?: string }): boolean =>
    row.netns === netns && row.dev === dev;
  const bySubnet = address.some(
    (row) =>
      here(row) && !row.flags.includes('noprefixroute') && contains(`${row.peer ?? row.local}/${row.prefixlen}`, via),
  );
  return (
    bySubnet ||
    route.some((row) => here(row) && row.gateway === undefined && row.table === 'main' && contains(prefixOf(row), via))
  );
}

function prefixOf({ dst, family }: Route): string {
  if (dst === 'default') return family === 'inet' ? '0.0.0.0/0' : '::/0';
  return dst.includes('/') ? dst : `${dst}/${family === 'inet' ? 32 : 128}`;
}

/** Whether a route that was replaced can take its place again in one command. */
export function isReplacedInOne(step: RouteStep, before: Tables): boolean {
  if (step.do !== 'route-replace') return true;
  const rival = before.route.find((row) => isRival(row, step));
  return rival === undefined || isDirect({ ...before, route: before.route.filter((row) => row !== rival) }, rival);
}
