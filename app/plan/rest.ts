/** What a plan's inverses leave, as far as rows can be made again. */
import type { Tables } from '../model/snapshot.ts';
import type { PlannedStep } from './plan.ts';
import { restore } from './restore.ts';
import { simulate } from './step.ts';

/**
 * What no single step's inverse brings back, because a place that was made took it along when it went (a bridge that has
 * lost its last port forgets neighbours): the first step's inverse, which runs last, gets it. Entries alone take nothing along.
 */
export function withRest(before: Tables, after: Tables, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const [first, ...others] = steps;
  const places = steps.some(({ step }) => step.do.startsWith('link-') || step.do.startsWith('netns-'));
  if (first === undefined || !places) return steps;
  const back = [...steps].reverse().flatMap(({ inverse }) => inverse);
  const rest = restore(before, back.reduce(simulate, after));
  return rest.length === 0 ? steps : [{ ...first, inverse: [...first.inverse, ...rest] }, ...others];
}
