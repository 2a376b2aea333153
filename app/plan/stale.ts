/** Whether what a plan relies on is still as it was when the plan was made. */
import { sameValue } from '../base/same.ts';
import { TABLE_NAMES, type Tables } from '../noun/snapshot.ts';
import { describeStep, makes, needs, holds, type Step } from '../noun/step.ts';
import { tablesToRead, type HostPlan } from './plan.ts';
import { invert } from './invert.ts';

/** What changed, in words; `undefined` when the plan is still good. Only what the steps touch is compared. */
export function changedSince(plan: HostPlan, base: Tables, now: Tables): string | undefined {
  // Tables that were read again without a change are the same lists.
  if ((tablesToRead(plan) ?? TABLE_NAMES).every((table) => base[table] === now[table])) return undefined;
  const same = placesWatch(base, now);
  const changed = plan.steps.find(({ step }) => !sameFor(step, base, now, same));
  return changed === undefined ? undefined : describeStep(changed.step);
}

function sameFor(step: Step, base: Tables, now: Tables, samePlace: (place: string) => boolean): boolean {
  if (!needs(step).every(samePlace) || !makes(step).every(samePlace)) return false;
  if (holds(base, step) !== holds(now, step)) return false;
  return sameSteps(invert(step, base), invert(step, now));
}

/** Whether a place is in both or in neither; ten thousand entries of one device ask the same question. */
function placesWatch(base: Tables, now: Tables): (place: string) => boolean {
  const answers = new Map<string, boolean>();
  return (place) => {
    const known = answers.get(place);
    if (known !== undefined) return known;
    const same = exists(base, place) === exists(now, place);
    answers.set(place, same);
    return same;
  };
}

/** The kernel lists what was made again in another order. */
function sameSteps(before: readonly Step[], now: readonly Step[]): boolean {
  if (before.length !== now.length) return false;
  return before.every((step, at) => sameValue(step, now[at])) || sorted(before) === sorted(now);
}

function sorted(steps: readonly Step[]): string {
  return steps
    .map((step) => JSON.stringify(step))
    .sort()
    .join('\n');
}

/** Whether a place as `needs` and `makes` name it is there. */
export function exists(tables: Tables, place: string): boolean {
  const [kind, name = ''] = [place.slice(0, place.indexOf(' ')), place.slice(place.indexOf(' ') + 1)];
  return kind === 'netns' ? tables.netns.some((row) => row.name === name) : tables.link.some((row) => row.key === name);
}
