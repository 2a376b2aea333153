import { expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { existsSync } from 'node:fs';
import type { AdminView } from '../../app/contract/admin-view.ts';
import type { AppState, Bridge } from '../../app/contract/ipc.ts';
import type { Result } from '../../app/problem/problem.ts';
import { argvOf, ownPids } from '../../main/lab/proc.ts';
import { test, type LaunchedApp } from './app.ts';
import { row } from './lab-host.ts';

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

// Only root's own way in: nobody can be asked for a password under this display. What is changed is in a namespace of the test's own.
test.skip(process.getuid?.() !== 0, 'needs root: an ordinary user would be asked for a password');

const accessSwitch = (page: Page) => page.getByRole('switch', { name: 'Administrative access' });

/** Tells the window what main would tell an ordinary user's: root's own main never has a helper to install, nor a password to wait for. */
async function tell(overlane: LaunchedApp, view: AdminView): Promise<void> {
  // Before main's own first answer it would be taken back by it; answers come in the order of the questions.
  await expect(overlane.page.getByRole('navigation').getByRole('button', { name: 'this computer' })).toBeVisible();
  await call<AppState>(overlane.page, 'app.state');
  await overlane.app.evaluate(({ BrowserWindow }, told) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('event:admin.changed', told);
  }, view);
}

/** Puts another answer in main's place for one call. */
async function answer(overlane: LaunchedApp, name: Call | 'admin.install', given: Result<unknown>): Promise<void> {
  await overlane.app.evaluate(
    ({ ipcMain }, [channel, result]) => {
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, () => result);
    },
    [`call:${name}`, given] as const,
  );
}

test('by mouse: the switch makes this computer editable, and ends it again', async ({ overlane }) => {
  const { page } = overlane;
  const add = page.getByRole('main').getByRole('button', { name: 'Add', exact: false }).first();
  await page.getByRole('navigation').getByRole('button', { name: 'this computer' }).click();
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  const before = helpers();

  await expect(accessSwitch(page)).toHaveAccessibleName('Administrative access: off');
  // Until then the status line's words still change, and the switch moves with them.
  await expect(page.getByText('4 of 4 hosts live')).toBeVisible();
  await accessSwitch(page).hover();
  await expect(page.getByRole('tooltip')).toContainText('no password is asked for');
  await accessSwitch(page).click();
  await expect(accessSwitch(page)).toBeChecked();
  await expect(accessSwitch(page)).toHaveAccessibleName('Administrative access: on');
  await expect(add).toHaveAttribute('aria-disabled', 'false');
  await overlane.screenshot('admin-on');
  expect(await overlane.axe()).toEqual([]);
  const own = helpers().filter((pid) => !before.includes(pid));
  expect(own).toHaveLength(1);

  await accessSwitch(page).click();
  await expect(accessSwitch(page)).not.toBeChecked();
  await expect(add).toHaveAttribute('aria-disabled', 'true');
  await expect.poll(() => own.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
});

test('a helper that is killed is said, and the switch is off again', async ({ overlane: { page } }) => {
  const before = helpers();
  await accessSwitch(page).click();
  await expect(accessSwitch(page)).toBeChecked();
  for (const pid of helpers().filter((one) => !before.includes(one))) process.kill(pid, 'SIGKILL');
  await expect(accessSwitch(page)).not.toBeChecked();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Administrative access ended');
  await page.getByRole('button', { name: 'Why administrative access is off' }).click();
  const dialog = page.getByRole('dialog', { name: 'Administrative access' });
  await expect(dialog).toContainText('switch administrative access on again');
  await dialog.getByRole('button', { name: 'Switch on' }).click();
  await expect(dialog.getByRole('button', { name: 'Switch off' })).toBeVisible();
  await expect(dialog).not.toContainText('Administrative access ended');
});

for (const theme of ['light', 'dark'] as const)
  test(`a refusal says what to do, and what installing writes is listed first, ${theme}`, async ({ overlane }) => {
    const { page } = overlane;
    await page.emulateMedia({ colorScheme: theme });
    const missing: AdminView = { state: 'off', installed: 'no', direct: false };
    const path = '/usr/libexec/overlane/overlane-helper';
    const problem = { code: 'admin-not-installed', severity: 'error', where: { host: 'local' }, retry: true } as const;
    await tell(overlane, missing);
    await answer(overlane, 'admin.start', { ok: false, problem: { ...problem, facts: { path } } });
    await accessSwitch(page).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('Press Install helper');
    await dialog.getByText('Details').click();
    await expect(dialog.getByRole('definition').filter({ hasText: path })).toBeVisible();
    expect(await overlane.axe()).toEqual([]);
    await overlane.screenshot(`admin-refused-${theme}`);

    await dialog.getByRole('button', { name: 'Install helper…' }).click();
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    const files = dialog.getByRole('row').filter({ hasText: '/usr/' });
    await expect(files.filter({ hasText: path }).first()).toContainText('755');
    await expect(files.filter({ hasText: 'io.github.overlane.helper.policy' })).toContainText('644');
    await files.first().getByRole('button', { name: 'Copy the SHA-256' }).hover();
    // Above the dialog, where a tooltip of the page below would not be seen.
    await expect(page.locator('.tip:popover-open')).toHaveText(/^[0-9a-f]{64} /);
    expect(await overlane.axe()).toEqual([]);
    await overlane.screenshot(`admin-install-${theme}`);

    const failed = { code: 'install-failed', severity: 'error', where: { host: 'local' }, retry: true } as const;
    const facts = { message: 'the password dialog was closed' };
    await answer(overlane, 'admin.install', { ok: false, problem: { ...failed, facts } });
    await dialog.getByRole('button', { name: 'Install', exact: true }).click();
    await expect(dialog).toContainText('the password dialog was closed');
    await overlane.screenshot(`admin-install-failed-${theme}`);
    await tell(overlane, { ...missing, installed: 'copy' });
    await answer(overlane, 'admin.install', { ok: true, value: { ...missing, installed: 'copy' } });
    await expect(dialog.getByRole('button', { name: 'Install', exact: true })).toHaveAttribute(
      'aria-disabled',
      'false',
    );
    await dialog.getByRole('button', { name: 'Install', exact: true }).click();
    await expect(dialog).toContainText('The helper is installed.');
    await expect(dialog.getByRole('button', { name: 'Remove helper' })).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Switch on' })).toBeFocused();
    await overlane.screenshot(`admin-installed-${theme}`);

    await dialog.getByRole('button', { name: 'Remove helper…' }).click();
    await expect(dialog).toContainText('Lab and SSH hosts are not touched');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await overlane.screenshot(`admin-remove-${theme}`);
    expect(await overlane.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog.getByRole('button', { name: 'Remove helper…' })).toBeVisible();
  });

test('by keyboard alone: the palette switches, the dialog opens and closes, and the focus comes back', async ({
  overlane,
}) => {
  const { page } = overlane;
  const { keyboard } = page;
  // Keys pressed before the window listens are lost.
  await expect(accessSwitch(page)).toHaveAccessibleName('Administrative access: off');
  await keyboard.press('Control+k');
  await keyboard.type('administrative switch on');
  await keyboard.press('Enter');
  await expect(accessSwitch(page)).toBeChecked();
  await accessSwitch(page).focus();
  await keyboard.press('Space');
  await expect(accessSwitch(page)).not.toBeChecked();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Administrative access' });
  await expect(dialog).toContainText('not needed: Overlane runs as root');
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Administrative access and its helper' })).toBeFocused();

  await tell(overlane, { state: 'asking', installed: 'copy', direct: false });
  await expect(accessSwitch(page)).toHaveAccessibleName('Administrative access: asking…');
  await overlane.screenshot('admin-asking');
  await accessSwitch(page).press('Enter');
  await expect(accessSwitch(page)).toHaveAccessibleName('Administrative access: off');
});

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

/** A namespace of this computer's that is made for the test and goes with all it holds. */
async function withOwnNetns(body: (netns: string) => Promise<void>): Promise<void> {
  const netns = `ovl-e2e-${process.pid}`;
  await execa('ip', ['netns', 'add', netns]);
  try {
    await body(netns);
  } finally {
    await execa('ip', ['netns', 'del', netns]);
  }
}

test('this computer is edited: a vxlan is added, an address given, changed and undone, the vxlan deleted', async ({
  overlane,
}) => {
  const { page } = overlane;
  await withOwnNetns(async (netns) => {
    const run = async (...words: string[]) => (await execa('ip', ['-n', netns, ...words], { reject: false })).stdout;
    const vxlan = row(page, netns).filter({ hasText: 'vx9' });
    await page.getByRole('navigation').getByRole('button', { name: 'this computer' }).click();
    await accessSwitch(page).click();
    await expect(accessSwitch(page)).toBeChecked();
    await page.keyboard.press('Control+2');

    await page.getByRole('main').getByRole('button', { name: 'Add', exact: false }).first().click();
    const menu = page.getByRole('menuitem', { name: 'VXLAN device…' });
    if (await menu.isVisible()) await menu.click();
    const add = page.getByRole('dialog', { name: 'Add VXLAN device on this computer' });
    await add.getByLabel('Name', { exact: true }).fill('vx9');
    await add.getByLabel('Namespace', { exact: true }).selectOption(netns);
    await add.getByLabel('VNI', { exact: true }).fill('9');
    await expect(add.getByText(`ip -n ${netns} link add name vx9`)).toBeVisible();
    await overlane.screenshot('admin-edit-vxlan');
    await add.getByRole('button', { name: 'Add VXLAN device' }).click();
    await expect(add).toBeHidden();
    expect(await run('-d', 'link', 'show', 'dev', 'vx9')).toContain('vxlan id 9');

    await vxlan.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Add address…' }).click();
    await page.getByLabel('Address', { exact: true }).fill('10.9.0.1/24');
    await page.getByRole('button', { name: 'Add address' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    expect(await run('address', 'show', 'dev', 'vx9')).toContain('10.9.0.1/24');

    await vxlan.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Change address 10.9.0.1/24…' }).click();
    const change = page.getByRole('dialog', { name: 'Change address 10.9.0.1/24 of vx9 on this computer' });
    await change.getByLabel('Address', { exact: true }).fill('10.9.0.2/24');
    await expect(change.getByText(`ip -n ${netns} address del 10.9.0.1/24 dev vx9`)).toBeVisible();
    await overlane.screenshot('admin-edit-address');
    expect(await overlane.axe()).toEqual([]);
    await change.getByRole('button', { name: 'Change address' }).click();
    await expect(change).toBeHidden();
    expect(await run('address', 'show', 'dev', 'vx9')).toContain('10.9.0.2/24');

    await page.keyboard.press('Control+Z');
    await expect(page.getByRole('dialog', { name: /^Undo/ })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByText('The change was taken back.')).toBeVisible();
    expect(await run('address', 'show', 'dev', 'vx9')).toContain('10.9.0.1/24');

    await vxlan.click();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Delete VXLAN device' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
    expect(await run('-br', 'link')).not.toContain('vx9');
    await page.keyboard.press('Control+9');
    await expect(row(page, 'Delete VXLAN device vx9')).toContainText('done');
    await overlane.screenshot('admin-edit-history');
  });
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
