/** Random steps: any of the small world, and walks through what its tables allow. */
import fc from 'fast-check';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { holds, simulate, type Step } from '../../../app/noun/step.ts';
import { candidate, countOf, KINDS } from './candidates.ts';
import { isFeasible } from './feasible.ts';

/** Where to begin to look for a step: which kind, and which of its candidates. */
interface Pick {
  readonly kind: number;
  readonly start: number;
}

const arbitraryPick: fc.Arbitrary<Pick> = fc.record({ kind: fc.nat(KINDS.length - 1), start: fc.nat(5_000) });

export const arbitraryStep: fc.Arbitrary<Step> = arbitraryPick.map(({ kind, start }) => candidate(kindOf(kind), start));

export function arbitraryWalk(most: number): fc.Arbitrary<readonly Pick[]> {
  return fc.array(arbitraryPick, { maxLength: most, size: 'max' });
}

/** For each pick the first step from there on that the tables allow and that changes something. */
export function walk(
  start: Tables,
  picks: readonly Pick[],
): { readonly steps: readonly Step[]; readonly after: Tables } {
  let after = start;
  const steps: Step[] = [];
  for (const pick of picks) {
    const step = firstFeasible(after, pick);
    if (step === undefined) continue;
    after = simulate(after, step);
    steps.push(step);
  }
  return { steps, after };
}

/** Candidates of one kind that are looked at before the next kind has its turn: most have fewer. */
const MOST_TRIES = 60;
/** Prime, so that all fields change from one try to the next. */
const STRIDE = 101;

function firstFeasible(tables: Tables, { kind, start }: Pick): Step | undefined {
  for (let turn = 0; turn < KINDS.length; turn += 1) {
    const next = kindOf(kind + turn);
    const tries = Math.min(MOST_TRIES, countOf(next));
    for (let at = 0; at < tries; at += 1) {
      const step = candidate(next, start + at * STRIDE);
      if (isFeasible(tables, step) && !holds(tables, step)) return step;
    }
  }
  return undefined;
}

function kindOf(number: number): Step['do'] {
  const kind = KINDS[number % KINDS.length];
  if (kind === undefined) throw new Error('the schema knows no steps');
  return kind;
}
