import { expect, type Page } from '@playwright/test';
import { execa } from 'execa';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { launchApp, test, type LaunchedApp } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

async function overlane(app: LaunchedApp, ...argv: string[]): Promise<void> {
  await execa(process.execPath, [cli, ...argv], { env: app.env, stdin: 'ignore' });
}

const ready = (page: Page) => expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
/** As by the window's cross. */
async function closeByHand(app: LaunchedApp): Promise<void> {
  await app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

/** Presses a button of the next native question; the answer gives what it said. */
async function answerQuestion(app: LaunchedApp, response: number): Promise<() => Promise<string>> {
  await app.app.evaluate(({ dialog }, button) => {
    Object.assign(dialog, {
      showMessageBox: async (_window: unknown, { detail }: { detail: string }) => {
        Object.assign(globalThis, { asked: detail });
        return { response: button, checkboxChecked: false };
      },
    });
  }, response);
  return () => app.app.evaluate(() => String((globalThis as { asked?: string }).asked));
}

const widthOf = (page: Page) => page.evaluate(() => window.innerWidth);

test('zoom by keys, kept for the next start, and nothing lies outside the window when all is twice as large', async ({
  overlane: app,
}) => {
  const { page } = app;
  await ready(page);
  const full = await widthOf(page);
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('Control+=');
  await expect.poll(() => widthOf(page)).toBe(full / 2);
  await expect(page.getByRole('button', { name: 'Link two hosts' })).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: /^\d+ commands/ })).toBeInViewport({ ratio: 1 });
  await app.screenshot('frame-zoom-200');
  await page.keyboard.press('Control+0');
  await expect.poll(() => widthOf(page)).toBe(full);
});

test('the keyboard goes along to a page, and a question mark lists the keys', async ({ overlane: app }) => {
  const { page } = app;
  await ready(page);
  await page.keyboard.press('Control+6');
  await expect(page.getByRole('grid', { name: 'FDB of alpha' })).toBeFocused();
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('grid', { name: 'Links of alpha' })).toBeFocused();
  await page.keyboard.press('Control+l');
  await expect(page.locator('main form :focus')).toHaveCount(1);
  await page.getByRole('heading', { name: 'Link two hosts' }).click();
  await page.keyboard.press('Shift+?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys.getByText('Link two hosts')).toBeVisible();
  await expect(keys.getByText('Add a row')).toBeVisible();
  expect(await app.axe()).toEqual([]);
  await app.screenshot('frame-keys');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
});

test('a lab that holds an overlay ends, with the window too, only after a question', async ({ overlane: app }) => {
  const { page } = app;
  await ready(page);
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--name', 'pair', '--yes');
  await expect(page.getByRole('button', { name: 'pair 42' })).toBeVisible();
  const asked = await answerQuestion(app, 0);
  await closeByHand(app);
  await expect.poll(asked).toMatch(/pair lives in the lab/);
  expect(app.app.windows()).toHaveLength(1);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('End the lab');
  await page.keyboard.press('Enter');
  const end = page.getByRole('dialog', { name: 'End the lab?' });
  await end.getByRole('button', { name: 'End the lab' }).click();
  await expect(page.getByText('Not running')).toBeVisible();
});

test('forgetting an overlay asks once, and undo declares it again', async ({ overlane: app }) => {
  const { page } = app;
  await ready(page);
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--name', 'pair', '--yes');
  await page.getByRole('button', { name: 'pair 42' }).click();
  await page.getByRole('button', { name: 'Forget…' }).click();
  await page.getByRole('button', { name: 'Forget pair' }).click();
  await expect(page.getByRole('button', { name: /^pair/ })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Undo|^Take back/ })
    .click();
  await expect(page.getByRole('button', { name: 'pair 42' })).toBeVisible();
});

test('a window that is closed by hand ends its program', async () => {
  const app = await launchApp();
  await ready(app.page);
  const gone = once(app.app.process(), 'exit');
  await closeByHand(app).catch(() => undefined);
  expect(await gone).toEqual([0, null]);
  rmSync(app.folder, { recursive: true });
});

test('a page that fails says so in its own place, and the rest of the window goes on', async ({ overlane: app }) => {
  const { page } = app;
  await ready(page);
  await overlane(app, 'link', 'lab:alpha', 'lab:beta', '--name', 'pair', '--yes');
  // The overlay's page asks for a format of dates as it opens.
  await page.evaluate(() => {
    Object.assign(window, { was: Intl.DateTimeFormat });
    Intl.DateTimeFormat = function () {
      throw new Error('no dates today');
    } as never;
  });
  await page.getByRole('button', { name: 'pair 42' }).click();
  await expect(page.getByRole('heading', { name: 'pair cannot be shown' })).toBeVisible();
  await page.getByText('Details', { exact: true }).click();
  await expect(page.getByText(/no dates today/).first()).toBeVisible();
  expect(await app.axe()).toEqual([]);
  await app.screenshot('frame-page-failed');

  await page.getByRole('button', { name: /^alpha / }).click();
  await ready(page);
  await page.getByRole('button', { name: 'pair 42' }).click();
  await expect(page.getByRole('heading', { name: 'pair cannot be shown' })).toBeVisible();
  await page.evaluate(() => {
    Intl.DateTimeFormat = (window as unknown as { was: typeof Intl.DateTimeFormat }).was;
  });
  await page.getByRole('button', { name: 'Show it again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'pair', exact: true })).toBeVisible();
});
