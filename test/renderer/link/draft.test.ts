import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draft } from '../../../renderer/link/draft.svelte.ts';
import { fakeBridge, type Scenario } from './fake-bridge.ts';
import { FAKE_HOSTS } from './fake-hosts.ts';

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(3_000);

async function finished(scenario: Scenario): Promise<typeof draft.session> {
  vi.stubGlobal('window', { overlane: fakeBridge(scenario) });
  draft.restart(FAKE_HOSTS);
  await settle();
  draft.session?.edit('name', 'mine');
  void draft.session?.apply();
  await settle();
  return draft.session;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what was typed is still there after a look elsewhere', async () => {
  vi.stubGlobal('window', { overlane: fakeBridge({}) });
  draft.restart(FAKE_HOSTS);
  await settle();
  draft.session?.edit('name', 'mine');
  const before = draft.session;
  draft.arrive(FAKE_HOSTS);
  draft.open(FAKE_HOSTS);
  expect(draft.session).toBe(before);
});

test('after a link was made the next visit starts a new form', async () => {
  const before = await finished({});
  expect(before?.run?.result?.end).toBe('committed');
  draft.arrive(FAKE_HOSTS);
  expect(draft.session).not.toBe(before);
});

test('after a rollback its outcome stays, also when its hosts are gone, until the same form is asked for again', async () => {
  const before = await finished({ end: 'rolled-back' });
  draft.arrive(FAKE_HOSTS);
  draft.open([]);
  await settle();
  expect(draft.session).toBe(before);
  expect(before?.run?.result?.end).toBe('rolled-back');
  void before?.backToForm();
  await settle();
  expect(draft.session).toBe(before);
  expect(draft.session?.run).toBeUndefined();
  expect(draft.session?.form.text.name).toBe('mine');
});

test('what could not be taken back, and what still runs, stays in sight', async () => {
  const diverged = await finished({ end: 'diverged' });
  draft.arrive(FAKE_HOSTS);
  expect(diverged?.run?.result?.end).toBe('diverged');
  const running = await finished({ freezeAt: 2 });
  draft.arrive(FAKE_HOSTS);
  expect(draft.session).toBe(running);
  expect(running?.run?.running).toBe(true);
});

test('hosts that are gone make room for those that are there, but never under a run', async () => {
  const running = await finished({ freezeAt: 2 });
  draft.open([]);
  expect(draft.session).toBe(running);
  vi.stubGlobal('window', { overlane: fakeBridge({}) });
  draft.restart(FAKE_HOSTS);
  draft.open(FAKE_HOSTS.filter(({ id }) => id !== 'lab:alpha'));
  expect(draft.session?.form.hosts).toEqual(['lab:beta', 'lab:gamma']);
  draft.open([]);
  expect(draft.session).toBeUndefined();
});
