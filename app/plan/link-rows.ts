/** What making and removing a link does to the tables, as the kernel does it. */
import { linkKey, type Link } from '../model/link.ts';
import type { Tables } from '../model/snapshot.ts';
import { dropRows } from './edit.ts';

type NewLink = Pick<Link, 'netns' | 'name' | 'kind'> & Partial<Link>;

/** A link as it is right after `ip link add`: down, with no master. Its index is 0 because only the kernel knows it. */
export function newLink(link: NewLink): Link {
  const defaults = { ifindex: 0, up: false, operstate: 'DOWN', carrier: false, mtu: 1500, altnames: [], raw: {} };
  return { ...defaults, ...link, key: linkKey(link.netns, link.name) };
}

/** Removes a link and all that hangs on it: the other veth end, vxlans above it, ports' membership, addresses, routes, FDB, neighbours. */
export function dropLink(tables: Tables, key: string): Tables {
  const link = tables.link.find((row) => row.key === key);
  if (link === undefined) return tables;
  const without = releasePorts(
    dropRowsOn(
      dropRows(tables, 'link', (row) => row.key === key),
      link,
    ),
    link,
  );
  const dependants = without.link.filter((row) => isPeer(row, link) || isAbove(row, link));
  return dependants.reduce((left, row) => dropLink(left, row.key), without);
}

function dropRowsOn(tables: Tables, link: Link): Tables {
  const onLink = (row: { readonly netns: string; readonly dev?: string }): boolean =>
    row.netns === link.netns && row.dev === link.name;
  let left = dropRows(tables, 'address', onLink);
  left = dropRows(left, 'route', onLink);
  left = dropRows(left, 'neighbour', onLink);
  return dropRows(left, 'fdb', (row) => onLink(row) || (row.netns === link.netns && row.master === link.name));
}

function releasePorts(tables: Tables, bridge: Link): Tables {
  if (!tables.link.some((row) => row.netns === bridge.netns && row.master === bridge.name)) return tables;
  const link = tables.link.map((row) =>
    row.netns === bridge.netns && row.master === bridge.name ? { ...row, master: undefined, port: undefined } : row,
  );
  return { ...tables, link };
}

function isPeer(row: Link, removed: Link): boolean {
  if (row.kind !== 'veth' || removed.kind !== 'veth') return false;
  return row.peer === removed.name && removed.peer === row.name;
}

/** Deleting the underlay device deletes the vxlan on it (vxlan.md §3 row 12, seen on 6.18). */
function isAbove(row: Link, removed: Link): boolean {
  return row.netns === removed.netns && row.vxlan?.dev === removed.name;
}
