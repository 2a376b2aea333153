/** The machines of a segment, so that each need not be asked about all others: that would be the square of them. */
import ipaddr from 'ipaddr.js';
import { contains } from '../base/ip.ts';
import type { Address } from '../noun/address/row.ts';
import type { Route } from '../noun/route/row.ts';
import { networkOfAddress, type Endpoint } from './world.ts';

export interface Machine {
  readonly of: Endpoint;
  readonly row: Address;
}

export interface Machines {
  readonly byFamily: Readonly<Record<Address['family'], readonly Endpoint[]>>;
  /** By subnet, in the order of their addresses. */
  readonly bySubnet: readonly (readonly Machine[])[];
  /** Subnets with machines on several hosts. */
  readonly shared: ReadonlySet<string>;
}

export const isUsable = (row: Address): boolean => row.scope === 'global' && !row.flags.includes('dadfailed');

export function machinesOf(all: readonly Endpoint[]): Machines {
  const usable = (family: Address['family']): readonly Endpoint[] =>
    all.filter(({ addresses }) => addresses.some((row) => row.family === family && isUsable(row)));
  const subnets = new Map<string, Machine[]>();
  for (const of of all)
    for (const row of of.addresses) {
      if (!isUsable(row)) continue;
      const subnet = networkOfAddress(row);
      const list = subnets.get(subnet);
      if (list === undefined) subnets.set(subnet, [{ of, row }]);
      else list.push({ of, row });
    }
  return {
    byFamily: { inet: usable('inet'), inet6: usable('inet6') },
    bySubnet: [...subnets.values()].map(sorted),
    shared: sharedOf(subnets),
  };
}

function sharedOf(subnets: ReadonlyMap<string, readonly Machine[]>): ReadonlySet<string> {
  return new Set(
    [...subnets].flatMap(([subnet, list]) => (new Set(list.map(({ of }) => of.host)).size > 1 ? [subnet] : [])),
  );
}

/** Several subnets may share a bridge: who has neighbours in its own is not expected to know the way to another. */
export function areStrangers(one: Endpoint, { of, row }: Machine, { shared }: Machines): boolean {
  const own = one.addresses.filter((each) => isUsable(each) && each.family === row.family);
  const near = own.some(
    (each) => contains(networkOfAddress(each), row.local) || contains(networkOfAddress(row), each.local),
  );
  return !near && [...own, ...of.addresses.filter(isUsable)].some((each) => shared.has(networkOfAddress(each)));
}

function sorted(list: readonly Machine[]): readonly Machine[] {
  const keyed = list.map((one) => ({ one, key: ipaddr.parse(one.row.local).toByteArray() }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ one }) => one);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, byte] of a.entries()) if (byte !== b[at]) return byte - (b[at] ?? 0);
  return 0;
}

/** Of a subnet: two of each end (a mask that is too narrow leaves one of them out), and some between. */
const ENDS = 2;
const BETWEEN = 8;
/** Routes of a machine that is told more than its subnet and its gateway. */
const MOST_ROUTES = 32;

/** Enough of the others to know whether a machine has a way to them: by subnet, and each that a route of its own is for. */
export function targetsOf(one: Endpoint, { bySubnet }: Machines): readonly Machine[] {
  const own = specific(one);
  const all = bySubnet.length > MOST_SUBNETS ? spread(bySubnet, MOST_SUBNETS) : bySubnet;
  return all.flatMap((list) => {
    if (list.length <= ENDS * 2 + BETWEEN) return list;
    const picked = [...list.slice(0, ENDS), ...list.slice(-ENDS), ...spread(list, BETWEEN)];
    return own.length === 0
      ? picked
      : [
          ...picked,
          ...list.filter(({ row }) =>
            own.some((prefix) => row.family === prefix.family && contains(prefix.dst, row.local)),
          ),
        ];
  });
}

/** A routed mesh has a subnet a host, and a machine one way to all of them. */
const MOST_SUBNETS = 16;

function spread<T>(list: readonly T[], count: number): readonly T[] {
  const step = list.length / count;
  return Array.from({ length: count }, (_, at) => list[Math.floor(at * step)] as T);
}

function specific({ facts, netns }: Endpoint): readonly Pick<Route, 'dst' | 'family'>[] {
  const rows = facts.tables.route.filter(
    (row) => row.netns === netns && row.table !== 'local' && row.protocol !== 'kernel' && row.dst !== 'default',
  );
  return rows
    .slice(0, MOST_ROUTES)
    .map(({ dst, family }) => ({ family, dst: dst.includes('/') ? dst : `${dst}/${family === 'inet' ? 32 : 128}` }));
}
