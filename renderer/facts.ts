import type { HostId } from '../app/base/host.ts';
import { linkKey } from '../app/noun/link/row.ts';
import type { HostTables } from './feed-rows.ts';
import {
  Cached,
  HostFacts,
  NO_FDB,
  type AddressRow,
  type FdbSummary,
  type LinkRow,
  type RouteRow,
} from './host-facts.ts';

export type { AddressRow, LinkRow, RouteRow } from './host-facts.ts';

/** A link somewhere in the world. */
export interface LinkAt {
  readonly host: HostId;
  readonly link: LinkRow;
}

export interface HostData {
  readonly host: HostId;
  readonly tables: HostTables;
}

/** What rows of different tables and hosts say about each other: who owns an address, where a MAC lives, what is a port of what. */
export class Facts {
  readonly #hosts: () => readonly HostData[];
  readonly #owners = new Cached<ReadonlyMap<string, LinkAt>>();
  readonly #macs = new Cached<ReadonlyMap<string, readonly LinkAt[]>>();
  readonly #vnis = new Cached<ReadonlyMap<number, readonly LinkAt[]>>();
  readonly #of = new WeakMap<HostTables, HostFacts>();

  readonly #stamp: () => string;

  /** `stamp` may remember what `worldStamp` says of the same hosts: it is asked for with every cell. */
  constructor(hosts: () => readonly HostData[], stamp: () => string = () => worldStamp(hosts())) {
    this.#hosts = hosts;
    this.#stamp = stamp;
  }

  /** Changes whenever a link, address or namespace anywhere did; reading it in an effect subscribes to them all. */
  get stamp(): string {
    return this.#stamp();
  }

  link(host: HostId, netns: string, name: string | undefined): LinkRow | undefined {
    return this.#host(host)?.link(netns, name);
  }

  addresses(host: HostId, netns: string, dev: string): readonly AddressRow[] {
    return this.#host(host)?.addresses(netns, dev) ?? [];
  }

  /** The links that are ports of this bridge (or bond, or VRF). */
  ports(host: HostId, netns: string, master: string): readonly LinkRow[] {
    return this.#host(host)?.ports(netns, master) ?? [];
  }

  linksIn(host: HostId, netns: string): readonly LinkRow[] {
    return this.#host(host)?.linksIn(netns) ?? [];
  }

  defaultRoute(host: HostId, netns: string): RouteRow | undefined {
    return this.#host(host)?.defaultRoute(netns);
  }

  fdb(host: HostId, netns: string, dev: string): FdbSummary {
    return this.#host(host)?.fdb(netns, dev) ?? NO_FDB;
  }

  /** The other end of a veth, also across namespaces of one host. */
  peer(host: HostId, link: LinkRow): LinkRow | undefined {
    return this.#host(host)?.peer(link);
  }

  /** The link, on whichever host, that has this IP address; one in a host's own namespace first. */
  owner(address: string | undefined): LinkAt | undefined {
    return address === undefined ? undefined : this.#owners.get(this.stamp, () => this.#indexOwners()).get(address);
  }

  /** An address that answers to this and is not on the place itself; one in a namespace first, since that is where machines are. */
  addressIn(
    matches: (address: string) => boolean,
    not: { readonly host: HostId; readonly netns: string },
  ): string | undefined {
    const found = [...this.#owners.get(this.stamp, () => this.#indexOwners())].filter(
      ([address, { host, link }]) => (host !== not.host || link.netns !== not.netns) && matches(address),
    );
    return (found.find(([, { link }]) => link.netns !== '') ?? found[0])?.[0];
  }

  /** The links, on whichever hosts, that have this MAC address. */
  withMac(mac: string | undefined): readonly LinkAt[] {
    return mac === undefined
      ? []
      : (this.#macs
          .get(this.stamp, () => this.#index(({ mac: own, kind }) => (kind === 'loopback' ? undefined : own)))
          .get(mac) ?? []);
  }

  /** The vxlan devices of this VNI, on whichever hosts. */
  withVni(vni: number): readonly LinkAt[] {
    return (
      this.#vnis
        .get(this.stamp, () => this.#index(({ vxlan }) => (vxlan?.external ? undefined : vxlan?.vni)))
        .get(vni) ?? []
    );
  }

  #host(host: HostId): HostFacts | undefined {
    const tables = this.#hosts().find((one) => one.host === host)?.tables;
    if (!tables) return undefined;
    const facts = this.#of.get(tables) ?? new HostFacts(tables);
    this.#of.set(tables, facts);
    return facts;
  }

  #indexOwners(): ReadonlyMap<string, LinkAt> {
    const owners = new Map<string, LinkAt>();
    for (const { host, tables } of this.#hosts()) {
      for (const row of tables.address.values()) {
        const link = tables.link.get(linkKey(row.netns, row.dev));
        if (!link || row.scope === 'host' || row.scope === 'link') continue;
        const known = owners.get(row.local);
        if (!known || (known.link.netns !== '' && row.netns === '')) owners.set(row.local, { host, link });
      }
    }
    return owners;
  }

  #index<K>(key: (link: LinkRow) => K | undefined): ReadonlyMap<K, readonly LinkAt[]> {
    const found = new Map<K, LinkAt[]>();
    for (const { host, tables } of this.#hosts()) {
      for (const link of tables.link.values()) {
        const name = key(link);
        if (name !== undefined) found.set(name, [...(found.get(name) ?? []), { host, link }]);
      }
    }
    return found;
  }
}

/** One text for the state of all links, addresses and namespaces. */
export function worldStamp(hosts: readonly HostData[]): string {
  return hosts
    .map(
      ({ host, tables }) =>
        `${host} ${stampOf(tables, 'link')} ${stampOf(tables, 'address')} ${stampOf(tables, 'netns')}`,
    )
    .join('\n');
}

function stampOf(tables: HostTables, name: 'link' | 'address' | 'netns'): number {
  void tables[name].version;
  return tables[name].log.end;
}
