/** What mends a failure, on all hosts it takes: one change. */
import type { HostId } from '../base/host.ts';
import { planHost, type HostPlan, type Plan } from '../plan/plan.ts';
import type { Wish } from '../noun/step.ts';
import type { Snapshot } from '../noun/snapshot.ts';
import type { Problem } from '../problem/problem.ts';
import { planEdit, type PlannedEdit } from './edit-plan.ts';
import type { MendIntent } from './intent.ts';

/** `snapshotOf` has a snapshot of every host of the intent. */
export function planMend(intent: MendIntent, snapshotOf: (host: HostId) => Snapshot): PlannedEdit {
  const problems: Problem[] = [];
  const plans = intent.hosts.flatMap(({ host, items, settings = [] }): readonly HostPlan[] => {
    const snapshot = snapshotOf(host);
    const edits =
      items.length === 0 ? undefined : planEdit({ kind: 'edit', host, items, unlock: intent.unlock }, snapshot);
    problems.push(...(edits?.problems ?? []));
    const steps = edits?.plan?.hosts.flatMap((plan) => plan.steps) ?? [];
    const wishes = steps.map(({ step, why }): Wish => ({ step, why }));
    const more = settings.map((step): Wish => ({ step, why: 'The overlay needs it.' }));
    return [planHost(host, snapshot.tables, [...wishes, ...more])];
  });
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const plan: Plan = { title: intent.title, hosts: plans.filter(({ steps }) => steps.length > 0) };
  return { problems, plan };
}
