import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApplyProgress } from '../../../app/contract/plan-view.ts';
import { notices } from '../../../renderer/notices.svelte.ts';
import { Keeping, secondsLeft, spokenText } from '../../../renderer/ssh/keeping.svelte.ts';
import { keepActions, sshActions } from '../../../renderer/ssh/ssh-actions.ts';
import { FakeMain, later, refuse } from './fake-main.ts';

const NOW = 1_000_000;
const progress = (change: Partial<ApplyProgress> = {}): ApplyProgress => ({
  planId: 'p1',
  phase: 'verifying',
  hosts: [
    { host: 'ssh:site-a', steps: ['done'] },
    { host: 'ssh:site-b', steps: ['done'] },
    { host: 'lab:alpha', steps: [] },
  ],
  done: 2,
  total: 2,
  ...change,
});
let main: FakeMain;

beforeEach(() => {
  main = new FakeMain();
  notices.list = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('a change that waits', () => {
  test('is counted down from when it began to wait, and names the hosts that it changes', () => {
    const keeping = new Keeping();
    keeping.take(progress({ confirmBy: NOW + 25_000 }), NOW);
    keeping.take(progress({ confirmBy: NOW + 25_000 }), NOW + 5_000);
    expect(keeping.waiting).toEqual([{ planId: 'p1', by: NOW + 25_000, of: 25, hosts: 'site-a and site-b' }]);
  });

  test('waits no longer when main says so, and changes its hosts until it has ended', () => {
    const keeping = new Keeping();
    keeping.take(progress({ confirmBy: NOW + 25_000 }), NOW);
    keeping.take(progress({ phase: 'rolling-back' }), NOW);
    expect([keeping.waiting, keeping.changing.has('ssh:site-a')]).toEqual([[], true]);
    keeping.take(progress({ phase: 'ended' }), NOW);
    expect(keeping.changing.size).toBe(0);
  });

  test('one of another plan waits on', () => {
    const keeping = new Keeping();
    keeping.take(progress({ confirmBy: NOW + 9_000 }), NOW);
    keeping.take(progress({ planId: 'p2', confirmBy: NOW + 8_000 }), NOW);
    keeping.take(progress({ phase: 'ended' }), NOW);
    expect(keeping.waiting.map(({ planId }) => planId)).toEqual(['p2']);
  });
});

describe('the answer', () => {
  test('the first counts, however often it is pressed', async () => {
    const slow = later();
    main.answers['plan.decide'] = slow.answer;
    const keeping = new Keeping();
    const first = keeping.decide('p1', 'revert');
    await keeping.decide('p1', 'keep');
    slow.give({ ok: true, value: null });
    await first;
    expect(main.asked('plan.decide')).toEqual([{ planId: 'p1', decision: 'revert' }]);
    expect(keeping.decided.get('p1')).toBe('revert');
    keeping.take(progress({ phase: 'ended' }), NOW);
    expect(keeping.decided.size).toBe(0);
  });

  test('one that did not arrive can be given again', async () => {
    main.answers['plan.decide'] = refuse('engine-ended', { message: 'gone' });
    const keeping = new Keeping();
    await keeping.decide('p1', 'keep');
    expect([keeping.decided.size, notices.list.length]).toEqual([0, 1]);
  });

  test('is in the palette as long as something waits', () => {
    const done: string[] = [];
    const doing = {
      add: () => undefined,
      reconnect: () => undefined,
      remove: () => undefined,
      decide: (id: string, word: string) => done.push(`${id} ${word}`),
    };
    const actions = keepActions([{ planId: 'p1', by: 0, of: 1, hosts: 'site-a and site-b' }], doing);
    expect(actions.map(({ title }) => title)).toEqual([
      'Keep the change on site-a and site-b',
      'Revert now: the change on site-a and site-b',
    ]);
    actions.forEach(({ run }) => run());
    expect(done).toEqual(['p1 keep', 'p1 revert']);
    expect(sshActions([], doing).map(({ id }) => id)).toEqual(['ssh-add']);
  });
});

describe('the time', () => {
  test('never shows more than there is, and stays at nothing', () => {
    expect([4_001, 4_000, 1, 0, -5_000].map((left) => secondsLeft({ by: NOW + left }, NOW))).toEqual([5, 4, 1, 0, 0]);
  });

  test('is read out at a few points only', () => {
    const spoken = Array.from({ length: 31 }, (_, left) => spokenText({ hosts: 'site-a' }, left));
    expect(new Set(spoken).size).toBe(4);
    expect(spoken[7]).toContain('less than 10 seconds');
    expect(spoken[5]).toContain('less than 5 seconds');
  });
});
