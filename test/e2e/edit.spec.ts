import { expect } from '@playwright/test';
import { test } from './app.ts';
import { entryMac, onAlpha, row, withEntries } from './lab-host.ts';

test('by mouse: several FDB entries are deleted as one plan that is read first', async ({ overlane: app }) => {
  const { page } = app;
  await withEntries(app, 3);
  await page.keyboard.press('Control+6');
  await row(page, entryMac(0)).click();
  await row(page, entryMac(1)).click({ modifiers: ['Control'] });
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 FDB entries on alpha' });
  await expect(dialog.getByText(`bridge fdb del ${entryMac(1)}`)).toBeVisible();
  await app.screenshot('edit-delete');
  expect(await app.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain(entryMac(0));

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByRole('button', { name: 'Delete 2 FDB entries' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('2 FDB entries deleted on alpha.')).toBeVisible();
  const left = await onAlpha(app, 'bridge fdb show dev vx9');
  expect([0, 1, 2].map((i) => left.includes(entryMac(i)))).toEqual([false, false, true]);
});

test('by keyboard alone: an entry is added, changed and deleted with others, and the last change undone', async ({
  overlane: app,
}) => {
  const { page } = app;
  const { keyboard } = page;
  await withEntries(app, 2);
  await keyboard.press('Control+6');
  await expect(row(page, entryMac(1))).toBeVisible();
  // Out of the filter into the table.
  await keyboard.press('/');
  await keyboard.press('Enter');

  await keyboard.press('Insert');
  await expect(page.getByRole('dialog', { name: 'Add FDB entry on alpha' })).toBeVisible();
  await expect(page.getByLabel('Device', { exact: true })).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  await keyboard.type('02:00:00:00:09:07');
  await keyboard.press('Tab');
  await keyboard.type('192.168.64.7');
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(row(page, '02:00:00:00:09:07')).toBeVisible();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain('02:00:00:00:09:07 dst 192.168.64.7 self permanent');

  // Type-ahead finds the row; F2 changes it.
  await keyboard.type('02:00:00:00:09:07');
  await keyboard.press('F2');
  const change = page.getByRole('dialog', { name: 'Change FDB entry 02:00:00:00:09:07 on alpha' });
  await expect(change).toBeVisible();
  await expect(page.getByLabel('VTEP', { exact: true })).toBeFocused();
  await keyboard.press('Control+A');
  await keyboard.type('192.168.64.8');
  await expect(change.getByText('bridge fdb replace')).toBeVisible();
  await keyboard.press('Enter');
  await expect(change).toBeHidden();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain('02:00:00:00:09:07 dst 192.168.64.8');

  // The row as it was is struck for a moment.
  await expect(row(page, '02:00:00:00:09:07')).toHaveCount(1);
  await keyboard.type('02:00:00:00:09:07');
  await keyboard.press('Shift+ArrowUp');
  await keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'Delete 2 FDB entries' })).toBeFocused();
  await expect(page.getByRole('dialog').getByText('bridge fdb del')).toHaveCount(2);
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).not.toContain('02:00:00:00:09:07');

  await keyboard.press('Control+Z');
  await expect(page.getByRole('dialog', { name: 'Undo: Delete 2 FDB entries on alpha' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('The change was taken back.')).toBeVisible();
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain('02:00:00:00:09:07 dst 192.168.64.8');
});

test('a form says what is wrong on the field, and what cannot be changed in place before it runs', async ({
  overlane: app,
}) => {
  const { page } = app;
  await withEntries(app, 1);
  await page.keyboard.press('Control+2');
  await row(page, 'vx9').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Edit VXLAN device…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change VXLAN device vx9 on alpha' });
  await dialog.getByLabel('Local VTEP').fill('nowhere');
  await expect(dialog.getByText('Must be an IPv4 or IPv6 address.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Change VXLAN device' })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Local VTEP').fill('192.168.64.3');
  await dialog.getByLabel('VNI', { exact: true }).fill('77');
  await expect(dialog.getByText('it is removed, made again and set as before')).toBeVisible();
  await app.screenshot('edit-vxlan');
  expect(await app.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Change VXLAN device' }).click();
  await expect(dialog).toBeHidden();
  expect(await onAlpha(app, 'ip -d link show dev vx9')).toContain('vxlan id 77');
  expect(await onAlpha(app, 'bridge fdb show dev vx9')).toContain(`${entryMac(0)} dst 192.168.64.2`);
});

test('many entries are pasted, every line judged before any is added', async ({ overlane: app }) => {
  const { page } = app;
  await withEntries(app, 1);
  await page.keyboard.press('Control+6');
  await expect(row(page, entryMac(0))).toBeVisible();
  await page.getByRole('button', { name: 'Add…' }).click();
  await page.getByRole('menuitem', { name: 'Paste FDB entries…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paste FDB entries on alpha' });
  const line = (mac: string): string => `${mac} dev vx9 dst 192.168.64.2 self permanent`;
  const text = [line('02:00:00:00:0a:01'), line(entryMac(0)), 'no entry at all', line('02:00:00:00:0a:02')].join('\n');
  await dialog.getByRole('textbox', { name: 'Entries, one a line' }).fill(text);
  // The entry that is there already is left out by itself, and said; what is no entry asks for a word.
  await expect(dialog.getByText('2 good, 1 cannot be used, 1 left out')).toBeVisible();
  await app.screenshot('edit-paste');
  expect(await app.axe()).toEqual([]);
  await dialog.getByRole('button', { name: 'Leave it out' }).click();
  await expect(dialog.getByText('2 good, 2 left out')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add 2 FDB entries' }).click();
  await expect(dialog).toBeHidden();
  const shown = await onAlpha(app, 'bridge fdb show dev vx9');
  expect(shown).toContain('02:00:00:00:0a:01');
  expect(shown).toContain('02:00:00:00:0a:02');
});
