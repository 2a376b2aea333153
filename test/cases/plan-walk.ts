/** The plans of edits one after the other, each against the host as the ones before leave it. */
import { planEdit } from '../../app/change/edit-plan.ts';
import type { EditIntent } from '../../app/noun/items.ts';
import type { Snapshot } from '../../app/noun/snapshot.ts';
import { simulatePlan, type Plan } from '../../app/plan/plan.ts';
import type { Walked } from '../main/engine/walk-intent.ts';

interface Edited {
  readonly intent: EditIntent;
  readonly undo: boolean;
}

/** Nothing where anything else than edits is among them: their plans need the hosts themselves. */
export function editsOf(walked: readonly Walked[]): readonly Edited[] | undefined {
  const edits = walked.flatMap(({ intent, undo }) => (intent.kind === 'edit' ? [{ intent, undo }] : []));
  return edits.length === walked.length ? edits : undefined;
}

export function planWalk(start: Snapshot, walked: readonly Edited[]): readonly Plan[] {
  let snapshot = start;
  return walked.flatMap(({ intent, undo }) => {
    const { plan } = planEdit(intent, snapshot);
    const [host] = plan?.hosts ?? [];
    if (plan === undefined || host === undefined) return [];
    if (!undo) snapshot = { ...snapshot, tables: simulatePlan(snapshot.tables, host) };
    return [plan];
  });
}
