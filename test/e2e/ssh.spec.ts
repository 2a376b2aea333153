/** Hosts reached by SSH, in the window: added, asked about, linked. The servers are real, in the window's own lab. */
import { expect } from '@playwright/test';
import { addHost, look, railHost, test, whyNoSsh } from './ssh-world.ts';

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
  await look(world, 'ssh-add');
  await adding.getByRole('button', { name: 'Connect to free-site-a' }).click();

  const asking = page.getByRole('dialog', { name: 'Password for free-site-a' });
  await expect(asking.getByLabel('Password')).toBeFocused();
  await expect(railHost(page, 'free-site-a', 'asks you')).toBeAttached();
  await look(world, 'ssh-password');
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

test('a host that does not answer is tried again until that is cancelled, and is then not added', async ({ world }) => {
  const { page } = world;
  await addHost(page, 'root@192.168.64.99:2222');
  const main = page.getByRole('main');
  await expect(main.getByText('root@192.168.64.99, port 2222')).toBeVisible();
  await expect(railHost(page, 'root@192.168.64.99:2222', 'connecting')).toBeVisible();
  await look(world, 'ssh-connecting');
  await expect(railHost(page, 'root@192.168.64.99:2222', 'trying again')).toBeVisible({ timeout: 45_000 });
  await expect(main).toContainText('It is tried again by itself.');
  await look(world, 'ssh-trying-again');
  await main.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('navigation', { name: 'Hosts and overlays' })).toContainText('No host added');
  await expect(page.getByRole('heading', { level: 1, name: 'Links' })).toBeVisible();
});

test('a change of what carries the session waits in its own dialog, and the keys keep it; its page forgets the host', async ({
  world,
}) => {
  const { page } = world;
  await addHost(page, 'site-a');
  await expect(railHost(page, 'site-a', 'live')).toBeVisible();
  await page.keyboard.press('Control+4');
  // On its name: a MAC in the middle of the row leads to the lab host, which is the same machine.
  await page.getByRole('row').filter({ hasText: 'eth0' }).getByText('eth0').first().click();
  await page.keyboard.press('F2');
  const dialog = page.getByRole('dialog', { name: 'Change link eth0 on site-a' });
  await dialog.getByLabel('MTU').fill('1400');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('group', { name: 'waits to be kept' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  // Only a picture: a longer look would take the half minute that there is to answer.
  await world.screenshot('ssh-edit-countdown');
  await dialog.getByRole('button', { name: 'Keep' }).focus();
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden({ timeout: 15_000 });
  expect(await world.on('alpha', 'ls /run/overlane')).toBe('');
  expect(await world.on('alpha', 'cat /sys/class/net/eth0/mtu')).toBe('1400');

  await page.keyboard.press('Control+1');
  const remove = page.getByRole('main').getByRole('button', { name: 'Remove host…' });
  await expect(remove).toBeVisible();
  await world.screenshot('ssh-overview');
  await remove.click();
  await page.getByRole('dialog', { name: 'Remove site-a?' }).getByRole('button', { name: 'Remove site-a' }).click();
  await expect(page.getByRole('navigation', { name: 'Hosts and overlays' })).toContainText('No host added');
});
