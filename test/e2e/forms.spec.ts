import { expect, type Page } from '@playwright/test';
import { test } from './app.ts';

const linkTwo = (page: Page) => page.getByRole('button', { name: 'Link two hosts' }).first();

/** To History, as one does who looks something up. */
async function leave(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'All changes', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
}

test('a form of a link that was left and come back to goes on judging what is typed', async ({ overlane: app }) => {
  const { page } = app;
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  await linkTwo(page).click();
  const apply = page.getByRole('button', { name: 'Link alpha and beta' });
  await expect(apply).not.toHaveAttribute('aria-disabled', 'true');
  const vni = page.getByLabel('tunnel: VNI', { exact: true });
  const good = await vni.inputValue();

  await vni.fill('16777216');
  await expect(page.getByText(/16777215/).first()).toBeVisible();
  await leave(page);
  await linkTwo(page).click();
  await expect(vni).toHaveValue('16777216');
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await vni.fill(good);
  await expect(apply).not.toHaveAttribute('aria-disabled', 'true');
  await expect(vni).not.toHaveAttribute('aria-invalid', 'true');

  await leave(page);
  await linkTwo(page).click();
  await vni.fill('0');
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await vni.fill('77');
  await expect(apply).not.toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText(/^ip .*id 77/).first()).toBeVisible();
  await apply.click();
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 60_000 });
});

test('a new overlay keeps what was typed and pasted, and goes on judging it', async ({ overlane: app }) => {
  const { page } = app;
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  const open = page.getByRole('button', { name: 'New overlay of any number of hosts' });
  await open.click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('mesh');
  await page.getByRole('checkbox', { name: 'gamma' }).uncheck();
  const build = page.getByRole('button', { name: 'Build mesh' });
  await expect(build).not.toHaveAttribute('aria-disabled', 'true');
  await page.getByLabel('VNI', { exact: true }).fill('16777216');
  await expect(build).toHaveAttribute('aria-disabled', 'true');

  await leave(page);
  await open.click();
  await expect(name).toHaveValue('mesh');
  await expect(page.getByRole('checkbox', { name: 'gamma' })).not.toBeChecked();
  await page.getByLabel('VNI', { exact: true }).fill('4711');
  await expect(build).not.toHaveAttribute('aria-disabled', 'true');

  await page.getByRole('button', { name: 'overlay.yaml' }).click();
  await page
    .getByLabel('overlay.yaml')
    .fill('name: pasted\nmode: flannel\nmembers:\n  - host: lab:alpha\n  - host: lab:nobody\n');
  await expect(
    page
      .getByText(/nobody/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
  await leave(page);
  await open.click();
  await expect(page.getByLabel('overlay.yaml')).toHaveValue(/lab:nobody/);
  await page
    .getByLabel('overlay.yaml')
    .fill('name: pasted\nmode: flannel\nmembers:\n  - host: lab:alpha\n  - host: lab:beta\n');
  await page.getByRole('button', { name: 'Build pasted' }).click();
  await expect(page.getByRole('button', { name: 'Open overlay' })).toBeVisible({ timeout: 60_000 });

  await leave(page);
  await open.click();
  await expect(name).not.toHaveValue('mesh');
});
