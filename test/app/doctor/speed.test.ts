import { expect, test } from 'vitest';
import { diagnose } from '../../../app/doctor/diagnose.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import { factsOf } from './worlds.ts';

/** Milliseconds, the best of three: others use this machine too. */
function timeOf(facts: readonly HostFacts[]): number {
  const times = [1, 2, 3].map(() => {
    // What was indexed for the last look is not there for the next.
    const fresh = facts.map((one) => ({ ...one, tables: { ...one.tables, route: [...one.tables.route] } }));
    const started = performance.now();
    const { findings } = diagnose(fresh);
    const took = performance.now() - started;
    expect(findings.map(({ code, host, entry }) => `${code} ${host} ${entry}`).slice(0, 3)).toEqual([]);
    return took;
  });
  return Math.min(...times);
}

/** `npm run bench -- doctor` holds the second; here only the growth, which a busy machine does not change. */
test('a thousand hosts take ten times as long as a hundred, not a hundred times', () => {
  const [small, large] = [timeOf(factsOf(100, 20)), timeOf(factsOf(1000, 20))];
  expect(large).toBeLessThan(40 * Math.max(small, 20));
}, 120_000);

test('six times the members have 36 times the entries, and take no more than by the entry', () => {
  const [small, large] = [timeOf(factsOf(40, 20)), timeOf(factsOf(240, 120))];
  expect(large).toBeLessThan(36 * 4 * Math.max(small, 5));
}, 120_000);
