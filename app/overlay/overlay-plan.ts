/** An overlay as stated and its hosts as they are → the plan that makes them so: build, join, leave, change and repair are all this. */
import type { HostId } from '../model/host.ts';
import type { Tables } from '../model/snapshot.ts';
import type { HostPlan, Plan } from '../plan/plan.ts';
import type { SYSCTL_NAMES } from '../plan/sysctl.ts';
import type { OverlaySpec } from './overlay.ts';

export type ForwardingSetting = (typeof SYSCTL_NAMES)[number];

/** What is known of forwarding on the hosts; it is turned off again only where this overlay turned it on and nobody else needs it. */
export interface ForwardingFacts {
  /** The settings that this overlay's own plans turned on (`forwardingTurnedOn`); elsewhere they are left as they are. */
  readonly turnedOn?: ReadonlyMap<HostId, readonly ForwardingSetting[]>;
  /** Hosts that still need forwarding for another overlay: the setting stays there. */
  readonly keepForwarding?: ReadonlySet<HostId>;
}

export interface OverlayPlanFacts extends ForwardingFacts {
  readonly spec: OverlaySpec;
  /** What was stated last; its members that are not in `spec` any more are taken apart. */
  readonly before?: OverlaySpec;
  /** Hosts that are not here are left out of the plan. */
  readonly tables: ReadonlyMap<HostId, Tables>;
}

/** Hosts with nothing to do are left out, so a plan without hosts means that everything is as stated. */
export function planOverlay(facts: OverlayPlanFacts): Plan {
  return { title: `Repair ${facts.spec.name}`, hosts: [] };
}

/** Removes everything of an overlay from its members, as far as it is still there. */
export function planDestroy(
  spec: OverlaySpec,
  tables: ReadonlyMap<HostId, Tables>,
  keepForwarding?: ReadonlySet<HostId>,
  turnedOn?: ForwardingFacts['turnedOn'],
): Plan {
  return { title: `Destroy ${spec.name}`, hosts: [] };
}

/** The forwarding settings that a plan turns on: what to keep for `ForwardingFacts.turnedOn` once it was applied. */
export function forwardingTurnedOn({ steps }: HostPlan): readonly ForwardingSetting[] {
  return steps.flatMap(({ step, inverse }) =>
    step.do === 'sysctl-set' && step.value === '1' && inverse.some((back) => back.do === 'sysctl-set')
      ? [step.name]
      : [],
  );
}
