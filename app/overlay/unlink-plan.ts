/** *Take it apart*: the plan that made an overlay → the plan that removes exactly that, as far as it is still there. */
import type { HostId } from '../model/host.ts';
import type { Tables } from '../model/snapshot.ts';
import { makes, needs } from '../plan/place.ts';
import type { HostPlan, Plan, PlannedStep } from '../plan/plan.ts';
import { holds, type Step } from '../plan/step.ts';

export interface UnlinkFacts {
  readonly name: string;
  /** The plan as it was committed. */
  readonly made: Plan;
  /** Today's tables by host; a host that is gone is absent, and nothing of it is left to remove. */
  readonly tables: ReadonlyMap<HostId, Tables>;
  /** Hosts that still need forwarding for another overlay: the setting stays there. */
  readonly keepForwarding: ReadonlySet<HostId>;
}

export function planUnlink({ name, made, tables, keepForwarding }: UnlinkFacts): Plan {
  const hosts = made.hosts.flatMap((plan) => {
    const today = tables.get(plan.host);
    return today === undefined ? [] : [unlinkHost(plan, today, keepForwarding.has(plan.host))];
  });
  return { title: `Take ${name} apart`, hosts };
}

function unlinkHost(made: HostPlan, today: Tables, keepForwarding: boolean): HostPlan {
  const redo = redoGroups(made.steps);
  const steps = made.steps
    .map((planned, index) => ({ planned, index }))
    .reverse()
    .flatMap(({ planned, index }) =>
      planned.inverse.map((step) => ({ step, why: whyGone(step), inverse: redo[index] ?? [] })),
    )
    .filter(({ step }) => !holds(today, step) && !(keepForwarding && step.do === 'sysctl-set'));
  return { host: made.host, steps };
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
