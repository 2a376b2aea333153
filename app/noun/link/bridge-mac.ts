/**
 * The address of a bridge that nobody gave one: the lowest of its ports', and zeroes when the last is gone. When it changes the bridge
 * forgets its neighbours, permanent ones too (`br_stp_recalculate_bridge_id`, `neigh_changeaddr`, seen on 6.18). Nothing prints whether
 * somebody set it, so a bridge that has the address of one of its ports counts as one that follows them.
 */
import { linkKey, type Link } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows } from '../draft.ts';

/** What such a bridge shows without ports; no device can be made with it. */
export const NO_MAC = '00:00:00:00:00:00';

/** A port that goes, or loses the address it has. */
export function leaveBridge(tables: Tables, port: Link): Tables {
  const bridge = bridgeOf(tables, port.netns, port.master);
  return bridge?.mac === undefined || bridge.mac !== port.mac ? tables : forgetNeighbours(tables, bridge);
}

/** A port that comes, or gets this address. */
export function enterBridge(tables: Tables, port: Link, master: string | undefined, mac = port.mac): Tables {
  const bridge = bridgeOf(tables, port.netns, master);
  if (bridge?.mac === undefined || mac === undefined) return tables;
  const ports = tables.link.filter((row) => row.netns === bridge.netns && row.master === bridge.name);
  const follows = bridge.mac === NO_MAC || ports.some((row) => row.mac === bridge.mac);
  return follows && (mac < bridge.mac || bridge.mac === NO_MAC) ? forgetNeighbours(tables, bridge) : tables;
}

function bridgeOf({ link }: Tables, netns: string, master: string | undefined): Link | undefined {
  return master === undefined ? undefined : link.find((row) => row.key === linkKey(netns, master));
}

function forgetNeighbours(tables: Tables, { netns, name }: Link): Tables {
  return dropRows(
    tables,
    'neighbour',
    (row) => row.netns === netns && row.dev === name && !row.flags.includes('proxy'),
  );
}
