import { describe, expect } from 'vitest';
import type { ApplyProgress } from '../../../app/contract/plan-view.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, suggested, withEngine } from './engine-for-test.ts';
import { applyFile, expectWhole, fileOf } from './overlay-for-test.ts';

const PAIR = ['lab:alpha', 'lab:beta'] as const;

describe.each(['bridged', 'routed'] as const)('a %s link', (mode) => {
  labTest('is made, answers both ways with packets as large as its MTU, and is taken apart without a trace', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        const before = [await look('lab:alpha'), await look('lab:beta')] as const;
        const intent = suggested(session, PAIR, { mode });
        const result = await applied(session, intent);
        expect(result).toMatchObject({ end: 'committed', problems: [], health: { healthy: true, pinged: true } });
        expect(result.health?.pings.map(({ from, largestPacket }) => [from, largestPacket])).toEqual([
          ['lab:alpha', 1450],
          ['lab:beta', 1450],
        ]);
        expect(session.stated.views()).toMatchObject([
          { spec: { name: 'alpha-beta' }, members: [{ state: 'true' }, { state: 'true' }] },
        ]);
        expect(sameDurable(before[0], await look('lab:alpha'))).not.toEqual([]);

        expect(await applied(session, { kind: 'unlink', name: 'alpha-beta' })).toMatchObject({
          end: 'committed',
          problems: [],
        });
        expect(sameDurable(before[0], await look('lab:alpha'))).toEqual([]);
        expect(sameDurable(before[1], await look('lab:beta'))).toEqual([]);
        expect(session.stated.views()).toEqual([]);
      }),
    ),
  );
});

describe('linking', () => {
  labTest('tells how far it is, step by step, to the end', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        const told: ApplyProgress[] = [];
        await applied(session, suggested(session, PAIR), (progress) => told.push(progress));
        expect(new Set(told.map(({ phase }) => phase))).toEqual(
          new Set(['checking', 'applying', 'verifying', 'ended']),
        );
        const done = told.map((progress) => progress.done);
        expect(done).toEqual([...done].sort((a, b) => a - b));
        expect(told.at(-1)?.done).toBe(told.at(-1)?.total);
        expect(told.at(-1)?.hosts.every(({ steps }) => steps.every((step) => step === 'done'))).toBe(true);
      }),
    ),
  );

  labTest('refuses a plan when the host changed after the preview, and changes nothing', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        const plan = previewed(session, suggested(session, PAIR));
        await inHost(hostOf(lab, 'beta'), 'ip', 'link', 'add', 'name', 'br42', 'type', 'bridge');
        const before = await look('lab:alpha');
        const result = await session.apply(plan.planId, () => undefined);
        expect(result).toMatchObject({
          ok: true,
          value: { end: 'rolled-back', problems: [{ code: 'plan-stale', facts: { what: 'br42' } }] },
        });
        expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
      }),
    ),
  );

  labTest('applies a plan once only', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        const plan = previewed(session, suggested(session, PAIR));
        await session.apply(plan.planId, () => undefined);
        expect(await session.apply(plan.planId, () => undefined)).toMatchObject({
          ok: false,
          problem: { code: 'plan-unknown' },
        });
      }),
    ),
  );

  labTest('gives three hosts two overlays that do not touch each other', () =>
    withLab(['alpha', 'beta', 'gamma'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        expect((await applied(session, suggested(session, PAIR, { mode: 'routed' }))).end).toBe('committed');
        const between = await look('lab:alpha');
        expect((await applied(session, suggested(session, ['lab:alpha', 'lab:gamma'], { mode: 'routed' }))).end).toBe(
          'committed',
        );
        await applied(session, { kind: 'unlink', name: 'alpha-gamma' });
        expect(sameDurable(between, await look('lab:alpha'))).toEqual([]);
        expect(await session.health('alpha-beta')).toMatchObject({ ok: true, value: { healthy: true } });
      }),
    ),
  );

  labTest('taken apart leaves the kernel forwarding where a stated overlay routes', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        await applied(session, suggested(session, PAIR, { mode: 'routed' }));
        expect(await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']))).toMatchObject({
          end: 'committed',
        });
        expect((await applied(session, { kind: 'unlink', name: 'alpha-beta' })).end).toBe('committed');
        await expectWhole(session, 2, 'IPv4');
      }),
    ),
  );

  labTest('cancelled half way takes back what was done', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session, look }) => {
        const before = await look('lab:alpha');
        const plan = previewed(session, suggested(session, PAIR));
        const result = await session.apply(plan.planId, ({ phase, done }) => {
          if (phase === 'applying' && done > 2) session.cancel(plan.planId);
        });
        expect(result).toMatchObject({
          ok: true,
          value: { end: 'rolled-back', problems: [{ code: 'apply-cancelled' }] },
        });
        expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
      }),
    ),
  );
});
