import { planEdit } from '../../../app/change/edit-plan.ts';
import { EditIntent } from '../../../app/noun/items.ts';
import type { HostId } from '../../../app/base/host.ts';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import { planView } from '../../../app/change/view.ts';
import * as v from 'valibot';

/** What main would answer to an edit; nothing for any other intent. */
export function previewOf(argument: unknown, tables: ReadonlyMap<HostId, Tables>): unknown {
  const parsed = v.safeParse(v.object({ intent: EditIntent }), argument);
  if (!parsed.success) return { problems: [] };
  const { intent } = parsed.output;
  const snapshot = {
    host: intent.host,
    iproute: 'iproute2-6.1.0',
    collectedAt: 0,
    tables: tables.get(intent.host) ?? EMPTY_TABLES,
  };
  const { problems, plan } = planEdit(intent, snapshot);
  return { problems, ...(plan === undefined ? {} : { plan: planView('mock', plan) }) };
}
