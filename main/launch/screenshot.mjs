import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startXvfb } from './display.mjs';
import { electronArgs } from './electron.mjs';
import { root, say } from './paths.mjs';

/** First live rows come within 2 s of the window; five times that is a slow machine, more than that is an error worth a picture. */
const ROWS_LIMIT_MS = 10_000;

/** Opens the real window on an X server of its own, takes its picture, and ends both. Answers with the file.
 * @param {import('./electron.mjs').Electron} electron */
export async function takeScreenshot(electron) {
  const { _electron } = await import('playwright-core');
  const screen = await startXvfb();
  try {
    const env = { ...process.env, DISPLAY: screen.display, WAYLAND_DISPLAY: '' };
    const app = await _electron.launch({
      executablePath: electron.binary,
      chromiumSandbox: process.getuid?.() !== 0,
      args: electronArgs(),
      env: /** @type {Record<string, string>} */ (env),
    });
    try {
      return await picture(await app.firstWindow());
    } finally {
      await app.close();
    }
  } finally {
    await screen.stop();
  }
}

/** @param {import('playwright-core').Page} page */
async function picture(page) {
  const rows = page.locator('[role=row] [role=gridcell]').first();
  await rows.waitFor({ timeout: ROWS_LIMIT_MS }).catch(() => say(`no table had rows after ${ROWS_LIMIT_MS / 1000} s`));
  const file = join(root, 'test-results/window.png');
  mkdirSync(dirname(file), { recursive: true });
  await page.screenshot({ path: file });
  return file;
}
