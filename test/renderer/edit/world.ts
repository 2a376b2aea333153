/** A host of the mock, as forms and deletions get it, and the real planner behind it. */
import { planEdit, type PlannedEdit } from '../../../app/change/edit-plan.ts';
import { EditIntent } from '../../../app/noun/items.ts';
import type { FeedRow } from '../../../app/contract/feed.ts';
import type { Host } from '../../../app/contract/host.ts';
import { TABLE_NAMES, type Tables } from '../../../app/noun/snapshot.ts';
import { shellText } from '../../../app/base/shell.ts';
import { stepArgv } from '../../../app/noun/step-argv.ts';
import type { EditContext } from '../../../renderer/edit/edit-context.ts';
import type { EditForm, Values } from '../../../renderer/edit/edit-form.ts';
import { Facts } from '../../../renderer/facts.ts';
import { HostRows } from '../../../renderer/feed-rows.ts';
import { labHost } from '../mock/rows.ts';
import * as v from 'valibot';

export const tables: Tables = labHost(1, 2);
export const host: Host = {
  ...{ id: 'lab:alpha', name: 'alpha', kind: 'lab', status: 'online', writable: true, iproute: 'iproute2-6.1.0' },
};

export function contextOf(given: Tables = tables): EditContext {
  const rows = new HostRows();
  const changes = TABLE_NAMES.map((table) => ({ table, upsert: given[table] as readonly FeedRow[], remove: [] }));
  rows.accept({ host: host.id, seq: 1, reset: true, complete: true, at: 0, changes }, 0);
  return { host, tables: rows.tables, facts: new Facts(() => [{ host: host.id, tables: rows.tables }]) };
}

/** What main would answer to these items. */
export function planOf(items: readonly unknown[], given: Tables = tables): PlannedEdit {
  const intent = v.parse(EditIntent, { kind: 'edit', host: host.id, items });
  return planEdit(intent, { host: host.id, iproute: 'iproute2-6.1.0', collectedAt: 0, tables: given });
}

/** The commands of a form with these fields typed; its problems in words when there are any. */
export function commandsOf(form: EditForm, typed: Values, given?: Tables): readonly string[] {
  const { plan, problems } = planOf(form.items({ ...form.start, ...typed }), given);
  if (plan === undefined) return problems.map(({ code, where, facts }) => `${code} ${where.field} ${facts['reason']}`);
  return plan.hosts.flatMap(({ steps }) => steps.map(({ step }) => shellText(stepArgv(step))));
}
