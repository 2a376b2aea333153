/** Addresses and routes that are gone → the steps that make them again, in an order that the kernel takes (all seen on 6.18). */
import { isOwnLinkLocal, isSetAddress, type Address } from '../noun/address/row.ts';
import { rowOfKey } from '../noun/draft.ts';
import { linkKey } from '../noun/link/row.ts';
import type { Route } from '../noun/route/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { addressStepOf } from '../noun/address/steps.ts';
import { lost } from '../noun/lost.ts';
import { isOwnRoute, tiedStepOf } from '../noun/route/steps.ts';
import { makeRoute, mustPrecede, waysOf } from '../noun/route/ways.ts';
import { simulate, type Step } from '../noun/step.ts';

/** What brings back all that the second tables lack of the first. */
type Restore = (before: Tables, after: Tables) => readonly Step[];

/** Neighbours and entries come between the two: a route should not lead where nobody is known. */
interface Ways {
  /** With the routes that must precede one of them. */
  readonly addresses: readonly Step[];
  readonly routes: readonly Step[];
}

/**
 * A gateway that is an address of the host itself was none yet when its route was made, so that route comes first. Where nothing
 * leads to a gateway any more (its subnet's address went, its routes stayed), a passing route does while its route is made.
 */
export function restoreWays(before: Tables, after: Tables, rows: Restore): Ways {
  const isOwn = (row: Address): boolean => isOwnLinkLocal(row, rowOfKey(before.link, linkKey(row.netns, row.dev)));
  const addresses = lost(before, after, 'address').filter((row) => isSetAddress(row) || isOwn(row));
  const routes = [...lost(before, after, 'route').filter(isOwnRoute)].sort((a, b) => hops(a) - hops(b));
  if (addresses.length === 0 && routes.length === 0) return { addresses: [], routes: sourced(before, after) };
  // A nexthop object goes with its device, or when that stops.
  const tied = before.link === after.link;
  const gateways = new Set(routes.flatMap((route) => waysOf(route).map(({ via }) => `${route.netns}|${via}`)));
  const isGateway = ({ netns, local }: Address): boolean => gateways.has(`${netns}|${local}`);
  let steps: Step[] = [];
  let tables = after;
  let left: readonly Route[] = routes;
  const make = (route: Route): void => {
    const made = routeSteps(tables, route, tied, rows);
    steps.push(...made);
    tables = made.reduce(simulate, tables);
    left = left.filter((other) => other !== route);
  };
  for (const address of inOrder(addresses, isGateway)) {
    if (isGateway(address)) left.filter((route) => mustPrecede(route, address)).forEach(make);
    const step = addressStepOf(address);
    steps.push(step);
    tables = simulate(tables, step);
  }
  const first = steps;
  steps = [];
  left.forEach(make);
  return { addresses: first, routes: [...steps, ...sourced(before, after)] };
}

/** IPv6 routes that stayed without their source address. */
function sourced(before: Tables, after: Tables): readonly Step[] {
  if (before.route === after.route) return [];
  const now = new Map(after.route.map((route) => [route.key, route]));
  const bare = before.route.filter(
    (route) => route.prefsrc !== undefined && now.has(route.key) && now.get(route.key)?.prefsrc === undefined,
  );
  return bare.filter(isOwnRoute).map((route): Step => ({ ...tiedStepOf(route), do: 'route-replace' }));
}

/** IPv4 addresses keep their order, which decides which is the first of a subnet. */
function inOrder(addresses: readonly Address[], isGateway: (address: Address) => boolean): readonly Address[] {
  const isLate = (row: Address): boolean => row.family === 'inet6' && isGateway(row);
  return [...addresses.filter((row) => !isLate(row)), ...addresses.filter(isLate)];
}

/** An address that came to be the route's own gateway since stands aside for that moment, with what goes along. */
function routeSteps(tables: Tables, route: Route, tied: boolean, rows: Restore): readonly Step[] {
  const [first, ...others] = tables.address.filter((address) => mustPrecede(route, address));
  if (first === undefined || (tied && route.nhid !== undefined)) return makeRoute(tables, route, tied);
  const aside = [first, ...others].map((row): Step => ({ ...addressStepOf(row), do: 'address-del' }));
  const bare = aside.reduce(simulate, tables);
  const made = makeRoute(bare, route);
  return [...aside, ...made, ...rows(made.reduce(simulate, tables), made.reduce(simulate, bare))];
}

/** Routes through a gateway come after those that lead to it. */
function hops({ gateway, nexthops }: Route): number {
  return gateway === undefined && nexthops.length === 0 ? 0 : 1;
}
