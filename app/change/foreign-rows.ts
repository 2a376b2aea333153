/** Which links another program keeps, with what only exists for them, and a host's tables without all that. */
import { linkKey } from '../noun/link/row.ts';
import { dropRows } from '../noun/draft.ts';
import { NOUNS } from '../noun/nouns.ts';
import type { Row, Tables } from '../noun/snapshot.ts';
import { peerOf } from '../noun/link/rows.ts';
import { ownerOfDevice, ownerOfNetns } from '../noun/foreign.ts';

/** By key of the link: why it counts as another program's. */
export function foreignLinks(tables: Tables): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, netns, ...device } of tables.link) {
    const owner = ownerOfDevice(device) ?? ownerOfNetns(netns);
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

/** The tables without those links and every row that is on one of them (by one of its next hops too) or in a namespace that another program keeps, of every noun. */
export function withoutLinks(tables: Tables, gone: ReadonlyMap<string, string>): Tables {
  if (gone.size === 0) return tables;
  return NOUNS.reduce<Tables>((left, { id, row: facts }) => {
    const devices = facts.devices as (row: Row) => readonly string[];
    const isForeign = (row: Row): boolean => {
      const netns = 'netns' in row ? row.netns : row.name;
      return ownerOfNetns(netns) !== undefined || devices(row).some((dev) => gone.has(linkKey(netns, dev)));
    };
    return dropRows(left, id, isForeign);
  }, tables);
}
