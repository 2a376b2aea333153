import { expect } from '@playwright/test';
import { test } from './app.ts';
import { entryMac, onAlpha, overlane, row, withEntries } from './lab-host.ts';

test('a change stands in the history with its commands, and is taken back from there', async ({ overlane: app }) => {
  const { page } = app;
  await withEntries(app, 1);
  await overlane(app, 'bridge', 'add', 'lab:alpha', 'br-made');
  await page.keyboard.press('Control+6');
  await row(page, entryMac(0)).click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete FDB entry' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('Control+9');
  const entry = row(page, `Delete FDB entry ${entryMac(0)}`);
  await expect(entry).toContainText('done');
  await expect(row(page, 'Add bridge br-made')).toBeVisible();
  await entry.click();
  const details = page.getByRole('complementary', { name: 'Details of the change' });
  await expect(details.getByText(`bridge fdb del ${entryMac(0)}`)).toBeVisible();
  await expect(details.getByText(`${entryMac(0)} on vx9`)).toBeVisible();
  await app.screenshot('history');
  expect(await app.axe()).toEqual([]);

  await details.getByRole('button', { name: 'Undo…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Undo: Delete FDB entry/ });
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(entry.filter({ hasText: 'taken back' })).toBeVisible();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain(`${entryMac(0)} dst 192.168.64.2`);
  await entry.filter({ hasText: 'taken back' }).click();
  await expect(details.getByText('It was taken back already')).toBeVisible();
  await expect(details.getByRole('button', { name: 'Undo…' })).toHaveAttribute('aria-disabled', 'true');
});

test('the page that is open shows what the command line changes meanwhile', async ({ overlane: app }) => {
  const { page } = app;
  await expect(row(page, 'eth0').first()).toBeVisible();
  await page.keyboard.press('Control+9');
  await expect(page.getByRole('main').getByText('Nothing was changed')).toBeVisible();
  await overlane(app, 'bridge', 'add', 'lab:alpha', 'br-late');
  const entry = row(page, 'Add bridge br-late');
  await expect(entry).toContainText('done');
  await entry.click();
  await overlane(app, 'undo');
  await expect(entry.filter({ hasText: 'taken back' })).toBeVisible();
  const details = page.getByRole('complementary', { name: 'Details of the change' });
  await expect(details.getByText('It was taken back already')).toBeVisible();
});

test('undo says what no longer applies', async ({ overlane: app }) => {
  const { page } = app;
  await withEntries(app, 1);
  await onAlpha(app, 'ip link add name vx8 type vxlan id 8 dstport 4789 local 192.168.64.3 dev eth0 nolearning');
  await onAlpha(app, `bridge fdb append ${entryMac(8)} dev vx8 dst 192.168.64.2`);
  await page.keyboard.press('Control+6');
  await row(page, entryMac(0)).click();
  await row(page, entryMac(8)).click({ modifiers: ['Control'] });
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete 2 FDB entries' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+2');
  await onAlpha(app, 'ip link del dev vx8');
  await expect(row(page, 'vx8').and(page.locator(':not(.removed)'))).toHaveCount(0);
  await page.keyboard.press('Control+Z');
  const dialog = page.getByRole('dialog', { name: /^Undo/ });
  await expect(dialog.getByText('This no longer applies on alpha')).toBeVisible();
  await app.screenshot('history-undo-moved-on');
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(await onAlpha(app, 'bridge fdb show')).toContain(`${entryMac(0)} dev vx9 dst 192.168.64.2`);
});

test('a device of another program is unlocked for this session before it is changed', async ({ overlane: app }) => {
  const { page } = app;
  await expect(row(page, 'eth0').first()).toBeVisible();
  await onAlpha(app, 'ip link add name docker0 type bridge');
  await page.keyboard.press('Control+3');
  await row(page, 'docker0').click();
  const remove = page.getByRole('button', { name: 'Delete', exact: true });
  await expect(remove).toHaveAttribute('data-tip', /docker0 belongs to Docker/);
  await row(page, 'docker0').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Unlock docker0 for this session' }).click();
  await remove.click();
  await page.getByRole('button', { name: 'Delete bridge' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await onAlpha(app, 'ip -br link')).not.toContain('docker0');
});
