/** Which inverses can be left out, because taking back an earlier step of the same plan takes them along. */
import type { Tables } from '../noun/snapshot.ts';
import { livesOn, makes, stepsOf, type Step } from '../noun/step.ts';
import { invert } from './invert.ts';

/** To be asked step by step, in the order of the plan: the answer is what each step needs to be taken back with. */
export function inverseWriter(): (step: Step, before: Tables) => readonly Step[] {
  /** Where each place was made, by the number of its step. */
  const made = new Map<string, number>();
  let lastReturn = -1;
  let count = 0;
  return (step, before) => {
    const all = invert(step, before);
    const at = count++;
    const kept = made.size === 0 ? all : all.filter((back) => !goesAlong(step, back));
    // What it did must not be in the way of its own other half.
    const needed = kept.some(bringsBack) ? all : kept;
    if (needed.some(bringsBack)) lastReturn = at;
    for (const place of makes(step)) made.set(place, at);
    return needed;
  };

  /**
   * Both what the step did and what takes it back stand on a place that was made before, and between the two nothing is brought
   * back that might find it in its way. Not so for a link that moved, which has left the place it was made in.
   */
  function goesAlong(step: Step, back: Step): boolean {
    if (step.do === 'link-set-netns') return false;
    const stands = livesOn(step);
    return livesOn(back).some((place) => stands.includes(place) && (made.get(place) ?? -1) > lastReturn);
  }
}

function bringsBack(step: Step): boolean {
  return stepsOf(step).bringsBack(step);
}
