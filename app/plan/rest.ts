/** What a plan's inverses leave, as far as rows can be made again. */
import type { TableName, Tables } from '../noun/snapshot.ts';
import { describeStep, simulateNext, stepsOf, tableOf, type Step } from '../noun/step.ts';
import { undrafted } from '../noun/draft.ts';
import { lostBy } from './losses.ts';
import { notBroughtBack } from './not-back.ts';
import type { PlannedStep } from './plan.ts';
import { restore } from './restore.ts';

/** Entries stand for themselves: of thousands it is enough that each has something to be taken back with. */
const MOST_LOOKED_AT = 1_000;

function isEntry({ step }: PlannedStep): boolean {
  return stepsOf(step).byThousands;
}

/** Nouns on which others stand. */
const PLACES: ReadonlySet<TableName> = new Set(['link', 'netns']);

interface Whole {
  readonly steps: readonly PlannedStep[];
  /** What does not come back all the same, in words. */
  readonly lost: readonly string[];
}

/**
 * What no single step's inverse brings back, because a place that was made took it along when it went (a bridge that has
 * lost its last port forgets neighbours): the first step's inverse, which runs last, gets it.
 */
export function withRest(before: Tables, after: Tables, steps: readonly PlannedStep[]): Whole {
  const [first, ...others] = steps;
  if (first === undefined) return { steps, lost: [] };
  const places = steps.some(({ step }) => PLACES.has(tableOf(step)));
  if (steps.length > MOST_LOOKED_AT && steps.every(isEntry))
    return { steps, lost: steps.filter(({ inverse }) => inverse.length === 0).map(({ step }) => describeStep(step)) };
  const end = undrafted(
    [...steps]
      .reverse()
      .flatMap(({ inverse }) => inverse)
      .reduce(simulateNext, after),
  );
  const rest: readonly Step[] = places ? restore(before, end) : [];
  const back = undrafted(rest.reduce(simulateNext, end));
  const lost = [...notBroughtBack(before, back), ...lostBy(before, after, back)];
  if (rest.length === 0) return { steps, lost };
  return { steps: [{ ...first, inverse: [...first.inverse, ...rest] }, ...others], lost };
}
