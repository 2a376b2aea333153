/** One network namespace of one host, with what is looked up in it by key. */
import { familyOf } from '../base/ip.ts';
import type { Address } from '../noun/address/row.ts';
import { FLOOD_MAC, type FdbEntry } from '../noun/fdb/row.ts';
import type { HostId } from '../base/host.ts';
import type { JsonObject } from '../base/json.ts';
import type { Link } from '../noun/link/row.ts';
import type { Neighbour } from '../noun/neighbour/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Route } from '../noun/route/row.ts';
import type { TraceFacts } from './facts.ts';

export interface Place {
  readonly facts: TraceFacts;
  readonly host: HostId;
  readonly netns: string;
  readonly links: ReadonlyMap<string, Link>;
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  readonly rules: ReadonlyMap<'inet' | 'inet6', readonly JsonObject[]>;
  /** By `DEV|ADDRESS`. */
  readonly neighbours: ReadonlyMap<string, Neighbour>;
  readonly proxies: ReadonlySet<string>;
  /** A device's own entries by `DEV|MAC`. */
  readonly fdb: ReadonlyMap<string, readonly FdbEntry[]>;
  /** A bridge's entries by `BRIDGE|MAC`. */
  readonly bridgeFdb: ReadonlyMap<string, FdbEntry>;
}

export function portKey({ host }: Place, { key }: Link): string {
  return `${host}|${key}`;
}

export function placesOf(facts: TraceFacts): readonly Place[] {
  const names = [HOST_NETNS, ...facts.tables.netns.map(({ name }) => name)];
  const link = groupBy(facts.tables.link);
  const address = groupBy(facts.tables.address);
  const route = groupBy(facts.tables.route);
  const fdb = groupBy(facts.tables.fdb);
  const neighbour = groupBy(facts.tables.neighbour);
  return [...new Set(names)].map((netns): Place => {
    const rules = (family: 'inet' | 'inet6') =>
      facts.rules.filter((one) => one.netns === netns && one.family === family).map(({ rule }) => rule);
    const own = neighbour.get(netns) ?? [];
    const isProxy = ({ flags }: Neighbour) => flags.includes('proxy');
    return {
      ...{ facts, host: facts.host, netns },
      links: new Map((link.get(netns) ?? []).map((one) => [one.name, one])),
      addresses: address.get(netns) ?? [],
      routes: route.get(netns) ?? [],
      rules: new Map([
        ['inet', rules('inet')],
        ['inet6', rules('inet6')],
      ]),
      neighbours: new Map(own.filter((one) => !isProxy(one)).map((one) => [`${one.dev}|${one.dst}`, one])),
      proxies: new Set(own.filter(isProxy).map(({ dev, dst }) => `${dev}|${dst}`)),
      ...tablesOf(fdb.get(netns) ?? []),
    };
  });
}

function groupBy<R extends { readonly netns: string }>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const list = groups.get(row.netns);
    if (list === undefined) groups.set(row.netns, [row]);
    else list.push(row);
  }
  return groups;
}

function tablesOf(rows: readonly FdbEntry[]): Pick<Place, 'fdb' | 'bridgeFdb'> {
  const fdb = new Map<string, FdbEntry[]>();
  const bridgeFdb = new Map<string, FdbEntry>();
  for (const row of rows) {
    if (row.master !== undefined) {
      // An entry of a VLAN counts where there is none without: this kernel's bridges may have neither.
      const key = `${row.master}|${row.mac}`;
      if (row.vlan === undefined || !bridgeFdb.has(key)) bridgeFdb.set(key, row);
      continue;
    }
    const key = `${row.dev}|${row.mac}`;
    const list = fdb.get(key);
    if (list === undefined) fdb.set(key, [row]);
    else list.push(row);
  }
  return { fdb, bridgeFdb };
}

export function floodOf(place: Place, { name }: Link): readonly FdbEntry[] {
  return place.fdb.get(`${name}|${FLOOD_MAC}`) ?? [];
}

/** A kernel setting of a namespace, `net.ipv4.conf.DEV.NAME` and the like; undefined where it was not read. */
export function setting({ facts, netns }: Place, name: string): number | undefined {
  const value = facts.settings.get(`${netns}|net.${name}`);
  return value === undefined ? undefined : Number(value);
}

export function hasAddress({ addresses }: Place, ip: string): boolean {
  return addresses.some(({ local }) => local === ip);
}

export function familyNumber(ip: string): 'ipv4' | 'ipv6' {
  return familyOf(ip) === 'inet6' ? 'ipv6' : 'ipv4';
}
