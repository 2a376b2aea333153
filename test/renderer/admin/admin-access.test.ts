import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AdminView } from '../../../app/contract/admin-view.ts';
import type { ProblemCode } from '../../../app/problem/catalogue.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { AdminAccess } from '../../../renderer/admin/admin-access.svelte.ts';
import { app } from '../../../renderer/app-state.svelte.ts';
import { notices } from '../../../renderer/notices.svelte.ts';

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem };

const OFF: AdminView = { state: 'off', installed: 'no', direct: false };
const calls: { readonly name: string; readonly argument: unknown }[] = [];
let answers: Readonly<Record<string, () => Answer | Promise<Answer>>> = {};

const problem = (code: ProblemCode): Problem => ({ code, severity: 'error', where: {}, facts: {}, retry: true });
const refused = (code: ProblemCode) => (): Answer => ({ ok: false, problem: problem(code) });
const plan = (id: string) => (): Answer => ({ ok: true, value: { id, files: [] } });
const names = (): readonly string[] => calls.map(({ name }) => name);

/** An answer that comes when it is told to. */
function later(): { readonly answer: () => Promise<Answer>; readonly give: (answer: Answer) => void } {
  let give: (answer: Answer) => void = () => undefined;
  const promise = new Promise<Answer>((resolve) => (give = resolve));
  return { answer: () => promise, give: (answer) => give(answer) };
}

beforeEach(() => {
  calls.length = 0;
  answers = {};
  app.admin = OFF;
  notices.list = [];
  const call = async (name: string, argument: unknown): Promise<Answer> => {
    calls.push({ name, argument });
    return (await answers[name]?.()) ?? { ok: true, value: OFF };
  };
  vi.stubGlobal('window', { overlane: { call, on: () => () => undefined } });
});
afterEach(() => vi.unstubAllGlobals());

describe('the switch', () => {
  test('starts when off, and ends or gives up otherwise', async () => {
    const access = new AdminAccess();
    for (const state of ['off', 'asking', 'on'] as const) {
      app.admin = { ...OFF, state };
      await access.toggle();
    }
    expect(names()).toEqual(['admin.start', 'admin.stop', 'admin.stop']);
    expect(access.open).toBe(false);
  });

  test('opens the dialog with why it did not get on', async () => {
    answers = { 'admin.start': refused('admin-denied') };
    const access = new AdminAccess();
    await access.toggle();
    expect([access.open, access.page, access.problem?.code]).toEqual([true, 'state', 'admin-denied']);
  });

  test('says nothing of a refusal that the user caused by giving up', async () => {
    const asked = later();
    answers = { 'admin.start': asked.answer };
    const access = new AdminAccess();
    const starting = access.toggle();
    app.admin = { ...OFF, state: 'asking' };
    await access.toggle();
    asked.give(refused('admin-dismissed')());
    await starting;
    expect([access.open, access.problem, notices.list]).toEqual([false, undefined, []]);
  });

  test('a helper that ended by itself is said once; one that never got on is the dialog’s', () => {
    const access = new AdminAccess();
    const ended: AdminView = { ...OFF, problem: problem('admin-ended') };
    access.follow(ended);
    expect(notices.list).toEqual([]);
    access.follow({ ...OFF, state: 'on' });
    access.follow(ended);
    notices.list = [];
    access.follow({ ...ended, installed: 'copy' });
    expect(notices.list).toEqual([]);
    access.follow({ ...OFF, state: 'on' });
    access.follow(ended);
    expect(notices.list).toMatchObject([{ problem: { code: 'admin-ended' } }]);
  });
});

describe('installing', () => {
  test('sends the id of the list that was shown, and nothing before it was', async () => {
    answers = { 'admin.installPlan': plan('p1') };
    const access = new AdminAccess();
    await access.install();
    expect(names()).toEqual([]);
    await access.showInstall();
    await access.install();
    expect(calls.at(-1)).toEqual({ name: 'admin.install', argument: { planId: 'p1' } });
    expect([access.page, access.said]).toEqual(['state', expect.stringContaining('is installed')]);
  });

  test('a second press while it installs does nothing', async () => {
    const slow = later();
    answers = { 'admin.installPlan': plan('p1'), 'admin.install': slow.answer };
    const access = new AdminAccess();
    await access.showInstall();
    const installing = access.install();
    await access.install();
    await access.remove();
    slow.give({ ok: true, value: OFF });
    await installing;
    expect(names()).toEqual(['admin.installPlan', 'admin.install']);
  });

  test('what failed stays in sight with a list that is read again', async () => {
    let read = 0;
    answers = { 'admin.installPlan': () => plan(`p${(read += 1)}`)(), 'admin.install': refused('install-failed') };
    const access = new AdminAccess();
    await access.showInstall();
    await access.install();
    expect([access.page, access.problem?.code, access.plan?.id]).toEqual(['install', 'install-failed', 'p2']);
  });

  test('closed meanwhile, it goes on and says how it ended', async () => {
    const slow = later();
    answers = { 'admin.installPlan': plan('p1'), 'admin.install': slow.answer };
    const access = new AdminAccess();
    await access.showInstall();
    const installing = access.install();
    access.closed();
    slow.give(refused('install-failed')());
    await installing;
    expect(notices.list).toMatchObject([{ problem: { code: 'install-failed' } }]);
    expect(names().filter((name) => name === 'admin.installPlan')).toHaveLength(1);
  });

  test('a list that cannot be read says why, and there is nothing to install', async () => {
    answers = { 'admin.installPlan': refused('install-not-possible') };
    const access = new AdminAccess();
    await access.showInstall();
    await access.install();
    expect([access.problem?.code, access.plan, names()]).toEqual([
      'install-not-possible',
      undefined,
      ['admin.installPlan'],
    ]);
  });
});

test('removing is asked about first, and nothing is removed by asking', async () => {
  const access = new AdminAccess();
  access.show();
  access.askRemove();
  expect([access.page, names()]).toEqual(['remove', []]);
  access.back();
  expect([access.page, names()]).toEqual(['state', []]);
  access.askRemove();
  await access.remove();
  expect([access.page, names()]).toEqual(['state', ['admin.uninstall']]);
});

test('removing says that nothing is left, or why it is still there', async () => {
  const access = new AdminAccess();
  access.show();
  await access.remove();
  expect(access.said).toContain('removed');
  answers = { 'admin.uninstall': refused('uninstall-failed') };
  await access.remove();
  expect([access.said, access.problem?.code]).toEqual(['', 'uninstall-failed']);
});
