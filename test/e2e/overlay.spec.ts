import { expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import { test, type LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

/** Runs a command inside a host of the window's lab. */
async function inHost(app: LaunchedApp, host: string, ...argv: string[]): Promise<string> {
  const ran = await execa(process.execPath, [cli, 'lab', 'exec', host, '--', ...argv], {
    env: app.env,
    reject: false,
    stdin: 'ignore',
  });
  expect(ran.exitCode, String(ran.stderr)).toBe(0);
  return String(ran.stdout);
}

const h1 = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test('an overlay of three hosts is built, broken from outside, seen broken and repaired; a host leaves; it is taken apart', async ({
  overlane: app,
}) => {
  // Builds, pings every pair several times and looks at each state with axe, on a machine that may be busy.
  test.setTimeout(300_000);
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  await page.getByRole('button', { name: 'New overlay of any number of hosts' }).click();
  await expect(h1(page, 'New overlay')).toBeVisible();
  for (const host of ['alpha', 'beta', 'gamma']) await expect(page.getByRole('checkbox', { name: host })).toBeChecked();
  await page.getByLabel('Name', { exact: true }).fill('mesh');
  const build = page.getByRole('button', { name: 'Build mesh' });
  await expect(build).not.toHaveAttribute('aria-disabled', 'true', { timeout: 15_000 });
  await expect(page.getByText(/^bridge fdb (add|replace)/).first()).toBeVisible();
  // Where ethtool is not installed, that is said instead.
  const offload = page.getByRole('checkbox', { name: 'Checksum offload of the tunnels off' });
  await offload.check();
  await expect(
    page.getByText(/^ethtool -K .* tx-checksum-ip-generic off|ethtool is not installed on alpha/).first(),
  ).toBeVisible();
  await app.screenshot('overlay-0-offload');
  await offload.uncheck();
  await expect(page.getByText(/^ethtool -K|ethtool is not installed/)).toHaveCount(0);
  await app.screenshot('overlay-1-form');
  expect(await app.axe()).toEqual([]);

  await build.click();
  await page.getByRole('button', { name: 'Open overlay' }).click({ timeout: 60_000 });
  await expect(h1(page, 'mesh')).toBeVisible();
  await expect(page.getByText('All 6 pairs answer')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Every member is as declared.')).toBeVisible();
  await app.screenshot('overlay-2-green');
  expect(await app.axe()).toEqual([]);

  const fdb = await inHost(app, 'alpha', 'bridge', 'fdb', 'show');
  const entry = fdb.split('\n').find((line) => line.includes('dst') && line.includes('permanent')) ?? '';
  const [mac = '', , dev = '', , dst = ''] = entry.split(' ');
  await inHost(app, 'alpha', 'bridge', 'fdb', 'del', mac, 'dev', dev, 'dst', dst);
  await expect(page.getByText('1 entry is not as declared.')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText(/5 of 6 pairs|4 of 6 pairs/)).toBeVisible({ timeout: 60_000 });
  // The tables told of it: what was green is asked again by itself, and is not green while it is not known.
  await expect(page.getByText('Not checked yet')).toHaveCount(0);
  await expect(page.getByText(/Packets pass both ways/)).toHaveCount(0, { timeout: 60_000 });
  await app.screenshot('overlay-3-drifted');
  expect(await app.axe()).toEqual([]);

  await page.getByRole('button', { name: 'Repair', exact: true }).click();
  await page.getByRole('button', { name: 'Repair mesh' }).click();
  await expect(page.getByText('mesh is as declared')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('All 6 pairs answer')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Remove gamma from mesh' }).click();
  await page.getByRole('button', { name: 'Remove gamma', exact: true }).click();
  await expect(page.getByText('gamma has left mesh')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('region', { name: 'Members' }).getByRole('button', { name: 'gamma', exact: true }).click();
  await page.getByRole('button', { name: 'Add gamma', exact: true }).click();
  await expect(page.getByText('gamma is in mesh')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('All 6 pairs answer')).toBeVisible({ timeout: 60_000 });
  await app.screenshot('overlay-4-joined');
  await page.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Take it apart' }).click();
  await page.getByRole('button', { name: 'Take mesh apart' }).click();
  await expect(page.getByText('mesh is taken apart')).toBeVisible({ timeout: 60_000 });
  await app.screenshot('overlay-5-gone');
  expect(await inHost(app, 'alpha', 'ip', '-br', 'link')).not.toContain('vxlan');
});

test('an overlay made by hand is found and adopted without touching a host, and keeps itself true', async ({
  overlane: app,
}) => {
  // Builds, pings every pair several times and looks at each state with axe, on a machine that may be busy.
  test.setTimeout(300_000);
  const { page } = app;
  await expect(page.getByText('alpha').first()).toBeVisible();
  const sides = [
    ['alpha', '192.168.64.3', '192.168.64.4', '10.9.0.1/24'],
    ['beta', '192.168.64.4', '192.168.64.3', '10.9.0.2/24'],
  ] as const;
  for (const [host, local, remote, address] of sides) {
    await inHost(
      app,
      host,
      'ip',
      'link',
      'add',
      'name',
      'vx9',
      'type',
      'vxlan',
      'id',
      '9',
      'local',
      local,
      'dev',
      'eth0',
      'dstport',
      '4789',
    );
    await inHost(app, host, 'ip', 'link', 'add', 'name', 'br9', 'type', 'bridge');
    await inHost(app, host, 'ip', 'link', 'set', 'dev', 'vx9', 'mtu', '1450', 'master', 'br9', 'up');
    await inHost(app, host, 'ip', 'link', 'set', 'dev', 'br9', 'mtu', '1450', 'up');
    await inHost(app, host, 'ip', 'address', 'add', address, 'dev', 'br9');
    await inHost(app, host, 'bridge', 'fdb', 'append', '00:00:00:00:00:00', 'dev', 'vx9', 'dst', remote);
  }
  // What the hosts learn of each other meanwhile comes by itself.
  const stated = async (): Promise<string[]> =>
    (await inHost(app, 'alpha', 'bridge', 'fdb', 'show', 'dev', 'vx9'))
      .split('\n')
      .filter((line) => line.includes('permanent'));
  const before = await stated();
  await page.getByRole('button', { name: 'Overlays', exact: true }).click();
  await expect(h1(page, 'Overlays')).toBeVisible();
  await page.getByRole('button', { name: 'Look at the hosts again' }).click();
  await app.screenshot('overlay-6-found');
  expect(await app.axe()).toEqual([]);
  await page.getByRole('button', { name: 'Adopt' }).click();
  await expect(page.getByText('Every member is as declared.')).toBeVisible({ timeout: 15_000 });
  expect(await stated()).toEqual(before);

  await page.getByRole('checkbox', { name: 'Keep true' }).check();
  await inHost(app, 'alpha', 'bridge', 'fdb', 'del', '00:00:00:00:00:00', 'dev', 'vx9', 'dst', '192.168.64.4');
  await expect
    .poll(() => inHost(app, 'alpha', 'bridge', 'fdb', 'show', 'dev', 'vx9'), { timeout: 60_000 })
    .toContain('00:00:00:00:00:00 dst 192.168.64.4');
});
