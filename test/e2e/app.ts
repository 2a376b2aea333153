import AxeBuilder from '@axe-core/playwright';
import { _electron, expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { electronArgs, findElectron } from '../../main/launch/electron.mjs';

const results = resolve(import.meta.dirname, '../../test-results');

export interface LaunchOptions {
  /** Another program than the checkout's Electron: the unpacked app. */
  readonly binary?: string;
  readonly args?: readonly string[];
  /** An XDG folder to start with again, from an earlier `LaunchedApp.folder`; it is then not removed at the end. */
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly colorScheme?: 'light' | 'dark';
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Holds the XDG folders of this run. */
  readonly folder: string;
  /** The environment it runs in: give it to a command line that shall see the same lab and journal. */
  readonly env: Record<string, string>;
  /** Everything that main wrote to stderr. */
  stderr(): string;
  /** Into test-results/NAME.png. */
  screenshot(name: string): Promise<string>;
  /** Violations that axe calls serious or critical, one line each; empty when there are none. */
  axe(): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the real app with a home of its own, under the display of the test run. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'overlane-e2e-'));
  const env = environment(folder, options.env);
  const binary = options.binary ?? (await findElectron()).binary;
  const args = [...(options.args ?? electronArgs())];
  const app = await _electron.launch({ executablePath: binary, args, env, chromiumSandbox: process.getuid?.() !== 0 });
  let stderr = '';
  app.process().stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  // Under a second on an idle machine; a build and a test run beside it have made it three. Longer than this is no window at all.
  const page = await app.firstWindow({ timeout: 20_000 }).catch(async (error: Error) => {
    app.process().kill('SIGKILL');
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    throw new Error(`${error.message}\nstderr: ${stderr}`);
  });
  await page.emulateMedia({ colorScheme: options.colorScheme ?? 'light' });
  return {
    app,
    page,
    folder,
    env,
    stderr: () => stderr,
    screenshot: (name) => screenshot(page, name),
    axe: () => seriousViolations(page),
    close: async () => {
      await app.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Everything of this process, and an XDG world in `folder`. */
export function environment(folder: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // A lab of its own too: the user's, or another run's, must not be taken for ours.
  const own: Record<string, string> = { HOME: folder, OVERLANE_LAB: `e2e-${basename(folder)}` };
  for (const name of ['CONFIG_HOME', 'CACHE_HOME', 'STATE_HOME', 'DATA_HOME', 'RUNTIME_DIR']) {
    own[`XDG_${name}`] = join(folder, name.toLowerCase());
    mkdirSync(join(folder, name.toLowerCase()), { recursive: true, mode: 0o700 });
  }
  // A window that is killed leaves Chromium's socket in the folder for temporary files.
  own.TMPDIR = join(folder, 'tmp');
  mkdirSync(own.TMPDIR, { recursive: true });
  return { ...Object.fromEntries(inherited), ...own, ...extra };
}

async function screenshot(page: Page, name: string): Promise<string> {
  const path = join(results, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  return path;
}

/** Legacy mode, because axe otherwise opens a blank page to collect results, which Electron has no way to. */
async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`);
}

/** A test with the app already open; it is closed, and its folders removed, whatever the test does. */
export const test = base.extend<{ overlane: LaunchedApp }>({
  overlane: async ({}, use) => {
    const launched = await launchApp();
    await use(launched);
    await launched.close();
  },
});

/** Goes to a page of a host by the rail. */
export async function openPage(page: Page, host: string, title: string): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Hosts and overlays' });
  const button = rail.getByRole('button', { name: new RegExp(`^${host} `) });
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  await rail.getByRole('button', { name: title, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}
