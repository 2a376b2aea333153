/** *Take it apart*: the plan that made an overlay → the plan that removes exactly that, as far as it is still there. */
import { hostName, type HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import { describeStep, makes, needs, holds, simulate, type Step } from '../noun/step.ts';
import { NOTHING_KNOWN, takenByOthers, usersOf, type Ours } from '../plan/ours.ts';
import type { HostPlan, Plan, PlannedStep } from '../plan/plan.ts';
import type { Problem } from '../problem/problem.ts';

export interface UnlinkFacts {
  readonly name: string;
  /** The plan as it was committed. */
  readonly made: Plan;
  /** Today's tables by host; a host that is gone is absent, and nothing of it is left to remove. */
  readonly tables: ReadonlyMap<HostId, Tables>;
  /** Hosts that still need forwarding for another overlay: the setting stays there. */
  readonly keepForwarding: ReadonlySet<HostId>;
  /** What the journal knows of it, by host. */
  readonly ours?: ReadonlyMap<HostId, Ours>;
}

export interface PlannedUnlink {
  readonly plan: Plan;
  /** What is left because it is another's by now, or because others use it; each as information. */
  readonly problems: readonly Problem[];
}

export function planUnlink({ name, made, tables, keepForwarding, ours = new Map() }: UnlinkFacts): PlannedUnlink {
  const hosts = made.hosts.flatMap((plan) => {
    const today = tables.get(plan.host);
    if (today === undefined) return [];
    return [unlinkHost(plan, today, keepForwarding.has(plan.host), ours.get(plan.host) ?? NOTHING_KNOWN)];
  });
  const plan = { title: `Take ${name} apart`, hosts: hosts.map((one) => one.plan) };
  return { plan, problems: hosts.flatMap((one) => one.problems) };
}

function unlinkHost(
  made: HostPlan,
  today: Tables,
  keepForwarding: boolean,
  ours: Ours,
): { readonly plan: HostPlan; readonly problems: readonly Problem[] } {
  const { host } = made;
  const redo = redoGroups(made.steps);
  const steps: PlannedStep[] = [];
  const problems: Problem[] = [];
  let tables = today;
  for (const [index, planned] of [...made.steps.entries()].reverse())
    for (const step of planned.inverse) {
      if (holds(today, step) || (keepForwarding && step.do === 'sysctl-set')) continue;
      const now = whyLeft(tables, planned, step, made, ours);
      if (now === undefined) steps.push({ step, why: whyGone(step), inverse: redo[index] ?? [] });
      else problems.push({ code: 'undo-skipped', severity: 'info', where: { host }, facts: { host: hostName(host), what: describeStep(planned.step), now }, retry: false }); // prettier-ignore
      if (now === undefined) tables = simulate(tables, step);
    }
  return { plan: { host, steps }, problems };
}

function whyLeft(
  tables: Tables,
  { step: made }: PlannedStep,
  back: Step,
  plan: HostPlan,
  ours: Ours,
): string | undefined {
  // prettier-ignore
  const users = usersOf(tables, back, plan);
  return takenByOthers(tables, made, ours) ?? (users.length === 0 ? undefined : `used by ${users.join(', ')}`);
}

/**
 * For each step that has an inverse: the forward steps that bring back what its inverse removed.
 * A step that merely went along belongs to the last made place that it needs.
 */
function redoGroups(steps: readonly PlannedStep[]): readonly (readonly Step[])[] {
  const groups: Step[][] = steps.map(({ step, inverse }) => (inverse.length > 0 ? [step] : []));
  const madeAt = new Map<string, number>();
  steps.forEach(({ step, inverse }, index) => {
    if (inverse.length > 0) for (const place of makes(step)) madeAt.set(place, index);
    else groups[Math.max(0, ...needs(step).map((place) => madeAt.get(place) ?? 0))]?.push(step);
  });
  return groups;
}

function whyGone(step: Step): string {
  switch (step.do) {
    case 'link-del':
      return 'Was made for this overlay; what is on it goes along.';
    case 'netns-del':
      return "Was made for this overlay's endpoint.";
    case 'sysctl-set':
      return 'Back to the value before.';
    default:
      return 'Was added for this overlay.';
  }
}
