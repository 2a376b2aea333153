/** IP addresses on links. */
import * as v from 'valibot';
import { addressKey, type Address } from './row.ts';
import type { Tables } from '../snapshot.ts';
import type { Route } from '../route/row.ts';
import type { RouteStep } from '../route/steps.ts';
import { dropRows, putRow } from '../draft.ts';
import { Cidr, Ifname, IpAddress, NetnsRef, Scope } from '../../base/field.ts';
import { canonicalIp, familyOf, networkOf, splitCidr } from '../../base/ip.ts';
import { dropSourced, isThrough } from '../link/rows.ts';

export const ADDRESS_FLAGS = ['noprefixroute', 'nodad', 'home', 'mngtmpaddr'] as const;
/** Those that IPv4 does not keep (`inet_rtm_newaddr` takes no notice of them, seen on 6.18). */
export const IPV6_FLAGS: readonly string[] = ['nodad', 'home', 'mngtmpaddr'];
export const ADDRESS_SCOPES = ['global', 'site', 'link', 'host'] as const;

/** Shared with the intent: everything that ip-address(8) can be told about one, apart from lifetimes. */
export const addressFields = {
  netns: NetnsRef,
  dev: Ifname,
  /** With `peer`, the length is the peer's. */
  address: Cidr,
  peer: v.optional(IpAddress),
  broadcast: v.optional(IpAddress),
  scope: v.optional(Scope),
  label: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,14}$/, 'must be like eth0:1'))),
  flags: v.optional(v.array(v.picklist(ADDRESS_FLAGS))),
};

export const AddressStep = v.variant('do', [
  v.strictObject({ do: v.literal('address-add'), ...addressFields }),
  v.strictObject({ do: v.literal('address-del'), ...addressFields }),
]);
export type AddressStep = v.InferOutput<typeof AddressStep>;

export function simulateAddress(tables: Tables, step: AddressStep): Tables {
  const row = rowOf(tables, step);
  if (step.do === 'address-add') return putRow(tables, 'address', row);
  const found = tables.address.find(({ key }) => key === row.key);
  return found === undefined ? tables : dropAddress(tables, found);
}

/**
 * The last IPv4 address of a link takes its routes and neighbours along, a first one of a subnet the later ones. Routes
 * through nexthop objects stay (`fib_sync_down_dev` does not look at those; all seen on 6.18).
 */
function dropAddress(tables: Tables, gone: Address): Tables {
  const { netns, dev, family } = gone;
  const onLink = (row: { readonly netns: string; readonly dev?: string; readonly family: string }): boolean =>
    row.netns === netns && row.dev === dev && row.family === family;
  const follows = (row: Address): boolean =>
    onLink(row) &&
    family === 'inet' &&
    row.flags.includes('secondary') &&
    !gone.flags.includes('secondary') &&
    subnetOf(row) === subnetOf(gone);
  const left = dropRows(tables, 'address', (row) => row.key === gone.key || follows(row));
  const others = left.address.filter(onLink);
  if (family === 'inet6') {
    const goes = (row: Route): boolean => isConnectedBy(row, gone) && !others.some((one) => sameSubnet(one, gone));
    return unsourced(dropRows(left, 'route', goes), gone);
  }
  const stranded = (row: Route): boolean =>
    others.length === 0 &&
    row.nhid === undefined &&
    row.family === 'inet' &&
    (onLink(row) || isThrough(row, netns, dev));
  const routes = dropRows(dropSourced(tables, left, netns), 'route', stranded);
  return others.length > 0 ? routes : dropRows(routes, 'neighbour', onLink);
}

/** IPv6 routes stay without the source address that went (`rt6_remove_prefsrc`, seen on 6.18; not when its device stops or goes). */
function unsourced(tables: Tables, { netns, local }: Address): Tables {
  const has = (row: Route): boolean => row.netns === netns && row.family === 'inet6' && row.prefsrc === local;
  const still = tables.address.some((row) => row.netns === netns && row.local === local);
  if (still || !tables.route.some(has)) return tables;
  return { ...tables, route: tables.route.map((row) => (has(row) ? { ...row, prefsrc: undefined } : row)) };
}

/** The kernel's own IPv6 route to the subnet of an address; one with `noprefixroute` neither brings it nor takes it along. */
function isConnectedBy(row: Route, by: Address): boolean {
  const here = row.netns === by.netns && row.dev === by.dev && row.family === by.family;
  return here && row.protocol === 'kernel' && row.dst === subnetOf(by) && !by.flags.includes('noprefixroute');
}

function sameSubnet(a: Address, b: Address): boolean {
  return a.netns === b.netns && a.dev === b.dev && a.family === b.family && subnetOf(a) === subnetOf(b);
}

function subnetOf({ local, peer, prefixlen }: Address): string {
  return networkOf(`${peer ?? local}/${prefixlen}`);
}

export function addressHolds(tables: Tables, step: AddressStep): boolean {
  const wanted = rowOf(tables, step);
  const row = tables.address.find(({ key }) => key === wanted.key);
  if (step.do === 'address-del') return row === undefined;
  return (
    row !== undefined &&
    row.peer === wanted.peer &&
    (step.scope === undefined || row.scope === step.scope) &&
    (step.label === undefined || row.label === step.label) &&
    (step.flags ?? []).every((flag) => row.flags.includes(flag))
  );
}

/** An added address goes; a removed one is brought back by `restore`, with all it had. */
export function invertAddress(step: AddressStep, before: Tables): readonly (AddressStep | RouteStep)[] {
  return step.do === 'address-add' ? [{ ...step, do: 'address-del' }, ...routeLeft(before, rowOf(before, step))] : [];
}

/**
 * The connected IPv6 route that an address brings to a subnet in which there are only addresses without one: any other of the subnet keeps
 * it when this one goes, also one with `noprefixroute` (`check_cleanup_prefix_route`, seen on 6.18).
 */
function routeLeft({ address, route, link }: Tables, added: Address): readonly RouteStep[] {
  const { netns, dev, flags } = added;
  const others = address.filter((row) => row.key !== added.key && sameSubnet(row, added));
  const isBrought = others.length > 0 && others.every((row) => row.flags.includes('noprefixroute'));
  if (added.family !== 'inet6' || flags.includes('noprefixroute') || !isBrought) return [];
  const isUp = link.some((row) => row.netns === netns && row.name === dev && row.up);
  if (!isUp || route.some((row) => isConnectedBy(row, added))) return [];
  return [{ do: 'route-del', netns, family: 'inet6', dst: subnetOf(added), dev, metric: 256, protocol: 'kernel' }];
}

/** The step that adds a row again, as far as it is not the kernel's default. */
export function addressStepOf(row: Address): AddressStep {
  const { netns, dev, local, prefixlen, peer, scope, label } = row;
  const flags = ADDRESS_FLAGS.filter((flag) => row.flags.includes(flag));
  const broadcast = row.raw['broadcast'];
  return {
    do: 'address-add',
    ...{ netns, dev, address: `${local}/${prefixlen}` },
    ...(peer === undefined ? {} : { peer }),
    ...(typeof broadcast === 'string' ? { broadcast } : {}),
    ...(scope === scopeOf(local) ? {} : { scope }),
    ...(label === undefined || label === dev ? {} : { label }),
    ...(flags.length === 0 ? {} : { flags }),
  };
}

function rowOf(tables: Tables, step: AddressStep): Address {
  const { netns, dev, scope, peer, flags = [] } = step;
  const { ip, length } = splitCidr(step.address);
  const key = addressKey(netns, dev, ip, length);
  const family = familyOf(ip);
  const far = peer === undefined ? undefined : canonicalIp(peer);
  const row = {
    key,
    netns,
    dev,
    family,
    local: ip,
    prefixlen: length,
    peer: far,
    // IPv6 takes no notice of another one.
    scope: family === 'inet' ? (scope ?? scopeOf(ip)) : scopeOf(ip),
    raw: {},
  };
  const label = family === 'inet' ? { label: step.label ?? dev } : {};
  const own = { ...row, ...label, flags };
  return isSecondary(tables, own) ? { ...own, flags: ['secondary', ...flags] } : own;
}

/** A second IPv4 address of the same subnet on a link: it goes when the first one goes. */
function isSecondary(tables: Tables, row: Address): boolean {
  return (
    row.family === 'inet' &&
    tables.address.some(
      (other) =>
        other.netns === row.netns &&
        other.dev === row.dev &&
        other.family === 'inet' &&
        other.key !== row.key &&
        other.prefixlen === row.prefixlen &&
        !other.flags.includes('secondary') &&
        subnetOf(other) === subnetOf(row),
    )
  );
}

/** What the kernel takes a plain address for. */
export function scopeOf(ip: string): string {
  if (ip === '::1' || ip.startsWith('127.')) return 'host';
  return /^fe[89ab]/.test(ip) ? 'link' : 'global';
}
