/** Which links another program keeps, with what only exists for them, and a host's tables without all that. */
import { linkKey } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { peerOf } from '../noun/link/rows.ts';
import { ownerOfLink, ownerOfNetns } from '../noun/foreign.ts';

/** By key of the link: why it counts as another program's. */
export function foreignLinks(tables: Tables): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, name, netns } of tables.link) {
    const owner = ownerOfLink(name) ?? ownerOfNetns(netns);
    if (owner !== undefined) found.set(key, `kept by ${owner}`);
  }
  for (const link of tables.link) {
    const { key, netns, master, kind } = link;
    if (kind !== 'veth' || master === undefined || found.has(key) || !found.has(linkKey(netns, master))) continue;
    found.set(key, `a port of ${master}`);
    const peer = peerOf(tables, link);
    if (peer !== undefined && !found.has(peer.key)) found.set(peer.key, `the other end of ${link.name}`);
  }
  return withPeers(tables, found);
}

/** A cable with one foreign end is foreign. */
function withPeers(tables: Tables, found: Map<string, string>): ReadonlyMap<string, string> {
  for (const link of tables.link) {
    const peer = found.has(link.key) ? peerOf(tables, link) : undefined;
    if (peer !== undefined && !found.has(peer.key)) found.set(peer.key, `the other end of ${link.name}`);
  }
  return found;
}

/** The tables without those links and every row that is on one of them. */
export function withoutLinks(tables: Tables, gone: ReadonlyMap<string, string>): Tables {
  const isOn = (netns: string, dev: string | undefined): boolean => dev !== undefined && gone.has(linkKey(netns, dev));
  const stays = ({ netns, dev }: { readonly netns: string; readonly dev?: string }): boolean => !isOn(netns, dev);
  return {
    ...tables,
    netns: tables.netns.filter(({ name }) => ownerOfNetns(name) === undefined || gone.size === 0),
    link: tables.link.filter(({ key }) => !gone.has(key)),
    address: tables.address.filter(stays),
    route: tables.route.filter((row) => stays(row) && !row.nexthops.some(({ dev }) => isOn(row.netns, dev))),
    fdb: tables.fdb.filter(stays),
    neighbour: tables.neighbour.filter(stays),
    vlan: tables.vlan.filter(stays),
    offload: tables.offload.filter(stays),
    sysctl: tables.sysctl.filter(({ netns }) => netns === '' || ownerOfNetns(netns) === undefined || gone.size === 0),
  };
}
