/** A change that waits to be kept: the countdown, its two answers, and the cable that is pulled meanwhile. */
import { expect, type Locator } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { addHost, railHost, test, whyNoSsh, type SshWorld } from './ssh-world.ts';

const why = whyNoSsh();
test.skip(why !== false, String(why));
// Half a minute is the countdown itself; the rest is two logins, a link with its pings, and a host that has to come back.
test.setTimeout(180_000);

/** Links both sites in the mode that touches forwarding, which is what a session may hang on; answers when it waits to be kept. */
async function linkSites(world: SshWorld): Promise<Locator> {
  const { page } = world;
  for (const site of ['site-a', 'site-b']) {
    await addHost(page, site);
    await expect(railHost(page, site, 'live')).toBeVisible();
  }
  await page.keyboard.press('Control+l');
  await page.getByLabel('First host').selectOption({ label: 'site-a' });
  await page.getByLabel('Second host').selectOption({ label: 'site-b' });
  await page.getByRole('radio', { name: 'routed' }).check();
  const link = page.getByRole('button', { name: 'Link site-a and site-b', exact: true });
  await expect(page.getByText('ip_forward').first()).toBeVisible();
  await expect(link).toHaveAttribute('aria-disabled', 'false');
  await link.click();
  const countdown = page.getByRole('main').getByRole('group', { name: 'waits to be kept' });
  await expect(countdown).toBeVisible({ timeout: 45_000 });
  await expect(countdown).toContainText(/take it back in \d+ s/);
  return countdown;
}

const links = (world: SshWorld, host: string): Promise<string> => world.on(host, 'ip -br link');

test('the cable is pulled while a change waits: the host takes it back by itself, and the window says so', async ({
  world,
}) => {
  const { page } = world;
  const countdown = await linkSites(world);
  await expect(world.status.getByRole('group', { name: 'waits to be kept' })).toContainText('site-a and site-b');
  await world.screenshot('ssh-countdown');
  expect(await links(world, 'alpha')).toContain('vxlan');

  await world.on('alpha', 'ip link set dev eth0 down');
  await expect(countdown).toBeHidden({ timeout: 45_000 });
  await expect(page.getByRole('main')).toContainText('Taking back what was done');
  await expect.poll(() => links(world, 'alpha'), { timeout: 45_000 }).not.toContain('vxlan');
  expect(await world.on('alpha', 'ip -br link show dev eth0')).toContain('DOWN');

  await world.on('alpha', 'ip link set dev eth0 up');
  const result = page.getByRole('region', { name: 'Result' });
  await expect(result).toContainText('Nothing changed', { timeout: 60_000 });
  await expect(result).toContainText('site-a took the change back by the rollback that waited there');
  await world.screenshot('ssh-taken-back');
  expect(await world.axe()).toEqual([]);
  expect(await links(world, 'beta')).not.toContain('vxlan');
  await expect(railHost(page, 'site-a', 'live')).toBeVisible({ timeout: 30_000 });
});

test('on any page the status line has it reverted at once, and by the keys it is kept', async ({ world }) => {
  const { page } = world;
  await linkSites(world);
  await railHost(page, 'site-b', 'live').click();
  const bar = world.status.getByRole('group', { name: 'waits to be kept' });
  await bar.getByRole('button', { name: 'Revert now' }).click();
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('taken back', { timeout: 30_000 });
  await expect(notices).toContainText('Not kept');
  await expect(bar).toBeHidden();
  expect(await links(world, 'alpha')).not.toContain('vxlan');
  expect(await links(world, 'beta')).not.toContain('vxlan');

  // How it ended stays until the form is asked for.
  await page.keyboard.press('Control+l');
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('Nothing changed');
  await page.getByRole('button', { name: 'Back to the form' }).click();
  const link = page.getByRole('button', { name: 'Link site-a and site-b', exact: true });
  await expect(link).toHaveAttribute('aria-disabled', 'false');
  await link.click();
  await expect(bar).toBeVisible({ timeout: 45_000 });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 20_000 });
  await expect(bar).toBeHidden();
  expect(await links(world, 'alpha')).toContain('vxlan');
  expect(await links(world, 'beta')).toContain('vxlan');
  expect(await world.on('alpha', 'ls /run/overlane')).toBe('');
});

test('window and engine are killed while a change waits: the next window says how it ended', async ({ world }) => {
  await linkSites(world);
  expect(await links(world, 'alpha')).toContain('vxlan');
  const pid = world.app.process().pid ?? 0;
  const gone = new Promise((resolve) => world.app.process().once('exit', resolve));
  for (const one of [engineOf(pid), pid]) process.kill(one, 'SIGKILL');
  await gone;

  const second = await world.launch();
  const { page } = second;
  await expect(page.getByRole('region', { name: 'Unfinished changes' })).toContainText('was interrupted');
  await expect(railHost(page, 'site-a', 'live')).toBeVisible();
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('it was taken back (the hosts took it back by themselves)', { timeout: 60_000 });
  await expect(page.getByRole('region', { name: 'Unfinished changes' })).toBeHidden();
  await second.screenshot('ssh-settled');
  expect(await links(world, 'alpha')).not.toContain('vxlan');
  expect(await links(world, 'beta')).not.toContain('vxlan');
  await second.close();
});

/** The window's engine, a process of its own. */
function engineOf(window: number): number {
  const children = readFileSync(`/proc/${window}/task/${window}/children`, 'utf8').trim().split(' ').map(Number);
  const engine = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine.cjs'));
  if (engine === undefined) throw new Error('the window has no engine');
  return engine;
}
