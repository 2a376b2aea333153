import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApplyEnd, ApplyProgress } from '../../../app/contract/plan-view.ts';
import { ApplyRun } from '../../../renderer/link/apply-run.svelte.ts';
import { notices } from '../../../renderer/notices.svelte.ts';
import { FakeMain, value } from '../ssh/fake-main.ts';

const plan = { planId: 'p1', title: 'Link site-a and site-b', hosts: [] };
const progress: ApplyProgress = {
  planId: 'p1',
  phase: 'applying',
  hosts: [{ host: 'ssh:site-a', steps: ['done', 'failed', 'waiting'] }],
  done: 1,
  total: 3,
};
const reverted = { code: 'dead-man-reverted', severity: 'info', where: {}, facts: { host: 'site-a' }, retry: true };
let main: FakeMain;

beforeEach(() => {
  vi.useFakeTimers();
  main = new FakeMain();
  notices.list = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function run(end: ApplyEnd, watched: number): Promise<ApplyRun> {
  const one = new ApplyRun(plan);
  one.watched = watched;
  main.answers['plan.apply'] = () => {
    main.tell('apply.progress', progress);
    return value({ planId: 'p1', end, problems: [reverted], durationMs: 1 })();
  };
  await one.start();
  return one;
}
const said = () => notices.list.map((notice) => ('said' in notice ? notice.said : notice.problem.code));

describe('a run that ends', () => {
  test('while it is looked at says nothing besides its own page', async () => {
    await run('rolled-back', 1);
    expect(said()).toEqual([]);
  });

  test('while nobody looks is said, with what the hosts did', async () => {
    await run('rolled-back', 0);
    expect(said()).toEqual(['Link site-a and site-b: taken back.', 'dead-man-reverted']);
    notices.list = [];
    await run('committed', 0);
    expect(said()).toEqual(['Link site-a and site-b: done.']);
  });

  test('shows steps as taken back that a host took back by itself, and only then', async () => {
    expect((await run('rolled-back', 1)).progress?.hosts[0]?.steps).toEqual(['undone', 'failed', 'waiting']);
    expect((await run('committed', 1)).progress?.hosts[0]?.steps).toEqual(['done', 'failed', 'waiting']);
  });
});
