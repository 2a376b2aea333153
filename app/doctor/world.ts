/** The facts of all hosts, joined: which vxlan devices are each other's peers, what stands on them, who owns an address. */
import { familyOf, isMulticast, networkOf } from '../base/ip.ts';
import type { Address } from '../noun/address/row.ts';
import { FLOOD_MAC, type FdbEntry } from '../noun/fdb/row.ts';
import type { HostId } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Neighbour } from '../noun/neighbour/row.ts';
import type { Route } from '../noun/route/row.ts';
import type { VxlanOptions } from '../noun/vxlan/row.ts';
import { cablesOf } from './cables.ts';
import type { HostFacts } from './facts.ts';
import { madeIn, underOf } from './outer.ts';

/** One vxlan device, and where its packets are told to go. */
export interface Vtep {
  readonly facts: HostFacts;
  readonly host: HostId;
  readonly link: Link;
  readonly vxlan: VxlanOptions;
  readonly netns: string;
  /** Where its packets travel: the namespace it was made in. */
  readonly outer: string;
  readonly bridge?: Link;
  /** Its own entries of the FDB. */
  readonly fdb: readonly FdbEntry[];
  readonly neighbours: readonly Neighbour[];
  /** Routes through it. */
  readonly routes: readonly Route[];
  readonly addresses: readonly Address[];
  /** The underlay addresses it names: `remote`, entries, encapsulating routes. */
  readonly dsts: ReadonlySet<string>;
  /** The underlay device, and the addresses that its packets may leave from. */
  readonly under?: Link;
  readonly locals: readonly string[];
}

/** A namespace with a cable into a bridge that a tunnel is in. */
export interface Endpoint {
  readonly facts: HostFacts;
  readonly host: HostId;
  readonly netns: string;
  readonly link: Link;
  readonly addresses: readonly Address[];
  readonly port: Link;
  readonly bridge: Link;
}

/** A namespace's cable that ends in no bridge, or in one that no tunnel is a port of. */
export type LooseEnd = Omit<Endpoint, 'bridge'> & { readonly bridge?: Link };

export interface World {
  readonly all: readonly HostFacts[];
  readonly vteps: readonly Vtep[];
  /** Who each device points at or is pointed at by. */
  readonly peers: ReadonlyMap<Vtep, readonly Vtep[]>;
  /** Devices that are joined by peers of peers; each in one. */
  readonly segments: readonly (readonly Vtep[])[];
  readonly endpoints: readonly Endpoint[];
  /** Cables into namespaces, plugged in or not, a host. */
  cablesOf(host: HostId): readonly LooseEnd[];
  /** Endpoints of a host behind bridges that no tunnel is a port of: those are routed for. */
  routedOn(host: HostId): readonly Endpoint[];
  endpointsOf(vtep: Vtep): readonly Endpoint[];
  /** Hosts and devices that hold an underlay address. */
  owners(ip: string): readonly { readonly facts: HostFacts; readonly address: Address }[];
  segmentOf(vtep: Vtep): readonly Vtep[];
}

export function headOf(address: string): number {
  return familyOf(address) === 'inet6' ? 70 : 50;
}

export function isFlood({ mac }: FdbEntry): boolean {
  return mac === FLOOD_MAC;
}

const networks = new WeakMap<Address, string>();

/** Asked of the same rows by many checks. */
export function networkOfAddress(row: Address): string {
  const known = networks.get(row) ?? networkOf(`${row.local}/${row.prefixlen}`);
  networks.set(row, known);
  return known;
}

export function isGlobal({ scope, flags, local }: Address): boolean {
  return scope !== 'host' && scope !== 'link' && !flags.includes('dadfailed') && !local.startsWith('fe80');
}

export function createWorld(all: readonly HostFacts[]): World {
  const vteps = all.flatMap(vtepsOf);
  const owned = ownersOf(all, vteps);
  const peers = peersOf(vteps, owned);
  const segments = segmentsOf(vteps, peers);
  const cables = new Map(all.map((facts) => [facts.host, cablesOf(facts)] as const));
  const endpoints = [...cables.values()].flatMap((list) =>
    list.filter((one): one is Endpoint => one.bridge !== undefined),
  );
  const byBridge = new Map<string, Endpoint[]>();
  for (const one of endpoints) push(byBridge, `${one.host}|${one.bridge.key}`, one);
  const tunnelled = new Set(vteps.map(({ host, bridge }) => `${host}|${bridge?.key ?? ''}`));
  const routed = new Map<HostId, Endpoint[]>();
  for (const one of endpoints) if (!tunnelled.has(`${one.host}|${one.bridge.key}`)) push(routed, one.host, one);
  const segmentBy = new Map(segments.flatMap((segment) => segment.map((one) => [one, segment] as const)));
  return {
    all,
    vteps,
    peers,
    segments,
    endpoints,
    cablesOf: (host) => cables.get(host) ?? [],
    routedOn: (host) => routed.get(host) ?? [],
    endpointsOf: ({ host, bridge }) => (bridge === undefined ? [] : (byBridge.get(`${host}|${bridge.key}`) ?? [])),
    owners: (ip) => owned.get(ip) ?? [],
    segmentOf: (vtep) => segmentBy.get(vtep) ?? [vtep],
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

type Owners = ReadonlyMap<string, readonly { readonly facts: HostFacts; readonly address: Address }[]>;

function ownersOf(all: readonly HostFacts[], vteps: readonly Vtep[]): Owners {
  const outer = new Set(vteps.map(({ host, outer: netns }) => `${host}|${netns}`));
  const owners = new Map<string, { facts: HostFacts; address: Address }[]>();
  for (const facts of all)
    for (const address of facts.tables.address)
      if (address.scope !== 'host' && (address.netns === HOST_NETNS || outer.has(`${facts.host}|${address.netns}`)))
        push(owners, address.local, { facts, address });
  return owners;
}

/** One pass a table: a host may have ten thousand rows. */
function vtepsOf(facts: HostFacts): readonly Vtep[] {
  const { tables, host } = facts;
  const found = tables.link.filter(({ vxlan }) => vxlan !== undefined);
  if (found.length === 0) return [];
  const links = new Map(tables.link.map((link) => [link.key, link]));
  const group = <R extends { netns: string; dev?: string }>(rows: readonly R[]): Map<string, R[]> => {
    const by = new Map<string, R[]>();
    for (const row of rows) push(by, `${row.netns}|${row.dev ?? ''}`, row);
    return by;
  };
  const [fdb, neighbours, routes, addresses] = [
    group(tables.fdb),
    group(tables.neighbour),
    group(tables.route),
    group(tables.address),
  ];
  return found.map((link): Vtep => {
    const { netns } = link;
    const vxlan = link.vxlan as VxlanOptions;
    const own = (fdb.get(link.key) ?? []).filter(({ master }) => master === undefined);
    const through = routes.get(link.key) ?? [];
    const named = [vxlan.remote, ...own.map(({ dst }) => dst), ...through.map(encapDst)];
    const outer = madeIn(link, tables);
    const under =
      vxlan.dev === undefined ? underOf(vxlan, outer, tables.address, links) : links.get(`${outer}|${vxlan.dev}`);
    const locals =
      vxlan.local !== undefined
        ? [vxlan.local]
        : under === undefined
          ? []
          : (addresses.get(under.key) ?? []).map(({ local }) => local);
    return {
      ...{ facts, host, link, vxlan, netns, outer, fdb: own, routes: through, under, locals },
      ...(link.master !== undefined && { bridge: links.get(`${netns}|${link.master}`) }),
      neighbours: neighbours.get(link.key) ?? [],
      addresses: addresses.get(link.key) ?? [],
      dsts: new Set(named.filter((one): one is string => one !== undefined && !isMulticast(one))),
    };
  });
}

/** The far end that an encapsulating route sends to. */
export function encapDst({ raw }: Route): string | undefined {
  const { encap, encap_dst: far } = raw;
  return (encap === 'ip' || encap === 'ip6') && typeof far === 'string' ? far : undefined;
}

export function encapVni({ raw }: Route): number | undefined {
  return typeof raw['id'] === 'number' ? raw['id'] : undefined;
}

/** Two devices are peers when one names an address of the other's host and they fit together best there. */
function peersOf(vteps: readonly Vtep[], owners: Owners): ReadonlyMap<Vtep, readonly Vtep[]> {
  const byHost = new Map<HostId, Vtep[]>();
  const claimed = new Map<string, Set<HostId>>();
  for (const one of vteps) {
    push(byHost, one.host, one);
    for (const local of one.locals) claimed.set(local, (claimed.get(local) ?? new Set()).add(one.host));
  }
  const peers = new Map<Vtep, Set<Vtep>>(vteps.map((one) => [one, new Set()]));
  for (const vtep of vteps)
    for (const dst of vtep.dsts) {
      // Whoever says it is its VTEP's address counts before somebody who merely has it.
      const claims = claimed.get(dst);
      const hosts = claims ?? new Set((owners.get(dst) ?? []).map(({ facts }) => facts.host));
      for (const host of hosts) {
        const best = host === vtep.host ? undefined : bestPeer(vtep, byHost.get(host) ?? [], dst);
        if (best === undefined) continue;
        peers.get(vtep)?.add(best);
        peers.get(best)?.add(vtep);
      }
    }
  joinGroups(vteps, peers);
  return new Map([...peers].map(([one, others]) => [one, [...others]]));
}

function bestPeer(vtep: Vtep, candidates: readonly Vtep[], dst: string): Vtep | undefined {
  const scored = candidates.map((other) => ({ other, score: fitOf(vtep, other, dst) }));
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best === undefined || best.score < 5 ? undefined : best.other;
}

function fitOf(a: Vtep, b: Vtep, dst: string): number {
  const external = a.vxlan.external === true && b.vxlan.external === true;
  const vni = external || a.vxlan.vni === b.vxlan.vni ? 4 : 0;
  const port = a.vxlan.dstport === b.vxlan.dstport ? 2 : 0;
  const back = a.locals.some((local) => b.dsts.has(local)) ? 4 : 0;
  const name = a.link.name === b.link.name ? 1 : 0;
  const local = b.vxlan.local === undefined ? 0 : b.vxlan.local === dst ? 1 : -1;
  return vni + port + back + name + local;
}

function joinGroups(vteps: readonly Vtep[], peers: ReadonlyMap<Vtep, Set<Vtep>>): void {
  const groups = new Map<string, Vtep[]>();
  for (const one of vteps) if (one.vxlan.group !== undefined) push(groups, `${one.vxlan.group}|${one.vxlan.vni}`, one);
  for (const members of groups.values())
    for (const one of members) for (const other of members) if (one.host !== other.host) peers.get(one)?.add(other);
}

function segmentsOf(vteps: readonly Vtep[], peers: ReadonlyMap<Vtep, readonly Vtep[]>): readonly (readonly Vtep[])[] {
  const seen = new Set<Vtep>();
  return vteps.flatMap((start) => {
    if (seen.has(start)) return [];
    seen.add(start);
    const segment = [start];
    for (const one of segment)
      for (const next of peers.get(one) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          segment.push(next);
        }
    return [segment];
  });
}
