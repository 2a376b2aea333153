import type { Filters } from '../facts.ts';
import type { Vtep, World } from '../world.ts';

/** Where no rule asks who it is, all peers fare alike. */
export function peersAsked(one: Vtep, filters: Filters, world: World): readonly Vtep[] {
  const peers = world.peers.get(one) ?? [];
  const asks = / -[sd] |[sd]addr|--(src|dst)-range/.test(Object.values(filters).join('\n'));
  return peers.slice(0, asks ? MOST_PEERS : 1);
}

/** More would be the square of a large mesh; rules for single peers are rare there. */
const MOST_PEERS = 128;
