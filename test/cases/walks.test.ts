import { describe, test } from 'vitest';
import { compare, planLines } from './golden.ts';
import { loadWalkCases } from './load.ts';
import { editsOf, planWalk } from './plan-walk.ts';

const EDITED = loadWalkCases().flatMap(({ snapshots: [snapshot], walked, ...folder }) => {
  const edits = editsOf(walked);
  return edits === undefined || snapshot === undefined ? [] : [{ ...folder, snapshot, edits }];
});

describe('edits that a random walk found wrong once', () => {
  test.each(EDITED)('$name gives these plans', (one) => {
    const plans = planWalk(one.snapshot, one.edits);
    compare(
      one,
      'plan.txt',
      plans.flatMap((plan) => planLines(plan, 'forward')),
    );
  });
});
