import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { fail, ok, type Result } from '../../../app/problem/problem.ts';
import { problemText } from '../../../app/problem/text.ts';
import type { Collector } from '../../../main/engine/collector-port.ts';
import { patient, type Slow } from '../../../main/engine/patience.ts';
import { runFramed } from '../../../main/transport/frame.ts';
import { outcomeProblem } from '../../../app/problem/outcome.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from './engine-for-test.ts';
import { lateTransport } from './faulty-transport.ts';

const EDIT = { kind: 'edit', host: 'lab:alpha', items: [{ noun: 'bridge', verb: 'add', netns: '', name: 'br9' }] };

function reading(...answers: readonly Result<Snapshot>[]): { collector: Collector; readonly limits: unknown[] } {
  const limits: unknown[] = [];
  const refresh: Collector['refresh'] = async (_, options) => {
    limits.push(options?.timeoutMs);
    return answers[limits.length - 1] ?? late();
  };
  return { collector: { refresh, transport: { host: 'lab:alpha' } } as unknown as Collector, limits };
}
const late = (): Result<Snapshot> =>
  fail({ code: 'command-timeout', severity: 'error', where: {}, facts: { command: 'ip link' }, retry: true });

describe('a read that times out', () => {
  test('is asked again with more time, and told', async () => {
    const told: Slow[] = [];
    const { collector, limits } = reading(late(), late(), ok({} as Snapshot));
    expect(await patient(collector, (slow) => told.push(slow), [2, 3, 4]).refresh()).toMatchObject({ ok: true });
    expect(limits).toEqual([undefined, 2, 3]);
    expect(told[0]).toMatchObject({ host: 'lab:alpha', command: 'ip link' });
  });

  test('is not asked for ever, and another failure not at all', async () => {
    const { collector, limits } = reading();
    expect(await patient(collector, () => undefined, [2, 3]).refresh()).toMatchObject({ ok: false });
    expect(limits).toHaveLength(3);
    const gone = reading(fail({ code: 'host-gone', severity: 'error', where: {}, facts: {}, retry: false }));
    await patient(gone.collector, () => undefined, [2, 3]).refresh();
    expect(gone.limits).toHaveLength(1);
  });

  test('says how long it really took', async () => {
    const [outcome] = await runFramed((argv) => argv, [['sleep', '30']], { timeoutMs: 1600 });
    expect(outcome?.durationMs).toBeGreaterThan(1500);
    const problem = outcome && outcomeProblem(outcome);
    expect(problem && problemText(problem).text).not.toMatch(/within 1 s/);
  });

  labTest('does not take a change back that stands: neither the read before, nor the one that verifies', () =>
    withLab(['alpha'], async (lab) => {
      for (const at of [0, 1]) {
        // The host is read once when it is added.
        const wrap = (real: Parameters<typeof lateTransport>[0]) => lateTransport(real, { from: 2 + at, times: 1 });
        await withEngine(
          lab,
          async ({ session }) => {
            const verb = at === 0 ? 'add' : 'del';
            const result = await applied(session, { ...EDIT, items: [{ ...EDIT.items[0], verb }] });
            expect(result).toMatchObject({ end: 'committed', problems: [{ code: 'host-slow', severity: 'info' }] });
          },
          { wrap },
        );
      }
    }),
  );
});
