import { expect, test } from '@playwright/test';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from './app.ts';

const root = resolve(import.meta.dirname, '../..');
const launcher = join(root, 'main/launch/start.mjs');

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-start-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A start of its own in a process group of its own, as a terminal makes it; the fallback Electron is taken from where it lies. */
function start(extra: Record<string, string>): { child: ChildProcess; said: () => string } {
  const { XDG_CACHE_HOME: _private, HOME: _home, ...env } = environment(folder, extra);
  const own = Object.fromEntries(
    ['XDG_CACHE_HOME', 'HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const child = spawn(process.execPath, [launcher], { cwd: root, env: { ...env, ...own }, detached: true });
  let text = '';
  child.stdout.on('data', (data: Buffer) => (text += data.toString()));
  child.stderr.on('data', (data: Buffer) => (text += data.toString()));
  return { child, said: () => text };
}

test('without a display it says so, runs the demo to its end, and takes a picture of the window', async () => {
  const before = Date.now();
  const { child, said } = start({ DISPLAY: '', WAYLAND_DISPLAY: '' });
  const [code] = (await once(child, 'close')) as [number];
  expect(code, said()).toBe(0);
  expect(said()).toContain('no window can be shown here: neither WAYLAND_DISPLAY nor DISPLAY names a display');
  expect(said()).not.toContain('no table had rows');
  const picture = /the window looks like this: (\S+\.png)/.exec(said())?.[1] ?? '';
  expect(statSync(picture).mtimeMs).toBeGreaterThan(before);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
});

test('with a display it opens the window, and Ctrl-C ends everything it started', async () => {
  const { child, said } = start({});
  const group = () =>
    execFileSync('ps', ['-e', '-o', 'pgid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.trim().startsWith(`${child.pid} `));
  await expect
    .poll(() => group().filter((line) => line.includes('--type=renderer')).length, { timeout: 20_000, message: said() })
    .toBe(1);
  const ended = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const [code, signal] = (await ended) as [number | null, string | null];
  expect([code, signal]).toEqual([0, null]);
  // Chromium's helpers end when they notice that the browser is gone; one that waits to be reaped has ended.
  await expect.poll(() => group().filter((line) => !line.includes('<defunct>'))).toEqual([]);
});
