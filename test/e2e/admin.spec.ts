import { expect, type Page } from '@playwright/test';
import { existsSync } from 'node:fs';
import type { AdminView } from '../../app/contract/admin-view.ts';
import type { AppState, Bridge } from '../../app/contract/ipc.ts';
import type { Result } from '../../app/problem/problem.ts';
import { argvOf, ownPids } from '../../main/lab/proc.ts';
import { test } from './app.ts';

type Call = 'app.state' | 'admin.start' | 'admin.stop' | 'admin.installPlan';

function call<T>(page: Page, name: Call): Promise<Result<T>> {
  return page.evaluate(
    (asked) => (window as unknown as { overlane: Bridge }).overlane.call(asked) as Promise<never>,
    name,
  );
}

async function local(page: Page): Promise<{ readonly writable: boolean; readonly why?: string } | undefined> {
  const state = await call<AppState>(page, 'app.state');
  return state.ok ? state.value.hosts.find(({ id }) => id === 'local') : undefined;
}

const helpers = () => ownPids().filter((pid) => argvOf(pid).some((word) => word.endsWith('overlane-helper.cjs')));

// Only root's own way in: nothing here is changed, and nobody can be asked for a password under this display.
test.skip(process.getuid?.() !== 0, 'needs root: an ordinary user would be asked for a password');

test('this computer becomes a host that can be changed, and one that cannot again', async ({ overlane: { page } }) => {
  await expect.poll(() => local(page)).toMatchObject({ writable: false, why: 'administrative access is off' });
  const before = helpers();
  expect(await call<AdminView>(page, 'admin.start')).toMatchObject({ ok: true, value: { state: 'on', direct: true } });
  const own = helpers().filter((pid) => !before.includes(pid));
  expect(own).toHaveLength(1);
  await expect.poll(() => local(page)).toMatchObject({ writable: true });
  expect(await call<AdminView>(page, 'admin.stop')).toMatchObject({ ok: true, value: { state: 'off' } });
  await expect.poll(() => local(page)).toMatchObject({ writable: false });
  expect(own.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
});

test('closing the window ends the helper', async ({ overlane }) => {
  const before = helpers();
  expect(await call<AdminView>(overlane.page, 'admin.start')).toMatchObject({ ok: true });
  const own = helpers().filter((pid) => !before.includes(pid));
  await overlane.app.close();
  await expect.poll(() => own.filter((pid) => argvOf(pid).length > 0)).toEqual([]);
});

test('installing says first which files it would write: the helper, what runs it, and the policy', async ({
  overlane: { page },
}) => {
  const plan = await call<{ files: readonly { path: string; mode: string; size: number; sha256: string }[] }>(
    page,
    'admin.installPlan',
  );
  const files = plan.ok ? plan.value.files : [];
  const paths = files.map(({ path, mode }) => `${mode} ${path}`);
  expect(paths).toEqual(
    expect.arrayContaining([
      '755 /usr/libexec/overlane/overlane-helper',
      '644 /usr/libexec/overlane/overlane-helper.cjs',
      '755 /usr/libexec/overlane/overlane-runtime',
      '644 /usr/share/polkit-1/actions/io.github.overlane.helper.policy',
    ]),
  );
  expect(files.every(({ sha256, size }) => /^[0-9a-f]{64}$/.test(sha256) && size > 0)).toBe(true);
});
