/** Which links carry: without a carrier a link loses its neighbours, all but permanent ones (`neigh_carrier_down`, seen on 6.18). */
import { linkKey, type Link } from './row.ts';
import type { Tables } from '../snapshot.ts';
import { dropRows } from '../draft.ts';
import { peerOf } from './rows.ts';

/** `after`, without what links lost that carried before. */
export function loseWithCarrier(before: Tables, after: Tables): Tables {
  if (before.link === after.link || !after.neighbour.some(isPassing)) return after;
  const now = new Map(after.link.map((link) => [link.key, link]));
  const quiet = before.link.filter((link) => {
    const today = now.get(link.key);
    return today !== undefined && carries(before, link) && !carries(after, today);
  });
  if (quiet.length === 0) return after;
  const keys = new Set(quiet.map(({ key }) => key));
  return dropRows(after, 'neighbour', (row) => isPassing(row) && keys.has(linkKey(row.netns, row.dev)));
}

function isPassing({ state, flags }: Tables['neighbour'][number]): boolean {
  return state !== 'PERMANENT' && !flags.includes('proxy');
}

/** A veth needs its other end up, a bridge a port that carries. */
function carries(tables: Tables, link: Link): boolean {
  if (!link.up) return false;
  if (link.kind === 'veth') return peerOf(tables, link)?.up ?? link.carrier;
  if (link.kind !== 'bridge') return true;
  return tables.link.some((row) => row.netns === link.netns && row.master === link.name && carries(tables, row));
}
