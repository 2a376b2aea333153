/** Hosts reached by SSH, in the window: added, asked about, linked. The servers are real, in the window's own lab. */
import { expect } from '@playwright/test';
import { railHost, test, whyNoSsh } from './ssh-world.ts';

const why = whyNoSsh();
test.skip(why !== false, String(why));
// Each step is a login, a plan or a ping; five at a time on a busy machine have taken more than the usual minute.
test.setTimeout(120_000);

test('a host is added by its alias, asks for its password, is linked with another, and the ping is green', async ({
  world,
}) => {
  const { page } = world;
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  world.configure('Host free-site-a\n  PubkeyAuthentication no');
  await rail.getByRole('button', { name: 'Add an SSH host' }).click();
  const adding = page.getByRole('dialog', { name: 'Add an SSH host' });
  await expect(adding.getByRole('option', { name: 'site-b', exact: true })).toBeVisible();
  await adding.getByRole('combobox').fill('free-si');
  await expect(adding.getByRole('option', { name: 'free-site-a' })).toHaveAttribute('aria-selected', 'true');
  await expect(adding).toContainText('192.168.64.3');
  await expect(adding).toContainText('no jump host');
  await world.screenshot('ssh-add');
  expect(await world.axe()).toEqual([]);
  await adding.getByRole('button', { name: 'Connect to free-site-a' }).click();

  const asking = page.getByRole('dialog', { name: 'Password for free-site-a' });
  await expect(asking.getByLabel('Password')).toBeFocused();
  await expect(railHost(page, 'free-site-a', 'asks you')).toBeAttached();
  await world.screenshot('ssh-password');
  expect(await world.axe()).toEqual([]);
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(asking).toContainText('That was not accepted');
  await expect(asking.getByLabel('Password')).toHaveValue('');
  await page.keyboard.type('secret-of-free');
  await page.keyboard.press('Enter');
  await expect(asking).toBeHidden();
  await expect(railHost(page, 'free-site-a', 'live')).toBeVisible();

  await page.keyboard.press('Control+l');
  await page.getByLabel('First host').selectOption({ label: 'free-site-a' });
  await page.getByLabel('Second host').selectOption({ label: 'beta' });
  const link = page.getByRole('button', { name: 'Link free-site-a and beta' });
  await expect(link).toHaveAttribute('aria-disabled', 'false');
  await link.click();
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText('Packets pass both ways.')).toBeVisible();
  await world.screenshot('ssh-linked');
  expect(await world.axe()).toEqual([]);
  expect(await world.on('alpha', 'ip -br link')).toContain('vxlan');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('remove free-site-a');
  await page.keyboard.press('Enter');
  const removing = page.getByRole('dialog', { name: 'Remove free-site-a?' });
  await expect(removing).toContainText('was made with it and stays there');
  await expect(removing.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await world.screenshot('ssh-remove');
  await removing.getByRole('button', { name: 'Remove free-site-a' }).click();
  await expect(rail).toContainText('No host added');
  expect(await world.on('alpha', 'ip -br link')).toContain('vxlan');
});
