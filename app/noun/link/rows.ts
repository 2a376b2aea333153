/** What making and removing a link does to the tables, as the kernel does it. */
import { leaveBridge } from './bridge-mac.ts';
import { linkKey, type Link } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows } from '../draft.ts';

type NewLink = Pick<Link, 'netns' | 'name' | 'kind'> & Partial<Link>;

/** A link as it is right after `ip link add`: down, with no master. Its index is 0 because only the kernel knows it. */
export function newLink(link: NewLink): Link {
  const defaults = {
    ifindex: 0,
    up: false,
    operstate: 'DOWN',
    carrier: false,
    mtu: 1500,
    group: 'default',
    altnames: [],
    raw: {},
    addrgenmode: 'eui64',
  };
  return { ...defaults, ...link, key: linkKey(link.netns, link.name) };
}

/**
 * Removes a link with the other veth end, vxlans above it and ports' membership. The rows that stood on it go after (`goesWith`).
 * `alone` is for one that only leaves its namespace: the other end of a veth stays, vxlans above it go (seen on 6.18).
 */
export function dropLink(tables: Tables, key: string, { alone = false } = {}): Tables {
  const link = tables.link.find((row) => row.key === key);
  if (link === undefined) return tables;
  const bare = dropRows(leaveBridge(tables, link), 'link', (row) => row.key === key);
  const without = withoutBackup(releasePorts(bare, link), link);
  const peer = alone ? undefined : peerOf(tables, link);
  const dependants = without.link.filter((row) => row.key === peer?.key || isAbove(row, link));
  return dependants.reduce((left, row) => dropLink(left, row.key), without);
}

/** A port that was to stand in for others is their backup no more (`br_port_cleanup`, seen on 6.18). */
export function withoutBackup(tables: Tables, { netns, name }: Link): Tables {
  const has = (row: Link): boolean => row.netns === netns && row.port?.backupPort === name;
  if (!tables.link.some(has)) return tables;
  const link = tables.link.map((row) =>
    has(row) ? { ...row, port: row.port && { ...row.port, backupPort: undefined } } : row,
  );
  return { ...tables, link };
}

/** IPv4 routes of any device whose source address is gone from the whole namespace (`fib_sync_down_addr`, seen on 6.18). */
export function dropSourced(before: Tables, after: Tables, netns: string): Tables {
  if (before.address === after.address) return after;
  const here = ({ address }: Tables): readonly string[] =>
    address.flatMap((row) => (row.netns === netns && row.family === 'inet' ? [row.local] : []));
  const left = new Set(here(after));
  const gone = new Set(here(before).filter((local) => !left.has(local)));
  return dropRows(
    after,
    'route',
    ({ prefsrc, ...row }) => row.netns === netns && prefsrc !== undefined && gone.has(prefsrc),
  );
}

function releasePorts(tables: Tables, bridge: Link): Tables {
  const ports = new Set(
    tables.link.filter((row) => row.netns === bridge.netns && row.master === bridge.name).map(({ name }) => name),
  );
  if (ports.size === 0) return tables;
  const link = tables.link.map((row) =>
    row.netns === bridge.netns && row.master === bridge.name ? { ...row, master: undefined, port: undefined } : row,
  );
  return dropRows({ ...tables, link }, 'vlan', (row) => row.netns === bridge.netns && ports.has(row.dev));
}

/**
 * The other end of a veth, where it can be seen. In another namespace it shows only as an index there, with that
 * namespace's id as the near one counts them: two ends belong together when each has the other's index and, where one
 * is in the host's own namespace, its id leads to the other's.
 */
export function peerOf(tables: Tables, link: Link): Link | undefined {
  if (link.kind !== 'veth') return undefined;
  const { peer, peerNetns, peerIndex, netns } = link;
  if (peer !== undefined) {
    const key = linkKey(peerNetns ?? netns, peer);
    return tables.link.find((row) => row.key === key && row.kind === 'veth');
  }
  return tables.link.find(
    (row) =>
      row.kind === 'veth' &&
      row.netns !== netns &&
      row.ifindex === peerIndex &&
      row.peerIndex === link.ifindex &&
      leadsTo(tables, link, row) &&
      leadsTo(tables, row, link),
  );
}

/** The kernel gives a namespace its id when a link first leads there, which may be after the namespaces were listed. */
function leadsTo({ netns: namespaces }: Tables, { netns, peerNsid }: Link, other: Link): boolean {
  if (netns !== '') return true;
  const named = namespaces.find(({ nsid }) => nsid !== undefined && nsid === peerNsid);
  if (named !== undefined) return named.name === other.netns;
  return peerNsid !== undefined && namespaces.find(({ name }) => name === other.netns)?.nsid === undefined;
}

/** Deleting the underlay device deletes the vxlan on it (seen on 6.18). */
function isAbove(row: Link, removed: Link): boolean {
  return row.netns === removed.netns && row.vxlan?.dev === removed.name;
}

/** A route with several next hops goes when all of them are through this link. */
export function isThrough(
  route: { readonly netns: string; readonly nexthops: readonly { readonly dev?: string }[] },
  netns: string,
  dev: string,
): boolean {
  return route.netns === netns && route.nexthops.length > 0 && route.nexthops.every((hop) => hop.dev === dev);
}
