import { describe, test } from 'vitest';
import { compare, planLines } from './golden.ts';
import { loadWalkCases } from './load.ts';
import { planWalk } from './plan-walk.ts';

describe('edits that a random walk found wrong once', () => {
  test.each(loadWalkCases())('$name gives these plans', (one) => {
    const plans = planWalk(one.snapshot, one.walked);
    compare(
      one,
      'plan.txt',
      plans.flatMap((plan) => planLines(plan, 'forward')),
    );
  });
});
