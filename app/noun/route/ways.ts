/** Where a route leads, and what the kernel needs before it takes it (all seen on 6.18). */
import type { Address } from '../address/row.ts';
import { contains, familyOf, splitCidr } from '../../base/ip.ts';
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
  const stops = (way: Way, isOnlink: boolean): boolean =>
    isOnlink
      ? elsewhereThan([...tables.route, ...connected(tables)], route.netns, way) !== undefined
      : !isReached(tables, route.netns, way);
  const passing = [route, ...route.nexthops].flatMap(({ gateway: via, dev, flags }) => {
    if (via === undefined || dev === undefined) return [];
    const way = { via, dev };
    return stops(way, flags.includes('onlink')) ? [passingRoute(route, way)] : [];
  });
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

type Leading = Pick<Route, 'netns' | 'family' | 'dst' | 'table' | 'type' | 'dev' | 'nexthops' | 'metric'>;

/** What of the main table leads to an IPv6 gateway by another device, or to nothing: `onlink` does not help then (`ip6_route_check_nh_onlink`, seen on 6.18). */
export function elsewhereThan(routes: readonly Leading[], netns: string, { via, dev }: Way): Leading | undefined {
  if (familyOf(via) === 'inet' || /^fe[89ab]/.test(via)) return undefined;
  const leading = routes.filter(
    (row) =>
      row.netns === netns &&
      row.family === 'inet6' &&
      row.table === 'main' &&
      row.dst !== 'default' &&
      contains(prefixOf(row), via),
  );
  const longest = Math.max(...leading.map((row) => splitCidr(prefixOf(row)).length));
  const nearest = leading.filter((row) => splitCidr(prefixOf(row)).length === longest);
  const least = Math.min(...nearest.map(({ metric = 0 }) => metric));
  const taken = nearest.filter(({ metric = 0 }) => metric === least);
  const isThere = taken.some((row) => row.type === 'unicast' && [row, ...row.nexthops].some((hop) => hop.dev === dev));
  return isThere ? undefined : taken[0];
}

/** Connected IPv6 routes, which the kernel makes with the addresses and a plan does not. */
function connected({ address, link }: Tables): readonly Leading[] {
  const isUp = ({ netns, dev }: Address): boolean =>
    link.some((one) => one.netns === netns && one.name === dev && one.up);
  return address
    .filter((row) => row.family === 'inet6' && !row.flags.includes('noprefixroute') && isUp(row))
    .map(({ netns, family, dev, peer, local, prefixlen }) => ({
      ...{ netns, family, dev, dst: `${peer ?? local}/${prefixlen}`, table: 'main', metric: 256 },
      ...{ type: 'unicast', nexthops: [] },
    }));
}

function prefixOf({ dst, family }: Pick<Route, 'dst' | 'family'>): string {
  if (dst === 'default') return family === 'inet' ? '0.0.0.0/0' : '::/0';
  return dst.includes('/') ? dst : `${dst}/${family === 'inet' ? 32 : 128}`;
}

/** Whether a route that was replaced can take its place again in one command. */
export function isReplacedInOne(step: RouteStep, before: Tables): boolean {
  if (step.do !== 'route-replace') return true;
  const rival = before.route.find((row) => isRival(row, step));
  return rival === undefined || isDirect({ ...before, route: before.route.filter((row) => row !== rival) }, rival);
}
