import { expect } from '@playwright/test';
import { execa } from 'execa';
import { resolve } from 'node:path';
import { test, type LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

async function inAlpha(app: LaunchedApp, ...argv: string[]): Promise<void> {
  await execa(process.execPath, [cli, 'lab', 'exec', 'alpha', '--', ...argv], { env: app.env, stdin: 'ignore' });
}

test('a wrong value is said on its own label, the button says why it waits, and correcting it is enough', async ({
  overlane: app,
}) => {
  const { page } = app;
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Link two hosts' }).first().click();
  const apply = page.getByRole('button', { name: 'Link alpha and beta' });
  await expect(apply).toBeEnabled();
  for (const [label, wrong, said] of [
    ['tunnel: VNI', '16777216', /16777215/],
    ['tunnel: MTU', '1500', /at most 1450/i],
    ['beta, endpoint: Address', '192.168.64.9/24', /overlaps|subnet/i],
    ['alpha, endpoint: Address', 'not an address', /10\.0\.0\.1\/24/],
  ] as const) {
    const field = page.getByLabel(label, { exact: true });
    const good = await field.inputValue();
    await field.fill(wrong);
    await expect(page.getByText(said).first(), label).toBeVisible();
    await expect(apply, label).toHaveAttribute('aria-disabled', 'true');
    await app.screenshot(`bad-${label.replace(/\W+/g, '-')}`);
    await field.fill(good);
    await expect(apply, label).not.toHaveAttribute('aria-disabled', 'true');
  }
  expect(await app.axe()).toEqual([]);
});

test('hostile names from the kernel are shown as text', async ({ overlane: app }) => {
  const { page } = app;
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  const names = ['<img/src=x>', '"q\'\\$(id)', 'e\u001b[31m', '__proto__'].filter((name) => !name.includes('/'));
  for (const name of [...names, '<b>bold<b>']) await inAlpha(app, 'ip', 'link', 'add', 'name', name, 'type', 'bridge');
  await inAlpha(app, 'ip', 'link', 'set', 'dev', 'eth0', 'alias', '<script>window.hacked=1</script>\u0007');
  const rows = page.getByRole('row');
  await expect(rows.filter({ hasText: '<b>bold<b>' })).toBeVisible();
  await expect(rows.filter({ hasText: '"q\'\\$(id)' })).toBeVisible();
  await expect(rows.filter({ hasText: '__proto__' })).toBeVisible();
  await app.screenshot('hostile-names');
  expect(
    await page.evaluate(() => [document.querySelectorAll('[role=row] b, [role=row] img').length, 'hacked' in window]),
  ).toEqual([0, false]);
});
