import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Bridge } from '../../../app/contract/ipc.ts';
import type { RecoveryView } from '../../../app/contract/plan-view.ts';
import { HealthCheck } from '../../../renderer/overlay/health-check.svelte.ts';
import { settled } from '../../../renderer/overlay/recovery.svelte.ts';
import { settlementText } from '../../../renderer/overlay/settlement-text.ts';
import { OverlayChange } from '../../../renderer/overlay/change.svelte.ts';
import { fakeBridge, type Scenario } from '../link/fake-bridge.ts';

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(3_000);

function use(scenario: Scenario): Bridge {
  const bridge = fakeBridge(scenario);
  vi.stubGlobal('window', { overlane: bridge });
  return bridge;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('taking apart', () => {
  test('shows its commands and runs nothing before it is confirmed', async () => {
    const bridge = use({ made: true });
    const calls = vi.spyOn(bridge, 'call');
    const apart = OverlayChange.apart('alpha-beta', 2);
    expect(apart.loading).toBe(true);
    await settle();
    expect(apart.plan?.hosts[0]?.forward.map(({ text }) => text)).toContain('ip link del dev br42');
    expect(calls.mock.calls.map(([name]) => name)).toEqual(['plan.preview']);
    void apart.confirm();
    await settle();
    expect(apart.run?.result?.end).toBe('committed');
  });

  test('of an overlay that is not there says so and cannot be confirmed', async () => {
    use({});
    const apart = OverlayChange.apart('nowhere', 2);
    await settle();
    expect(apart.problems.map(({ code }) => code)).toEqual(['overlay-unknown']);
    await apart.confirm();
    expect(apart.run).toBeUndefined();
  });

  test('that was refused is planned again and says why', async () => {
    const bridge = use({ made: true });
    const apart = OverlayChange.apart('alpha-beta', 2);
    await settle();
    const problem = {
      code: 'apply-busy',
      severity: 'error',
      where: {},
      facts: { host: 'alpha' },
      retry: true,
    } as const;
    const real = bridge.call.bind(bridge) as (name: string, argument: unknown) => Promise<unknown>;
    const call = (name: string, argument: unknown): Promise<unknown> =>
      name === 'plan.apply' ? Promise.resolve({ ok: false, problem }) : real(name, argument);
    vi.stubGlobal('window', { overlane: { ...bridge, call } });
    void apart.confirm();
    await settle();
    expect(apart.run).toBeUndefined();
    expect(apart.problems).toEqual([problem]);
    expect(apart.plan).toBeDefined();
  });
});

test('when two checks overlap, the newer one counts', async () => {
  const bridge = use({ made: true });
  const answers: ((value: unknown) => void)[] = [];
  vi.stubGlobal('window', { overlane: { ...bridge, call: () => new Promise((resolve) => answers.push(resolve)) } });
  const check = new HealthCheck('alpha-beta');
  void check.run();
  void check.run();
  answers[1]?.({ ok: true, value: { healthy: true, pinged: true, pings: [], problems: [] } });
  answers[0]?.({ ok: true, value: { healthy: false, pinged: true, pings: [], problems: [] } });
  await settle();
  expect(check.health?.healthy).toBe(true);
  expect(check.checking).toBe(false);
});

describe('an interrupted change', () => {
  const problem = { code: 'recovery-pending', severity: 'warning', where: {}, facts: {}, retry: true } as const;
  const recovery = (entryId: string): RecoveryView => ({
    entryId,
    title: 'Link alpha and beta',
    startedAt: 0,
    hosts: ['lab:alpha'],
    done: 3,
    total: 9,
    problem,
  });

  test('that was rolled back stays listed with its result until it is dismissed', async () => {
    use({});
    void settled.rollBack(recovery('one'));
    expect(settled.busy.has('one')).toBe(true);
    await settle();
    expect(settled.busy.has('one')).toBe(false);
    expect(settled.how('one')).toMatchObject({ kind: 'rolled', result: { end: 'rolled-back' } });
    settled.dismiss('one');
    expect(settled.list).toEqual([]);
  });

  test('is never said to be as before when the rollback diverged', () => {
    const result = { planId: '', end: 'diverged', problems: [], durationMs: 1 } as const;
    expect(settlementText({ kind: 'rolled', result })).toContain('only in part');
    expect(settlementText({ kind: 'kept', problems: [] })).toContain('Nothing was run');
  });
});
