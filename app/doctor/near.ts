/** What stands on a tunnel, and which of them matter. */
import type { Route } from '../noun/route/row.ts';
import { contains } from '../base/ip.ts';
import type { Endpoint, Vtep, World } from './world.ts';
import { isGlobal, networkOfAddress } from './world.ts';

/** Somebody is to be reached through it. */
export function isInUse(vtep: Vtep, world: World): boolean {
  return (world.peers.get(vtep)?.length ?? 0) > 0;
}

/** Those in its bridge; of a tunnel that is in none, those behind the bridges that it routes for. */
export function endpointsNear(vtep: Vtep, world: World): readonly Endpoint[] {
  if (vtep.bridge !== undefined) return world.endpointsOf(vtep);
  const known = nearOf.get(vtep) ?? routedFor(vtep, world);
  nearOf.set(vtep, known);
  return known;
}

const nearOf = new WeakMap<Vtep, readonly Endpoint[]>();

/** Of several bridges, those whose subnet a member leads to, or that lies in the tunnel's own: a container network beside is not the overlay's. */
function routedFor(vtep: Vtep, world: World): readonly Endpoint[] {
  const all = world.routedOn(vtep.host).filter(({ port }) => port.netns === vtep.netns);
  const tunnels = world.vteps.filter(
    (one) => one.host === vtep.host && one.netns === vtep.netns && one.bridge === undefined,
  );
  if (tunnels.length < 2 && new Set(all.map(({ bridge }) => bridge.key)).size < 2) return all;
  const led = routedBy(world.segmentOf(vtep));
  const subnets = new Map<string, string[]>();
  for (const row of vtep.facts.tables.address)
    if (row.netns === vtep.netns && isGlobal(row))
      subnets.set(row.dev, [...(subnets.get(row.dev) ?? []), networkOfAddress(row)]);
  const wide = vtep.addresses.filter(isGlobal).map(networkOfAddress);
  const isLed = (prefix: string): boolean => led.get(prefix) !== undefined && led.get(prefix) !== vtep;
  const isOurs = (prefix: string): boolean =>
    isLed(prefix) || wide.some((one) => contains(one, prefix.split('/')[0] ?? ''));
  return all.filter(({ bridge }) => (subnets.get(bridge.name) ?? []).some(isOurs));
}

export interface Behind {
  readonly prefix: string;
  readonly dev: string;
}

/** Routes by hand or by a control plane: not those that an address brings. */
export function isRouted(route: Route): boolean {
  return (
    route.protocol !== 'kernel' &&
    route.type === 'unicast' &&
    (route.table === 'main' || /^\d+$/.test(route.table)) &&
    route.dst !== 'default'
  );
}

/** Whether the tunnel carries routes instead of being a bridge's port. */
export function isRoutedSegment(segment: readonly Vtep[]): boolean {
  const known =
    routedSegments.get(segment) ?? segment.some((one) => one.bridge === undefined && one.routes.some(isRouted));
  routedSegments.set(segment, known);
  return known;
}

const routedSegments = new WeakMap<readonly Vtep[], boolean>();

/** The subnets of a member that others are to reach by it: those they have routes to, or those of its only bridge with endpoints. */
export function subnetsBehind(vtep: Vtep, segment: readonly Vtep[], world: World): readonly Behind[] {
  const near = endpointsNear(vtep, world);
  const bridges = new Set(near.map(({ bridge }) => bridge.name));
  const connected = vtep.facts.tables.address.filter(
    (one) =>
      one.netns === vtep.netns &&
      one.dev !== vtep.link.name &&
      one.dev !== 'lo' &&
      one.dev !== vtep.under?.name &&
      isGlobal(one),
  );
  const routed = routedBy(segment);
  const isLed = (prefix: string): boolean => {
    const by = routed.get(prefix);
    return by !== undefined && by !== vtep;
  };
  return connected
    .filter((one) => isLed(networkOfAddress(one)) || (bridges.size === 1 && bridges.has(one.dev)))
    .map((one) => ({ prefix: networkOfAddress(one), dev: one.dev }));
}

const routedOf = new WeakMap<readonly Vtep[], ReadonlyMap<string, Vtep | 'several'>>();

/** Which prefixes members have routes to through their tunnels, and who has, where it is one: made once a segment. */
function routedBy(segment: readonly Vtep[]): ReadonlyMap<string, Vtep | 'several'> {
  const known = routedOf.get(segment);
  if (known !== undefined) return known;
  const made = new Map<string, Vtep | 'several'>();
  for (const one of segment)
    for (const route of one.routes) {
      if (!isRouted(route)) continue;
      const before = made.get(route.dst);
      made.set(route.dst, before === undefined || before === one ? one : 'several');
    }
  routedOf.set(segment, made);
  return made;
}

/** Addresses to ask for: of endpoints in the prefix, else the host's own there. */
export function samplesIn({ prefix, dev }: Behind, vtep: Vtep, world: World): readonly string[] {
  const near = endpointsNear(vtep, world).flatMap(({ addresses }) => addresses.map(({ local }) => local));
  const inside = near.filter((ip) => contains(prefix, ip));
  if (inside.length > 0) return inside;
  const own = vtep.facts.tables.address.filter((one) => one.netns === vtep.netns && one.dev === dev);
  return own.map(({ local }) => local).filter((ip) => contains(prefix, ip));
}
