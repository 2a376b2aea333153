/** A checked link → the plan of the overlay of two that it declares. */
import { hostName, type HostId } from '../base/host.ts';
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import type { HostPlan, Plan } from '../plan/plan.ts';
import type { Step } from '../noun/step.ts';
import type { LinkIntent } from './link-intent.ts';
import { specOfLink } from './link-spec.ts';
import { planOverlay } from './overlay-plan.ts';

export function planLink(intent: LinkIntent, snapshots: readonly [Snapshot, Snapshot]): Plan {
  const [a, b] = intent.sides;
  const tables = new Map<HostId, Tables>([
    [a.host, snapshots[0].tables],
    [b.host, snapshots[1].tables],
  ]);
  const { hosts } = planOverlay({ spec: specOfLink(intent), tables });
  return { title: `Link ${hostName(a.host)} and ${hostName(b.host)}`, hosts: hosts.map(addingOnly) };
}

/** Nothing of a new pair is there yet: a route that somebody adds a moment before is theirs, and refused instead of replaced. */
function addingOnly(plan: HostPlan): HostPlan {
  const added = (step: Step): Step => (step.do === 'route-replace' ? { ...step, do: 'route-add' } : step);
  return { ...plan, steps: plan.steps.map((planned) => ({ ...planned, step: added(planned.step) })) };
}
