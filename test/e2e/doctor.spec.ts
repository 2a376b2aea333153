import { expect } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from './app.ts';
import { onAlpha, overlane } from './lab-host.ts';

test('a fault from outside is marked in the rail, named with its proof, mended by its plan, and then nothing is wrong', async ({
  overlane: app,
}) => {
  // Builds an overlay, looks several times and at each state with axe, on a machine that may be busy.
  test.setTimeout(150_000);
  const { page } = app;
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  await expect(page.getByText('alpha').first()).toBeVisible();
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--name', 'pair', '--yes');
  await page.keyboard.press('Control+d');
  await expect(page.getByRole('heading', { level: 1, name: 'Doctor' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Nothing is wrong/ })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Look now' }).click();
  await expect(page.getByText(/tables first, then packets both ways/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: /^Nothing is wrong/ })).toBeVisible();
  await app.screenshot('doctor-1-healthy');
  expect(await app.axe()).toEqual([]);

  const entry = await onAlpha(app, "bridge fdb show | grep '^00:00:00:00:00:00.*dst' | head -1");
  const [, dev = '', dst = ''] = /dev (\S+) dst (\S+)/.exec(entry) ?? [];
  await onAlpha(app, `bridge fdb del 00:00:00:00:00:00 dev ${dev} dst ${dst}`);
  // By itself, within its minute: the rail says that something is wrong.
  await expect(rail.getByText('1 wrong').first()).toBeVisible({ timeout: 75_000 });
  await expect(page.getByRole('status')).toContainText('Since then');
  await page.getByRole('button', { name: 'Look again' }).click();
  const card = page.getByRole('article').first();
  await expect(card).toContainText('alpha', { timeout: 30_000 });
  await expect(page.getByRole('heading', { name: /^One thing is wrong among/ })).toBeVisible();
  await expect(card).toContainText(dst);
  await app.screenshot('doctor-2-found');
  expect(await app.axe()).toEqual([]);

  await card.getByRole('button', { name: 'What is this?' }).click();
  await expect(page.getByRole('dialog')).toContainText('How it shows');
  await page.keyboard.press('Escape');

  await app.app.evaluate(
    ({ dialog }, path) => {
      dialog.showSaveDialog = (() =>
        Promise.resolve({ canceled: false, filePath: path })) as typeof dialog.showSaveDialog;
    },
    join(app.folder, 'ticket.md'),
  );
  await page.getByRole('button', { name: 'Save report…' }).click();
  await expect(page.getByText(/^Written: /)).toBeVisible();
  expect(readFileSync(join(app.folder, 'ticket.md'), 'utf8')).toContain(dst);
  expect(existsSync(join(app.folder, 'ticket.json'))).toBe(true);

  await card.getByRole('button', { name: 'Fix…' }).click();
  await expect(
    page
      .getByRole('dialog')
      .getByText(/^bridge fdb (append|add|replace)/)
      .first(),
  ).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('heading', { name: /^Nothing is wrong/ })).toBeVisible({ timeout: 30_000 });
  expect(await onAlpha(app, `bridge fdb show dev ${dev}`)).toContain(dst);
  await expect(rail.getByText('1 wrong')).toHaveCount(0, { timeout: 15_000 });

  // A cell of the matrix leads to the doctor of its pair.
  await rail.getByText('pair', { exact: true }).click();
  await page.getByRole('button', { name: /^Doctor of alpha and beta/ }).click();
  await expect(
    page.getByRole('heading', { name: /^Nothing is wrong.* on (alpha and beta|beta and alpha)$/ }),
  ).toBeVisible({
    timeout: 30_000,
  });
});
