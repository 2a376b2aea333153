/** What of a plan has an effect now. Judged by reading, not by what commands answered: one that was stopped may have worked all the same. */
import type { Tables } from '../noun/snapshot.ts';
import { describeStep, holds, type Step } from '../noun/step.ts';
import type { HostPlan } from './plan.ts';

/**
 * How many steps, up to the last with an effect: it holds and did not before, or what takes it back held before and does not now
 * (the kernel has stored something else than it was asked for).
 */
export function countDone({ steps }: HostPlan, base: Tables, now: Tables): number {
  let done = 0;
  steps.forEach(({ step, inverse }, index) => {
    if ((holds(now, step) && !holds(base, step)) || isOff(inverse, base, now)) done = index + 1;
  });
  return done;
}

/** The effects that are still there, in words. */
export function leftBehind({ steps }: HostPlan, base: Tables, now: Tables): readonly string[] {
  return steps.filter(({ inverse }) => isOff(inverse, base, now)).map(({ step }) => describeStep(step));
}

function isOff(inverse: readonly Step[], base: Tables, now: Tables): boolean {
  return inverse.some((back) => holds(base, back) && !holds(now, back));
}
