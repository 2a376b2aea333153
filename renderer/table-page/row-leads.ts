import type { Host } from '../../app/contract/host.ts';
import type { Doable } from '../edit/edit-form.ts';
import type { Facts } from '../facts.ts';
import { goTo } from '../router.svelte.ts';
import { traceOfRow } from '../trace/from-row.ts';
import { nameOf, netnsName } from '../words.ts';

/** Where the row in hand leads beyond its own columns: one packet that it decides about. */
export function rowLeads(
  host: Pick<Host, 'id'>,
  table: string,
  row: unknown,
  facts: Facts,
): readonly (Doable & { readonly before: boolean })[] {
  const place = row === undefined ? undefined : traceOfRow(host.id, table, row, facts);
  if (place === undefined) return [];
  const from = place.from === undefined ? nameOf(host.id) : `${nameOf(place.from.host)} ${netnsName(place.from.netns)}`;
  const label = place.to === undefined ? `Trace from ${from}…` : `Trace ${from} → ${place.to}`;
  return [{ id: 'trace-row', label, icon: 'trace', before: true, run: () => goTo(place) }];
}
