/** What of a change may be taken back when others rely on it since. */
import { describeStep, simulate } from '../noun/step.ts';
import { pendingOf, rollbackOf, type HostPlan, type PlannedStep } from './plan.ts';
import type { Tables } from '../noun/snapshot.ts';

/** Somebody who relies on rows of one host. */
export interface Claim {
  /** In words, as it ends a sentence: `the overlay mesh`. */
  readonly by: string;
  /** Whether it would have less than now. */
  readonly suffers: (now: Tables, then: Tables) => boolean;
}

export interface Unclaimed {
  /** The steps that may be taken back. */
  readonly plan: HostPlan;
  /** What stays, and for whom. */
  readonly left: readonly { readonly what: string; readonly by: string }[];
}

/** The whole is asked first: mostly nobody claims anything, and ten thousand steps need not be asked about one by one. */
export function withoutClaimed(plan: HostPlan, today: Tables, claims: readonly Claim[]): Unclaimed {
  const whole = after(today, rollbackOf(plan));
  if (!claims.some(({ suffers }) => suffers(today, whole))) return { plan, left: [] };
  const kept: PlannedStep[] = [];
  const left: { readonly what: string; readonly by: string }[] = [];
  let tables = today;
  for (const planned of [...plan.steps].reverse()) {
    const then = after(tables, planned.inverse);
    const claim = claims.find(({ suffers }) => suffers(tables, then));
    if (claim === undefined) {
      kept.unshift(planned);
      tables = then;
    } else left.push({ what: describeStep(planned.step), by: claim.by });
  }
  return { plan: { ...plan, steps: kept }, left };
}

function after(tables: Tables, steps: HostPlan['steps'][number]['inverse']): Tables {
  return pendingOf(tables, steps).reduce((now, step) => simulate(now, step), tables);
}
