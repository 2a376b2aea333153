import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkStep, stepText } from '../../../app/noun/step-argv.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { lastingSteps, planHost, rollbackOf, simulatePlan, type HostPlan } from '../../../app/plan/plan.ts';
import { holds, simulate, StepSchema, type Step } from '../../../app/plan/step.ts';
import { arbitraryWalk, walk } from './arbitrary-step.ts';
import { KINDS } from './candidates.ts';
import { isFeasible } from './feasible.ts';
import { sorted, START } from './world.ts';

const RUNS = 3000;
/** Milliseconds. All runs take a few seconds on an idle machine; a busy one is no fault. */
const PATIENCE = 400_000;
const wish = (step: Step) => ({ step, why: '' });

/** Runs steps as they are run on a host: those that hold are left out, and each must be one that the kernel takes. */
function run(start: Tables, steps: readonly Step[]): Tables {
  return steps.reduce((tables, step) => {
    if (holds(tables, step)) return tables;
    expect(v.is(StepSchema, step) && checkStep(step) === undefined, `${stepText(step)} is a step`).toBe(true);
    expect(isFeasible(tables, step), `the kernel takes ${stepText(step)}`).toBe(true);
    return simulate(tables, step);
  }, start);
}

/** The commands there and back, for whoever reads why it failed. */
function told<T>(first: readonly Step[], plan: HostPlan, done: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    const lines = [
      ...['# before', ...first.map(stepText)],
      ...['# plan', ...plan.steps.map(({ step }) => stepText(step))],
      ...[`# back from ${done}`, ...rollbackOf(plan, done).map(stepText)],
    ];
    throw new Error(`${lines.join('\n')}\n${String(error)}`, { cause: error });
  }
}

/** The same ways each time, so that a red run can be repeated; `OVERLANE_SEED=7 npx vitest …` goes others. */
const SEED = Number(process.env['OVERLANE_SEED']) || 20_261_123;

describe('a plan of random steps', () => {
  test(
    'followed by its inverse gives the starting tables, from any start and after any number of steps; no kind of step is left out',
    () => {
      const planned = new Map<string, number>();
      fc.assert(
        fc.property(arbitraryWalk(12), arbitraryWalk(14), fc.nat(), (before, picks, cut) => {
          const first = walk(START, before);
          const plan = planHost('local', first.after, walk(first.after, picks).steps.map(wish));
          for (const { step } of plan.steps) planned.set(step.do, (planned.get(step.do) ?? 0) + 1);
          // All of it, or what was done when it stopped.
          const done = cut % 2 === 0 ? plan.steps.length : cut % (plan.steps.length + 1);
          told(first.steps, plan, done, () => {
            const middle = plan.steps.slice(0, done).reduce((tables, { step }) => simulate(tables, step), first.after);
            expect(sorted(run(middle, rollbackOf(plan, done)))).toEqual(sorted(first.after));
          });
        }),
        { numRuns: RUNS, seed: SEED },
      );
      const never = KINDS.filter((kind) => !planned.has(kind));
      expect(never).toEqual([]);
      expect([...planned.values()].reduce((sum, count) => sum + count, 0) / RUNS).toBeGreaterThanOrEqual(5);
    },
    PATIENCE,
  );

  test(
    'leaves out what holds already, and every step that lasts holds afterwards',
    () => {
      fc.assert(
        fc.property(arbitraryWalk(16), (picks) => {
          const plan = planHost('local', START, walk(START, picks).steps.map(wish));
          const after = simulatePlan(START, plan);
          for (const step of lastingSteps(START, plan)) expect(holds(after, step)).toBe(true);
          const again = planHost('local', after, lastingSteps(START, plan).map(wish));
          expect(again.steps).toEqual([]);
        }),
        { numRuns: 1000, seed: SEED },
      );
    },
    PATIENCE,
  );
});
