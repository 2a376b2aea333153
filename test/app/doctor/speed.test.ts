import { expect, test } from 'vitest';
import { diagnose } from '../../../app/doctor/diagnose.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import { factsOf } from './worlds.ts';

/** Milliseconds of processor time, which a busy machine does not lengthen as it does the clock's; the best of three. */
function timeOf(facts: readonly HostFacts[]): number {
  const times = [1, 2, 3].map(() => {
    // What was indexed for the last look is not there for the next.
    const fresh = facts.map((one) => ({ ...one, tables: { ...one.tables, route: [...one.tables.route] } }));
    const started = process.cpuUsage();
    const { findings } = diagnose(fresh);
    const { user, system } = process.cpuUsage(started);
    expect(findings.map(({ code, host, entry }) => `${code} ${host} ${entry}`).slice(0, 3)).toEqual([]);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test('a thousand hosts take ten times as long as a hundred, not a hundred times', () => {
  const [small, large] = [timeOf(factsOf(100, 20)), timeOf(factsOf(1000, 20))];
  console.log(`doctor, pure: 100 hosts ${small.toFixed(0)} ms, 1,000 hosts ${large.toFixed(0)} ms of processor time`);
  // The bar is a second, alone on the machine.
  expect(large).toBeLessThan(3000);
  expect(large).toBeLessThan(30 * Math.max(small, 20));
}, 120_000);

test('two overlays of 120 hosts, each with all others in its tables: by the entry as fast as small ones', () => {
  const took = timeOf(factsOf(240, 120));
  console.log(`doctor, pure: 240 hosts in overlays of 120 ${took.toFixed(0)} ms of processor time`);
  expect(took).toBeLessThan(3000);
}, 120_000);
