import { expect, type Locator, type Page } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import { test, type LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

/** Runs a shell line on a lab host of this window. */
async function on(app: LaunchedApp, host: string, line: string): Promise<string> {
  const args = [cli, 'lab', 'exec', host, '--', 'sh', '-c', line];
  const ran = await execa(process.execPath, args, { env: app.env, reject: false, stdin: 'ignore' });
  expect(ran.exitCode, `${line}: ${String(ran.stderr)}`).toBe(0);
  return String(ran.stdout);
}

const VX9 =
  'ip link add name vx9 type vxlan id 9 dstport 4789 local 192.168.64.1 dev eth0 nolearning && ip link set dev vx9 up';

/** alpha with a vxlan and `count` unicast entries on it. */
async function withEntries(app: LaunchedApp, count: number): Promise<void> {
  const macs = Array.from({ length: count }, (_, i) => `02:00:00:00:09:0${i}`);
  const adds = macs.map((mac) => `bridge fdb append ${mac} dev vx9 dst 192.168.64.2`);
  await on(app, 'alpha', [VX9, ...adds].join(' && '));
}

function row(page: Page, text: string): Locator {
  return page.getByRole('row').filter({ hasText: text });
}

async function openPage(page: Page, title: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  const button = rail.getByRole('button', { name: /^alpha / });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  await rail.getByRole('button', { name: title, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

test('by mouse: several FDB entries are deleted as one plan that is read first', async ({ overlane: app }) => {
  const { page } = app;
  await expect(row(page, 'eth0').first()).toBeVisible();
  await withEntries(app, 3);
  await openPage(page, 'FDB');
  await row(page, '02:00:00:00:09:00').click();
  await row(page, '02:00:00:00:09:01').click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 FDB entries on alpha' });
  await expect(dialog.getByText('bridge fdb del 02:00:00:00:09:01')).toBeVisible();
  await app.screenshot('edit-delete');
  expect(await app.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete 2 FDB entries' }).click();
  await expect(dialog).toBeHidden();
  await app.screenshot('edit-deleted');
  const left = await on(app, 'alpha', 'bridge fdb show dev vx9');
  expect(left).toContain('02:00:00:00:09:02');
  expect(left).not.toContain('02:00:00:00:09:00');
  expect(left).not.toContain('02:00:00:00:09:01');
});
