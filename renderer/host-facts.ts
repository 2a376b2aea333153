import { FLOOD_MAC } from '../app/noun/fdb/row.ts';
import { linkKey } from '../app/noun/link/row.ts';
import type { HostTables, RowIn } from './feed-rows.ts';

export type LinkRow = RowIn<'link'>;
export type AddressRow = RowIn<'address'>;
export type RouteRow = RowIn<'route'>;

/** What one device's part of the forwarding database amounts to. */
export interface FdbSummary {
  readonly count: number;
  /** Where frames for everyone go. */
  readonly floods: readonly string[];
  /** Every VTEP that an entry names. */
  readonly vteps: ReadonlySet<string>;
}

/** An index over tables that is built again only after rows of them changed. */
export class Cached<T> {
  #stamp: string | number | undefined;
  #value: T | undefined;

  get(stamp: string | number, build: () => T): T {
    if (this.#value === undefined || stamp !== this.#stamp) this.#value = build();
    this.#stamp = stamp;
    return this.#value;
  }
}

export const NO_FDB: FdbSummary = { count: 0, floods: [], vteps: new Set() };

/** What the tables of one host say about each other. Reading a fact inside an effect subscribes to the tables it comes from. */
export class HostFacts {
  readonly #tables: HostTables;
  readonly #addresses = new Cached<ReadonlyMap<string, readonly AddressRow[]>>();
  readonly #ports = new Cached<ReadonlyMap<string, readonly LinkRow[]>>();
  readonly #byNetns = new Cached<ReadonlyMap<string, readonly LinkRow[]>>();
  readonly #byIndex = new Cached<ReadonlyMap<number, readonly LinkRow[]>>();
  readonly #defaults = new Cached<ReadonlyMap<string, RouteRow>>();
  readonly #fdb = new Cached<ReadonlyMap<string, FdbSummary>>();

  constructor(tables: HostTables) {
    this.#tables = tables;
  }

  link(netns: string, name: string | undefined): LinkRow | undefined {
    this.#stamp('link');
    return name === undefined ? undefined : this.#tables.link.get(linkKey(netns, name));
  }

  addresses(netns: string, dev: string): readonly AddressRow[] {
    const { address } = this.#tables;
    return (
      this.#addresses
        .get(this.#stamp('address'), () => groupBy(address.values(), (row) => linkKey(row.netns, row.dev)))
        .get(linkKey(netns, dev)) ?? []
    );
  }

  /** The links that are ports of this bridge (or bond, or VRF). */
  ports(netns: string, master: string): readonly LinkRow[] {
    const { link } = this.#tables;
    const groups = this.#ports.get(this.#stamp('link'), () =>
      groupBy(link.values(), (row) => (row.master === undefined ? undefined : linkKey(row.netns, row.master))),
    );
    return groups.get(linkKey(netns, master)) ?? [];
  }

  linksIn(netns: string): readonly LinkRow[] {
    const { link } = this.#tables;
    return this.#byNetns.get(this.#stamp('link'), () => groupBy(link.values(), (row) => row.netns)).get(netns) ?? [];
  }

  defaultRoute(netns: string): RouteRow | undefined {
    return this.#defaults.get(this.#stamp('route'), () => indexDefaults(this.#tables.route.values())).get(netns);
  }

  fdb(netns: string, dev: string): FdbSummary {
    return (
      this.#fdb.get(this.#stamp('fdb'), () => summariseFdb(this.#tables.fdb.values())).get(linkKey(netns, dev)) ??
      NO_FDB
    );
  }

  /** The other end of a veth, also across namespaces of this host. */
  peer(link: LinkRow): LinkRow | undefined {
    if (link.peer !== undefined) return this.link(link.netns, link.peer);
    if (link.peerIndex === undefined || link.peerNsid === undefined) return undefined;
    const groups = this.#byIndex.get(this.#stamp('link'), () =>
      groupBy(this.#tables.link.values(), (row) => row.ifindex),
    );
    // A namespace numbers the others by itself, so a peer is only believed when it points back at us.
    const ends = (groups.get(link.peerIndex) ?? []).filter(
      (other) => other.netns !== link.netns && other.peerIndex === link.ifindex && other.kind === link.kind,
    );
    return (
      ends.find((other) => link.netns === '' && other.netns === this.#netnsOf(link.peerNsid)) ??
      (ends.length === 1 ? ends[0] : undefined)
    );
  }

  #netnsOf(nsid: number | undefined): string | undefined {
    this.#stamp('netns');
    for (const netns of this.#tables.netns.values()) if (netns.nsid === nsid) return netns.name;
    return undefined;
  }

  // The version is read for the subscription; the log's end changes with rows only, not when a mark fades.
  #stamp(table: 'link' | 'address' | 'route' | 'fdb' | 'netns'): number {
    void this.#tables[table].version;
    return this.#tables[table].log.end;
  }
}

function indexDefaults(routes: Iterable<RouteRow>): ReadonlyMap<string, RouteRow> {
  const found = new Map<string, RouteRow>();
  for (const route of routes) {
    if (route.dst !== 'default' || route.table !== 'main') continue;
    const best = found.get(route.netns);
    if (!best || (route.metric ?? 0) < (best.metric ?? 0)) found.set(route.netns, route);
  }
  return found;
}

function summariseFdb(entries: Iterable<RowIn<'fdb'>>): ReadonlyMap<string, FdbSummary> {
  const found = new Map<string, { count: number; floods: string[]; vteps: Set<string> }>();
  for (const entry of entries) {
    const key = linkKey(entry.netns, entry.dev);
    const summary = found.get(key) ?? { count: 0, floods: [], vteps: new Set() };
    found.set(key, summary);
    summary.count += 1;
    if (entry.dst !== undefined) summary.vteps.add(entry.dst);
    if (entry.mac === FLOOD_MAC && entry.dst !== undefined) summary.floods.push(entry.dst);
  }
  return found;
}

function groupBy<R, K>(rows: Iterable<R>, key: (row: R) => K | undefined): ReadonlyMap<K, readonly R[]> {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
