import { expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import { test, type LaunchedApp, openPage } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

/** Runs the command line against the same lab and journal as the window. */
async function overlane(app: LaunchedApp, ...args: string[]): Promise<string> {
  const ran = await execa(process.execPath, [cli, ...args], { env: app.env, reject: false, stdin: 'ignore' });
  expect(ran.exitCode, String(ran.stderr)).toBe(0);
  return String(ran.stdout);
}

function row(page: Page, text: string) {
  return page.getByRole('row').filter({ hasText: text });
}

test('the first run: the lab is there, two hosts are linked with one click, the ping is green, and it comes apart again', async ({
  overlane: app,
}) => {
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  await expect(row(page, 'eth0').first()).toBeVisible();
  await app.screenshot('first-run-1-lab');

  await page.getByRole('button', { name: 'Link two hosts' }).first().click();
  const apply = page.getByRole('button', { name: 'Link alpha and beta' });
  await expect(apply).toBeEnabled();
  await expect(page.getByText('ip link add name vxlan42').first()).toBeVisible();
  await app.screenshot('first-run-2-form');
  expect(await app.axe()).toEqual([]);

  await apply.click();
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/1450/).first()).toBeVisible();
  await app.screenshot('first-run-3-green');
  expect(await app.axe()).toEqual([]);

  await page.getByRole('button', { name: 'Open overlay' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'alpha-beta' })).toBeVisible();
  await app.screenshot('first-run-4-overlay');
  expect(await app.axe()).toEqual([]);
  const links = await overlane(app, 'lab', 'exec', 'beta', '--', 'ip', '-br', 'link');
  expect(links).toContain('vxlan42');

  await page.getByRole('button', { name: 'Take it apart' }).click();
  await page
    .getByRole('button', { name: /Take .*apart/ })
    .last()
    .click();
  await expect
    .poll(() => overlane(app, 'lab', 'exec', 'beta', '--', 'ip', '-br', 'link'), { timeout: 30_000 })
    .not.toContain('vxlan42');
  await app.screenshot('first-run-5-apart');
  // Chromium's own loop in the engine stands on files that must not be taken for inherited ones.
  expect(app.stderr()).not.toContain('epoll_wait');
});

test('a change made outside the app appears in the open table by itself', async ({ overlane: app }) => {
  const { page } = app;
  await openPage(page, 'alpha', 'Links');
  await expect(row(page, 'eth0').first()).toBeVisible();
  await overlane(app, 'lab', 'exec', 'alpha', '--', 'ip', 'link', 'add', 'name', 'br-outside', 'type', 'bridge');
  await expect(row(page, 'br-outside')).toBeVisible();
  await openPage(page, 'alpha', 'FDB');
  await overlane(
    app,
    'lab',
    'exec',
    'alpha',
    '--',
    'sh',
    '-c',
    'ip link add name vx9 type vxlan id 9 dstport 4789 dev eth0 && bridge fdb append 02:00:00:00:00:99 dev vx9 dst 192.168.64.5',
  );
  await expect(row(page, '02:00:00:00:00:99')).toBeVisible();
  await overlane(
    app,
    'lab',
    'exec',
    'alpha',
    '--',
    'bridge',
    'fdb',
    'del',
    '02:00:00:00:00:99',
    'dev',
    'vx9',
    'dst',
    '192.168.64.5',
  );
  await expect(row(page, '02:00:00:00:00:99')).toBeHidden();
});

test('an overlay that the command line makes shows up in the window', async ({ overlane: app }) => {
  await expect(row(app.page, 'eth0').first()).toBeVisible();
  await overlane(app, 'link', 'lab:beta', 'lab:gamma', '--name', 'by-hand');
  await expect(app.page.getByText('by-hand').first()).toBeVisible();
  await overlane(app, 'unlink', 'by-hand');
  await expect(app.page.getByText('by-hand')).toHaveCount(0);
});

for (const scheme of ['light', 'dark'] as const) {
  test(`every page is accessible and looks right, ${scheme}`, async ({ overlane: app }) => {
    const { page } = app;
    await page.emulateMedia({ colorScheme: scheme });
    await expect(row(page, 'eth0').first()).toBeVisible();
    await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--mode', 'routed');
    for (const title of ['Overview', 'VXLAN', 'Bridges', 'Links', 'Namespaces', 'FDB', 'Neighbours', 'Routes']) {
      await openPage(page, 'alpha', title);
      await expect(page.getByText(/vxlan42|red|10\.100/).first()).toBeVisible();
      await app.screenshot(`page-${title.toLowerCase()}-${scheme}`);
      expect(await app.axe(), title).toEqual([]);
    }
  });
}

test('a host that dies is said to be gone, and its rows stay', async ({ overlane: app }) => {
  const { page } = app;
  await openPage(page, 'gamma', 'Links');
  await expect(row(page, 'eth0').first()).toBeVisible();
  const status = JSON.parse(await overlane(app, 'lab', 'status', '--json')) as {
    hosts: { name: string; pid: number }[];
  };
  process.kill(status.hosts.find(({ name }) => name === 'gamma')?.pid ?? 0, 'SIGKILL');
  await expect(page.getByText(/gone|lost/i).first()).toBeVisible();
  await app.screenshot('host-gone');
});
