import { expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import { test, type LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

async function overlane(app: LaunchedApp, ...args: string[]): Promise<string> {
  const ran = await execa(process.execPath, [cli, ...args], { env: app.env, reject: false, stdin: 'ignore' });
  expect(ran.exitCode, String(ran.stderr)).toBe(0);
  return String(ran.stdout);
}

const dialog = (page: Page) => page.getByRole('dialog');

test('what was linked is kept across reboots: the files are read as diffs, written, and removed again', async ({
  overlane: app,
}) => {
  test.setTimeout(120_000);
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--mode', 'routed', '--name', 'pair');
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.getByRole('button', { name: 'Keep across reboots' }).click();
  await expect(
    dialog(page)
      .getByText(/^\+.*vxlan42/)
      .first(),
  ).toBeVisible({ timeout: 15_000 });
  await app.screenshot('persist-1-script');
  expect(await app.axe()).toEqual([]);
  await dialog(page).getByLabel('Set up at boot by').selectOption({ label: 'systemd-networkd' });
  await expect(
    dialog(page)
      .getByText(/^\+\[NetDev\]/)
      .first(),
  ).toBeVisible({ timeout: 15_000 });
  await app.screenshot('persist-2-networkd');
  await dialog(page).getByRole('button', { name: 'Write the files' }).click();
  await expect(page.getByRole('button', { name: /files kept/ })).toBeVisible({ timeout: 20_000 });
  expect(await overlane(app, 'lab', 'exec', 'alpha', '--', 'ls', '/etc/systemd/network')).toMatch(/overlane.*\.netdev/);

  await page.getByRole('button', { name: /files kept/ }).click();
  await expect(
    dialog(page)
      .getByText(/^-\[NetDev\]/)
      .first(),
  ).toBeVisible({ timeout: 15_000 });
  await app.screenshot('persist-3-remove');
  await dialog(page).getByRole('button', { name: 'Remove the files' }).click();
  await expect(page.getByRole('button', { name: /files? kept/ })).toBeHidden({ timeout: 20_000 });
});
