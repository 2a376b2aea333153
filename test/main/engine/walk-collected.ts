/** Rows that the kernel may collect while a walk goes on, whatever the walk does. */
import type { Tables } from '../../../app/noun/snapshot.ts';
import { durableNeighbours, type Neighbour } from '../../../app/noun/neighbour/row.ts';

/**
 * The lines that `sameDurable` says of rows which `tables` has, if they are collected: where the machine has more than 128 neighbours
 * (`gc_thresh1`), in all namespaces together, NOARP ones that nothing used for a minute go, and managed ones that failed
 * (`neigh_periodic_work` in net/core/neighbour.c). Those that a change takes away and its undo makes again are not in `kept`: they were used
 * just now, so that they must be there.
 */
export function collectedLines(tables: Tables, kept: Tables): ReadonlySet<string> {
  const still = new Set(kept.neighbour.map(({ key }) => key));
  const rows = tables.neighbour.filter((row) => isCollectable(row) && still.has(row.key));
  return new Set(durableNeighbours(rows).map(({ name }) => `neighbour ${name} is missing`));
}

function isCollectable({ state, flags }: Neighbour): boolean {
  return state !== 'PERMANENT' && !flags.includes('proxy') && !flags.includes('extern_learn');
}
