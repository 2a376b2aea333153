/** Whether what a plan relies on is still as it was when the plan was made. */
import { TABLE_NAMES, type Tables } from '../model/snapshot.ts';
import { describeStep } from './describe.ts';
import { makes, needs, tablesToRead, type HostPlan } from './plan.ts';
import { holds, invert, type Step } from './step.ts';

/** What changed, in words; `undefined` when the plan is still good. Only what the steps touch is compared. */
export function changedSince(plan: HostPlan, base: Tables, now: Tables): string | undefined {
  // Tables that were read again without a change are the same lists.
  if ((tablesToRead(plan) ?? TABLE_NAMES).every((table) => base[table] === now[table])) return undefined;
  const changed = plan.steps.find(({ step }) => !sameFor(step, base, now));
  return changed === undefined ? undefined : describeStep(changed.step);
}

function sameFor(step: Step, base: Tables, now: Tables): boolean {
  const places = [...makes(step), ...needs(step)];
  if (places.some((place) => exists(base, place) !== exists(now, place))) return false;
  if (holds(base, step) !== holds(now, step)) return false;
  return sorted(invert(step, base)) === sorted(invert(step, now));
}

/** The kernel lists what was made again in another order. */
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
