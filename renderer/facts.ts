import type { HostId } from '../app/model/host.ts';
import { linkKey } from '../app/model/link.ts';
import type { HostTables, RowIn } from './feed-rows.ts';

export type LinkRow = RowIn<'link'>;
export type AddressRow = RowIn<'address'>;

/** A link somewhere in the world. */
export interface LinkAt {
  readonly host: HostId;
  readonly link: LinkRow;
}

export interface HostData {
  readonly host: HostId;
  readonly tables: HostTables;
}

/** An index over tables that is built again only after rows of them changed. */
class Cached<T> {
  #stamp = '';
  #value: T | undefined;

  get(stamp: string, build: () => T): T {
    if (this.#value === undefined || stamp !== this.#stamp) this.#value = build();
    this.#stamp = stamp;
    return this.#value;
  }
}

interface LocalIndex {
  readonly addresses: Cached<ReadonlyMap<string, readonly AddressRow[]>>;
  readonly ports: Cached<ReadonlyMap<string, readonly LinkRow[]>>;
}

/** What rows of different tables and hosts say about each other: who owns an address, where a MAC lives, what is a port of what. */
export class Facts {
  readonly #hosts: () => readonly HostData[];
  readonly #owners = new Cached<ReadonlyMap<string, LinkAt>>();
  readonly #macs = new Cached<ReadonlyMap<string, readonly LinkAt[]>>();
  readonly #vnis = new Cached<ReadonlyMap<number, readonly LinkAt[]>>();
  readonly #locals = new Map<HostId, LocalIndex>();

  constructor(hosts: () => readonly HostData[]) {
    this.#hosts = hosts;
  }

  /** Changes whenever any fact may have; reading it in an effect subscribes to them all. */
  get stamp(): string {
    return this.#hosts()
      .map(
        ({ host, tables }) =>
          `${host} ${stampOf(tables, 'link')} ${stampOf(tables, 'address')} ${stampOf(tables, 'netns')}`,
      )
      .join('\n');
  }

  tables(host: HostId): HostTables | undefined {
    return this.#hosts().find((one) => one.host === host)?.tables;
  }

  link(host: HostId, netns: string, name: string | undefined): LinkRow | undefined {
    const table = this.tables(host)?.link;
    void table?.version;
    return name === undefined ? undefined : table?.get(linkKey(netns, name));
  }

  addresses(host: HostId, netns: string, dev: string): readonly AddressRow[] {
    const table = this.tables(host)?.address;
    if (!table) return [];
    void table.version;
    const byLink = this.#local(host).addresses.get(String(table.log.end), () =>
      groupBy(table.values(), (row) => linkKey(row.netns, row.dev)),
    );
    return byLink.get(linkKey(netns, dev)) ?? [];
  }

  /** The links that are ports of this bridge (or bond, or VRF). */
  ports(host: HostId, netns: string, master: string): readonly LinkRow[] {
    const table = this.tables(host)?.link;
    if (!table) return [];
    void table.version;
    const byMaster = this.#local(host).ports.get(String(table.log.end), () =>
      groupBy(table.values(), (row) => (row.master === undefined ? undefined : linkKey(row.netns, row.master))),
    );
    return byMaster.get(linkKey(netns, master)) ?? [];
  }

  /** The link, on whichever host, that has this IP address; underlay addresses first when several have it. */
  owner(address: string | undefined): LinkAt | undefined {
    if (address === undefined) return undefined;
    return this.#owners.get(this.stamp, () => this.#indexOwners()).get(address);
  }

  /** The links, on whichever hosts, that have this MAC address. */
  withMac(mac: string | undefined): readonly LinkAt[] {
    if (mac === undefined) return [];
    return this.#macs.get(this.stamp, () => this.#indexMacs()).get(mac) ?? [];
  }

  /** The vxlan devices of this VNI, on whichever hosts. */
  withVni(vni: number): readonly LinkAt[] {
    return this.#vnis.get(this.stamp, () => this.#indexVnis()).get(vni) ?? [];
  }

  /** The other end of a veth, also across namespaces of one host. */
  peer(host: HostId, link: LinkRow): LinkRow | undefined {
    if (link.peer !== undefined) return this.link(host, link.netns, link.peer);
    if (link.peerIndex === undefined || link.peerNsid === undefined) return undefined;
    return this.#byIndex(host, link, link.peerIndex, link.peerNsid);
  }

  // A namespace numbers the others by itself, so a peer is only believed when it points back at us.
  #byIndex(host: HostId, link: LinkRow, index: number, nsid: number): LinkRow | undefined {
    const tables = this.tables(host);
    if (!tables) return undefined;
    void tables.link.version;
    const named = link.netns === '' ? [...tables.netns.values()].find((netns) => netns.nsid === nsid)?.name : undefined;
    const ends = [...tables.link.values()].filter(
      (other) =>
        other.ifindex === index &&
        other.netns !== link.netns &&
        other.peerIndex === link.ifindex &&
        other.kind === link.kind,
    );
    return ends.find((other) => other.netns === named) ?? (ends.length === 1 ? ends[0] : undefined);
  }

  #local(host: HostId): LocalIndex {
    const index = this.#locals.get(host) ?? { addresses: new Cached(), ports: new Cached() };
    this.#locals.set(host, index);
    return index;
  }

  #indexOwners(): ReadonlyMap<string, LinkAt> {
    const owners = new Map<string, LinkAt>();
    for (const { host, tables } of this.#hosts()) {
      for (const row of tables.address.values()) {
        const link = tables.link.get(linkKey(row.netns, row.dev));
        const loopback = row.scope === 'host' || row.scope === 'link';
        if (link && !loopback && (row.netns === '' || !owners.has(row.local))) owners.set(row.local, { host, link });
      }
    }
    return owners;
  }

  #indexVnis(): ReadonlyMap<number, readonly LinkAt[]> {
    const vnis = new Map<number, LinkAt[]>();
    for (const { host, tables } of this.#hosts()) {
      for (const link of tables.link.values()) {
        if (link.vxlan && !link.vxlan.external)
          vnis.set(link.vxlan.vni, [...(vnis.get(link.vxlan.vni) ?? []), { host, link }]);
      }
    }
    return vnis;
  }

  #indexMacs(): ReadonlyMap<string, readonly LinkAt[]> {
    const macs = new Map<string, LinkAt[]>();
    for (const { host, tables } of this.#hosts()) {
      for (const link of tables.link.values()) {
        if (link.mac === undefined || link.kind === 'loopback') continue;
        const list = macs.get(link.mac);
        if (list) list.push({ host, link });
        else macs.set(link.mac, [{ host, link }]);
      }
    }
    return macs;
  }
}

function stampOf(tables: HostTables, name: 'link' | 'address' | 'netns'): number {
  void tables[name].version;
  return tables[name].log.end;
}

function groupBy<R>(rows: Iterable<R>, key: (row: R) => string | undefined): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
