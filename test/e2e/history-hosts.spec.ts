import { expect, type Page } from '@playwright/test';
import { test, type LaunchedApp } from './app.ts';
import { overlane, row } from './lab-host.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];

/** Which of the hosts have a vxlan device now. */
async function tunnelled(app: LaunchedApp, hosts = HOSTS): Promise<readonly string[]> {
  const found = await Promise.all(
    hosts.map(async (host) => [
      host,
      await overlane(app, 'lab', 'exec', host, '--', 'ip', '-br', 'link', 'show', 'type', 'vxlan'),
    ]),
  );
  return found.flatMap(([host = '', text = '']) => (text.includes('vxlan') ? [host] : []));
}

async function build(app: LaunchedApp, page: Page): Promise<void> {
  await expect(row(page, 'eth0').first()).toBeVisible();
  await page.getByRole('button', { name: 'New overlay of any number of hosts' }).click();
  await page.getByLabel('Name', { exact: true }).fill('mesh');
  const button = page.getByRole('button', { name: 'Build mesh' });
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await button.click();
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 60_000 });
  expect(await tunnelled(app)).toEqual(HOSTS);
}

test('a change of three hosts is one row of the history, is taken back on all of them, and made again', async ({
  overlane: app,
}) => {
  const { page } = app;
  await build(app, page);
  await page.getByRole('button', { name: 'All changes' }).click();
  const entry = row(page, 'mesh');
  await expect(entry).toHaveCount(1);
  for (const host of HOSTS) await expect(entry).toContainText(host);
  await app.screenshot('history-hosts');

  await page.keyboard.press('Control+z');
  const undo = page.getByRole('dialog', { name: /^Undo/ });
  for (const host of HOSTS) await expect(undo.getByText(host).first()).toBeVisible();
  await app.screenshot('history-hosts-undo');
  expect(await app.axe()).toEqual([]);
  await undo.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(undo).toBeHidden({ timeout: 60_000 });
  expect(await tunnelled(app)).toEqual([]);
  await expect(page.getByText('None yet')).toBeVisible();

  await page.keyboard.press('Control+Shift+Z');
  const redo = page.getByRole('dialog', { name: /^Redo/ });
  await redo.getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(redo).toBeHidden({ timeout: 60_000 });
  expect(await tunnelled(app)).toEqual(HOSTS);
  await expect(page.getByRole('button', { name: /^mesh/ }).first()).toBeVisible();
});

test('with a host away nothing is taken back, or by choice what can be reached', async ({ overlane: app }) => {
  const { page } = app;
  await build(app, page);
  const status = JSON.parse(await overlane(app, 'lab', 'status', '--json')) as {
    hosts: { name: string; pid: number }[];
  };
  process.kill(status.hosts.find(({ name }) => name === 'gamma')?.pid ?? 0, 'SIGKILL');
  await expect(page.getByRole('button', { name: /^gamma gone/ })).toBeVisible();
  await page.getByRole('button', { name: 'All changes' }).click();
  await row(page, 'mesh').click();
  const details = page.getByRole('complementary', { name: 'Details of the change' });
  await details.getByRole('button', { name: 'Undo…' }).click();
  const undo = page.getByRole('dialog', { name: /^Undo/ });
  const button = undo.getByRole('button', { name: 'Undo', exact: true });
  await expect(undo.getByText(/gamma/).first()).toBeVisible();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await app.screenshot('history-hosts-away');
  await undo.getByText('Only on hosts that are connected').first().click();
  await expect(button).not.toHaveAttribute('aria-disabled', 'true');
  await button.click();
  await expect(undo).toBeHidden({ timeout: 60_000 });
  expect(await tunnelled(app, ['alpha', 'beta'])).toEqual([]);
});
