import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { ApplyProgress } from '../../../app/contract/plan-view.ts';
import type { HostId } from '../../../app/base/host.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import { foldJournal } from '../../../app/change/journal-fold.ts';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import { holds } from '../../../app/noun/step.ts';
import type { Session } from '../../../main/engine/session.ts';
import { startLab, type Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labName, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, lookAt, previewed, suggested, withEngine } from './engine-for-test.ts';
import { faultyTransport, type FaultPlan } from './faulty-transport.ts';

const PAIR = ['lab:alpha', 'lab:beta'] as const;
/** A routed side has the most kinds of steps: device, address, route, setting, namespace, cable. */
const STEPS = 18;

function inject(plan: FaultPlan, host: HostId) {
  return {
    wrap: (transport: Parameters<typeof faultyTransport>[0]) =>
      transport.host === host ? faultyTransport(transport, plan) : transport,
  };
}

describe('a failure at any step', () => {
  let lab: Lab;
  beforeAll(async () => {
    const started = await startLab({ name: labName(), hosts: ['alpha', 'beta'], lifetime: 'owned' });
    if (started.ok) lab = started.value;
  });
  afterAll(() => lab?.stop());

  const steps = Array.from({ length: STEPS }, (_, at) => at);
  for (const fault of ['hangs', 'hangs-after'] as const) {
    labTest(`that ${fault} is taken back on both hosts`, { timeout: 120_000 }, async () => {
      const before = [await lookAt(lab, 'lab:alpha'), await lookAt(lab, 'lab:beta')] as const;
      for (const at of steps) {
        const result = await withEngine(
          lab,
          ({ session }) => applied(session, suggested(session, PAIR, { mode: 'routed' })),
          inject({ fault, at }, 'lab:beta'),
        );
        expect(result, `step ${at}`).toMatchObject({
          end: 'rolled-back',
          problems: [{ code: 'step-failed', facts: { host: 'beta', step: at + 1 } }],
        });
        expect(sameDurable(before[0], await lookAt(lab, 'lab:alpha')), `alpha after step ${at}`).toEqual([]);
        expect(sameDurable(before[1], await lookAt(lab, 'lab:beta')), `beta after step ${at}`).toEqual([]);
      }
    });
  }
});

describe('a thing that somebody makes a moment before its step', () => {
  /** Steps whose command the kernel refuses when it was done already; the others succeed again, which is no failure. */
  const REFUSED = [0, 1, 3, 4, 8, 10, 11, 15, 17];
  for (const at of REFUSED) {
    labTest(`step ${at + 1}: is left alone, and what the plan did is taken back`, () =>
      withLab(['alpha', 'beta'], (lab) =>
        withEngine(
          lab,
          async ({ session, look }) => {
            const before = await look('lab:alpha');
            const intent = suggested(session, PAIR, { mode: 'routed' });
            const plan = session.previews.preview(intent).plan;
            const result = await applied(session, intent);
            expect(result.end).toMatch(/rolled-back|diverged/);
            expect(result.problems[0]).toMatchObject({
              code: 'step-failed',
              facts: { step: at + 1 },
              cause: { argv: expect.any(Array) as unknown },
            });
            expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
            expect(plan).toBeDefined();
          },
          inject({ fault: 'exists', at }, 'lab:beta'),
        ),
      ),
    );
  }

  labTest('is not removed by the rollback', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(
        lab,
        async ({ session, look }) => {
          await applied(session, suggested(session, PAIR, { mode: 'bridged' }));
          const { tables } = await look('lab:beta');
          expect(holds(tables, { do: 'link-add-bridge', netns: '', name: 'br42' })).toBe(true);
          expect(tables.link.map(({ name }) => name)).not.toContain('vxlan42');
        },
        inject({ fault: 'exists', at: 1 }, 'lab:beta'),
      ),
    ),
  );
});

describe('a host that vanishes in the middle', () => {
  for (const at of [0, 1, 8, 16]) {
    labTest(`before step ${at + 1}: ends diverged, says which host, and the other host is as before`, () =>
      withLab(['alpha', 'beta'], async (lab) => {
        const before = await lookAt(lab, 'lab:alpha');
        const kill = async (): Promise<void> => {
          process.kill(hostOf(lab, 'beta').pid, 'SIGKILL');
        };
        await withEngine(
          lab,
          async ({ session, journalPath }) => {
            const result = await applied(session, suggested(session, PAIR, { mode: 'routed' }));
            expect(result.end).toBe('diverged');
            expect(result.problems).toContainEqual(
              expect.objectContaining({
                code: 'host-gone',
                where: expect.objectContaining({ host: 'lab:beta' }) as unknown,
              }),
            );
            expect(sameDurable(before, await lookAt(lab, 'lab:alpha'))).toEqual([]);
            const entries = readFileSync(journalPath, 'utf8')
              .trim()
              .split('\n')
              .map((line) => JSON.parse(line) as JournalEntry);
            expect(foldJournal(entries).map(({ end }) => end?.end)).toEqual(['diverged']);
            expect(session.overlays.recoveries()).toHaveLength(1);
          },
          inject({ fault: 'vanishes', at, kill }, 'lab:beta'),
        );
      }),
    );
  }
});

describe('a cancel in the middle of ten thousand steps', () => {
  const COUNT = 10_000;
  const mac = (index: number): string =>
    `02:cc:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
  const items = (verb: 'add' | 'del') =>
    Array.from({ length: COUNT }, (_, index) => ({
      ...{ noun: 'fdb', verb, netns: '', dev: 'vx9', mac: mac(index), dst: '192.168.64.4', owner: 'self' },
      ...(verb === 'add' ? { state: 'permanent' } : {}),
    }));

  /** Cancels as soon as `when` says so, and answers with the end, what was told and how long the end took from there. */
  async function cancelledApply(session: Session, intent: unknown, when: (told: ApplyProgress) => boolean) {
    const { planId } = previewed(session, intent);
    const told: ApplyProgress[] = [];
    let cancelledAt = Number.NaN;
    const result = await session.apply(planId, (progress) => {
      told.push(progress);
      if (!Number.isNaN(cancelledAt) || !when(progress)) return;
      cancelledAt = performance.now();
      session.cancel(planId);
    });
    return { result, told, tookMs: performance.now() - cancelledAt };
  }

  const inTheMiddle = ({ phase, done, total }: ApplyProgress): boolean =>
    phase === 'applying' && done > 0 && done < total;

  labTest(
    'is told several times, stops soon, and leaves the host as it was: entries added, and entries deleted',
    () =>
      withLab(['alpha'], async (lab) => {
        const alpha = hostOf(lab, 'alpha');
        await inHost(alpha, 'ip', 'link', 'add', 'name', 'vx9', 'type', 'vxlan', 'id', '9', 'dstport', '4789');
        await withEngine(lab, async ({ session, look }) => {
          for (const verb of ['add', 'del'] as const) {
            const before = await look('lab:alpha');
            const intent = { kind: 'edit', host: 'lab:alpha', items: items(verb) };
            const { result, told, tookMs } = await cancelledApply(session, intent, inTheMiddle);
            expect(result).toMatchObject({
              ok: true,
              value: { end: 'rolled-back', problems: [{ code: 'apply-cancelled' }] },
            });
            expect(sameDurable(before, await look('lab:alpha')), verb).toEqual([]);
            // At its start and in its middle; how much more often is a matter of how slow the machine is.
            expect(told.filter(({ phase }) => phase === 'applying').length, verb).toBeGreaterThanOrEqual(2);
            expect(told.some(inTheMiddle), verb).toBe(true);
            expect(told.some((progress) => progress.phase === 'rolling-back')).toBe(true);
            // Two to three seconds on a busy machine. What waits for a time limit takes twenty; what goes through all entries for each, minutes.
            expect(tookMs, verb).toBeLessThan(10_000);
            if (verb === 'add') expect(await applied(session, intent)).toMatchObject({ end: 'committed' });
          }
        });
      }),
    120_000,
  );

  labTest('that comes when all steps have run still takes them back', () =>
    withLab(['alpha'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        const before = await look('lab:alpha');
        const intent = {
          kind: 'edit',
          host: 'lab:alpha',
          items: [{ noun: 'bridge', verb: 'add', netns: '', name: 'br9' }],
        };
        const { result } = await cancelledApply(session, intent, ({ phase }) => phase === 'verifying');
        expect(result).toMatchObject({
          ok: true,
          value: { end: 'rolled-back', problems: [{ code: 'apply-cancelled' }] },
        });
        expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
      }),
    ),
  );
});
