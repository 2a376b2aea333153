import type { HostId } from '../../app/base/host.ts';
import type { Host } from '../../app/contract/host.ts';
import type { Doable } from '../edit/edit-form.ts';
import type { Facts } from '../facts.ts';
import { goTo } from '../router.svelte.ts';
import { farHost, traceOfRow } from '../trace/from-row.ts';
import { nameOf, netnsName } from '../words.ts';

type Lead = Doable & { readonly before: boolean };

/** Where the row in hand leads beyond its own columns: one packet that it decides about, and the two hosts that it joins. */
export function rowLeads(host: Pick<Host, 'id'>, table: string, row: unknown, facts: Facts): readonly Lead[] {
  if (row === undefined) return [];
  return [...traceLead(host.id, table, row, facts), ...doctorLead(host.id, table, row, facts)];
}

function traceLead(host: HostId, table: string, row: unknown, facts: Facts): readonly Lead[] {
  const place = traceOfRow(host, table, row, facts);
  if (place === undefined) return [];
  const from = place.from === undefined ? nameOf(host) : `${nameOf(place.from.host)} ${netnsName(place.from.netns)}`;
  const label = place.to === undefined ? `Trace from ${from}…` : `Trace ${from} → ${place.to}`;
  return [{ id: 'trace-row', label, icon: 'trace', before: true, run: () => goTo(place) }];
}

function doctorLead(host: HostId, table: string, row: unknown, facts: Facts): readonly Lead[] {
  const other = farHost(table, row, facts);
  if (other === undefined || other === host) return [];
  const label = `Doctor of ${nameOf(host)} and ${nameOf(other)}`;
  const run = (): void => goTo({ page: 'doctor', pair: [host, other] });
  return [{ id: 'doctor-row', label, icon: 'doctor', before: false, run }];
}
