import * as v from 'valibot';
import { describe, test } from 'vitest';
import { checkLink } from '../../app/overlay/check.ts';
import { LinkIntent } from '../../app/overlay/link-intent.ts';
import { specOfLink } from '../../app/overlay/link-spec.ts';
import { forwardingTurnedOn, planDestroy } from '../../app/overlay/overlay-plan.ts';
import { planLink } from '../../app/overlay/link-plan.ts';
import { suggestLink, type SuggestOptions } from '../../app/overlay/suggest.ts';
import { simulatePlan, type Plan } from '../../app/plan/plan.ts';
import { problemText } from '../../app/problem/text.ts';
import { compare, planLines } from './golden.ts';
import { loadCases, type Case } from './load.ts';

describe.each(loadCases())('$name', (one) => {
  const intent = intentOf(one);
  const problems = checkLink(intent, one.snapshots);

  test('is refused with these problems, or planned', () => {
    compare(
      one,
      'problems.txt',
      problems.map((problem) => `${problem.where.field}: ${problemText(problem).text}`),
    );
  });

  test('gives this plan', () => {
    const plan = planLink(intent, one.snapshots);
    compare(one, 'plan.txt', problems.length > 0 ? [] : planLines(plan, 'forward'));
    compare(one, 'rollback.txt', problems.length > 0 ? [] : planLines(plan, 'rollback'));
  });

  test('is taken apart like this', () => {
    const lines = planLines(unlink(intent, one, planLink(intent, one.snapshots)), 'forward');
    compare(one, 'unlink.txt', one.later === undefined ? [] : lines);
  });
});

function intentOf({ intent, snapshots }: Case): LinkIntent {
  const { suggest, ...rest } = intent;
  const whole = suggest === undefined ? intent : merge(suggestLink(snapshots, suggest as SuggestOptions), rest);
  return v.parse(LinkIntent, whole);
}

/** Objects are merged, everything else is replaced. */
function merge(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over))
    return base.map((item: unknown, index) => merge(item, over[index] as unknown));
  if (typeof base !== 'object' || base === null || typeof over !== 'object' || over === null)
    return over === undefined ? base : over;
  const names = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      merge((base as Record<string, unknown>)[name], (over as Record<string, unknown>)[name]),
    ]),
  );
}

function unlink(intent: LinkIntent, { snapshots, later }: Case, made: Plan): Plan {
  const today = made.hosts.map((plan, index) => {
    const before = snapshots[index as 0 | 1].tables;
    return [plan.host, later?.[index as 0 | 1].tables ?? simulatePlan(before, plan)] as const;
  });
  const turnedOn = new Map(made.hosts.map((plan) => [plan.host, forwardingTurnedOn(plan)]));
  return planDestroy({ spec: specOfLink(intent), tables: new Map(today), turnedOn });
}
