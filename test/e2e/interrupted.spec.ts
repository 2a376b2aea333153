import { expect, test as base } from '@playwright/test';
import { execa } from 'execa';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment, launchApp, openPage } from './app.ts';

const cli = resolve(import.meta.dirname, '../../dist/cli/overlane.cjs');

interface World {
  readonly folder: string;
  overlane(...args: string[]): Promise<string>;
  /** The journal so far. */
  journal(): string;
}

/** Folders that outlive one window; the lab in them is taken down at the end whatever happens. */
const test = base.extend<{ world: World }>({
  world: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-e2e-'));
    const env = environment(folder);
    const overlane = async (...args: string[]): Promise<string> => {
      const ran = await execa(process.execPath, [cli, ...args], { env, reject: false, stdin: 'ignore' });
      return String(ran.stdout);
    };
    const journalPath = join(folder, 'state_home/overlane/journal.jsonl');
    const journal = (): string => (existsSync(journalPath) ? readFileSync(journalPath, 'utf8') : '');
    await use({ folder, overlane, journal });
    await overlane('lab', 'down');
    rmSync(folder, { recursive: true, force: true });
  },
});

/** Starts linking, and ends the window without a warning as soon as some steps are done; a link takes a third of a second. */
async function killWhileLinking(world: World, end: (window: number, engine: number) => void): Promise<void> {
  const { app, page } = await launchApp({ folder: world.folder });
  await page.getByRole('button', { name: 'Link two hosts' }).first().click();
  const apply = page.getByRole('button', { name: 'Link alpha and beta' });
  await expect(apply).toBeEnabled();
  const window = app.process();
  const engine = engineOf(window.pid ?? 0);
  const clicked = apply.click().catch(() => undefined); // the window may be gone before the click is confirmed
  while (!/"progress".*"done":[3-9]/.test(world.journal())) await new Promise((resolve) => setTimeout(resolve, 1));
  end(window.pid ?? 0, engine);
  await clicked;
  await expect.poll(() => window.signalCode).toBe('SIGKILL');
}

/** The window's engine, a process of its own. */
function engineOf(window: number): number {
  const children = readFileSync(`/proc/${window}/task/${window}/children`, 'utf8').trim().split(' ').map(Number);
  const engine = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine.cjs'));
  if (engine === undefined) throw new Error('the window has no engine');
  return engine;
}

test('a window killed in the middle of a link: its engine takes back what was done, and ends', async ({ world }) => {
  await world.overlane('lab', 'up');
  const before = await world.overlane('lab', 'exec', 'alpha', '--', 'ip', '-br', 'link');
  let engine = 0;
  await killWhileLinking(world, (window, itsEngine) => {
    engine = itsEngine;
    process.kill(window, 'SIGKILL');
  });
  await expect.poll(() => existsSync(`/proc/${engine}`)).toBe(false);
  expect(await world.overlane('lab', 'exec', 'alpha', '--', 'ip', '-br', 'link')).toBe(before);
  expect(await world.overlane('recover')).toContain('Nothing was left unfinished');
});

test('window and engine killed in the middle of a link: the next start offers to roll back, and nothing is left', async ({
  world,
}) => {
  await world.overlane('lab', 'up');
  const before = await world.overlane('lab', 'exec', 'alpha', '--', 'ip', '-br', 'link');
  await killWhileLinking(world, (window, engine) => {
    process.kill(engine, 'SIGKILL');
    process.kill(window, 'SIGKILL');
  });

  const second = await launchApp({ folder: world.folder });
  await expect(second.page.getByText(/interrupted/i).first()).toBeVisible();
  await second.screenshot('recovery-offered');
  expect(await second.axe()).toEqual([]);
  await second.page.getByRole('button', { name: 'Roll back' }).first().click();
  await expect.poll(() => world.overlane('recover')).toContain('Nothing was left unfinished');
  expect(await world.overlane('lab', 'exec', 'alpha', '--', 'ip', '-br', 'link')).toBe(before);
  await second.screenshot('recovery-done');
  await second.close();
});

test('nothing that the window starts gets a file of Chromium', async ({ world }) => {
  const { app, page, close } = await launchApp({ folder: world.folder });
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  const engine = engineOf(app.process().pid ?? 0);
  const children = readFileSync(`/proc/${engine}/task/${engine}/children`, 'utf8').trim().split(' ');
  expect(children.length).toBeGreaterThan(0);
  const files = children.flatMap((pid) =>
    readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`)),
  );
  expect(files.filter((file) => /session|chromium|\/dev\/shm/i.test(file))).toEqual([]);
  await close();
});

test('a lab that the window started ends with it, unless it is to be kept', async ({ world }) => {
  const first = await launchApp({ folder: world.folder });
  await expect(first.page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  expect(await world.overlane('lab', 'status')).toContain('is running');
  await first.close();
  expect(await world.overlane('lab', 'status')).toContain('is not running');

  const second = await launchApp({ folder: world.folder });
  await expect(second.page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  await second.page.getByLabel('Keep the lab running when the window closes').check();
  await expect.poll(() => second.page.getByLabel('Keep the lab running when the window closes').isChecked()).toBe(true);
  await second.close();
  expect(await world.overlane('lab', 'status')).toContain('is running');
});

test('an engine that is killed is started again: the same page, the same hosts, and one sentence', async ({
  world,
}) => {
  await world.overlane('lab', 'up');
  const { app, page, close } = await launchApp({ folder: world.folder });
  await openPage(page, 'alpha', 'Links');
  await expect(page.getByRole('row').filter({ hasText: 'eth0' }).first()).toBeVisible();
  process.kill(engineOf(app.process().pid ?? 0), 'SIGKILL');
  await expect(page.getByText('was started again').first()).toBeVisible();
  await world.overlane('lab', 'exec', 'alpha', '--', 'ip', 'link', 'add', 'name', 'late0', 'type', 'bridge');
  await expect(page.getByRole('row').filter({ hasText: 'late0' }).first()).toBeVisible();
  await close();
});
