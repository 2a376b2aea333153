import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastingSteps, planHost, rollbackOf, simulatePlan } from '../../../app/plan/plan.ts';
import { holds, simulate } from '../../../app/plan/step.ts';
import { arbitraryStep } from './arbitrary-step.ts';
import { feasible, sorted, START } from './world.ts';

const wish = (step: Parameters<typeof holds>[1]) => ({ step, why: '' });

describe('a plan of random steps', () => {
  test('followed by its inverse gives the starting tables, from any start and after any number of steps', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryStep, { maxLength: 12 }),
        fc.array(arbitraryStep, { maxLength: 16 }),
        fc.nat(),
        (before, wishes, cut) => {
          const start = feasible(START, before).after;
          const plan = planHost('local', start, feasible(start, wishes).steps.map(wish));
          const done = plan.steps.length === 0 ? 0 : cut % (plan.steps.length + 1);
          const middle = plan.steps.slice(0, done).reduce((tables, { step }) => simulate(tables, step), start);
          const end = rollbackOf(plan, done).reduce(simulate, middle);
          expect(sorted(end)).toEqual(sorted(start));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('leaves out what holds already, and every step that lasts holds afterwards', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 16 }), (wishes) => {
        const plan = planHost('local', START, feasible(START, wishes).steps.map(wish));
        const after = simulatePlan(START, plan);
        for (const step of lastingSteps(START, plan)) expect(holds(after, step)).toBe(true);
        const again = planHost('local', after, lastingSteps(START, plan).map(wish));
        expect(again.steps).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});
