import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from './app.ts';
import { PackagedApp } from './devtools-pipe.ts';

const root = resolve(import.meta.dirname, '../..');
const binary = join(root, 'release/linux-unpacked/overlane');

let folder: string;

test.beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'main/launch/dist.mjs')], { cwd: root, stdio: 'pipe' });
  folder = mkdtempSync(join(tmpdir(), 'overlane-packaged-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the unpacked app starts, shows its page, sees the lab, and ends when asked', async () => {
  const packaged = new PackagedApp(binary, environment(folder));
  try {
    await expect.poll(() => packaged.evaluate('location.href')).toMatch(/^app:\/\/overlane\//);
    const labHosts = `overlane.call('app.state').then(({ value }) => value.hosts.filter(({ kind }) => kind === 'lab').map(({ name }) => name))`;
    await expect.poll(() => packaged.evaluate(labHosts)).toEqual(['alpha', 'beta', 'gamma']);
  } finally {
    expect(await packaged.end()).toBe(0);
  }
  // A fuse closes Node's inspector: asked for, it must not open.
  expect(packaged.stderr).not.toContain('Debugger listening');
});

test('the package holds what was built and no node_modules', () => {
  const list = `console.log(JSON.stringify(require('fs').readdirSync(${JSON.stringify(join(root, 'release/linux-unpacked/resources/app.asar'))}, { recursive: true })))`;
  const names = JSON.parse(
    execFileSync(binary, ['-e', list], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' }),
  ) as string[];
  expect(names).toEqual(expect.arrayContaining(['package.json', 'dist']));
  expect(names.filter((name) => name.includes('node_modules') || name.endsWith('.map'))).toEqual([]);
});
