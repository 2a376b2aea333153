import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RecoveryView } from '../../../app/contract/plan-view.ts';
import { problemText } from '../../../app/problem/text.ts';
import { notices } from '../../../renderer/notices.svelte.ts';
import { settled } from '../../../renderer/overlay/recovery.svelte.ts';
import { tellSettled } from '../../../renderer/ssh/recovery-news.ts';
import { FakeMain, refuse, value } from './fake-main.ts';

const recovery: RecoveryView = {
  entryId: 'e1',
  title: 'Link site-a and site-b',
  startedAt: 0,
  hosts: ['ssh:site-a', 'ssh:site-b'],
  done: 3,
  total: 9,
  problem: { code: 'recovery-pending', severity: 'warning', where: {}, facts: {}, retry: false },
};
const ended = {
  title: recovery.title,
  hosts: recovery.hosts,
  end: 'rolled-back',
  problems: ['the hosts took it back by themselves'],
};
let main: FakeMain;

beforeEach(() => {
  main = new FakeMain();
  main.answers = { 'history.show': value(ended) };
  notices.list = [];
  settled.list = [];
});
afterEach(() => vi.unstubAllGlobals());

const said = () => notices.list.map((notice) => ('problem' in notice ? problemText(notice.problem).text : notice.said));

test('a change that its hosts settled is said with how it ended', async () => {
  await tellSettled([recovery], []);
  expect(main.asked('history.show')).toEqual([{ entryId: 'e1' }]);
  expect(said()).toEqual([
    '“Link site-a and site-b” was interrupted on site-a and site-b and has ended: it was taken back (the hosts took it back by themselves).',
  ]);
});

test('nothing is said while it is still open, nor of one that was settled in this window', async () => {
  await tellSettled([recovery], [recovery]);
  settled.list = [recovery];
  await tellSettled([recovery], []);
  expect([main.calls, said()]).toEqual([[], []]);
});

test('a journal that cannot be read is said too', async () => {
  main.answers = { 'history.show': refuse('plan-unknown') };
  await tellSettled([recovery], []);
  expect(notices.list).toHaveLength(1);
});
