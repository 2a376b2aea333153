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

/** Run by the packaged binary as plain Node, whose `fs` reads inside the archive. */
const LIST_ARCHIVE = `
  const { readdirSync } = require('node:fs');
  const walk = (folder) => readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => entry.isDirectory() ? walk(folder + '/' + entry.name) : [folder + '/' + entry.name]);
  console.log(JSON.stringify(walk(process.argv[1])));
`;

test('the package holds what was built and no node_modules', () => {
  const archive = join(root, 'release/linux-unpacked/resources/app.asar');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const listed = execFileSync(binary, ['-e', LIST_ARCHIVE, archive], { env, encoding: 'utf8' });
  const names = (JSON.parse(listed) as string[]).map((name) => name.slice(archive.length + 1));
  expect(names).toEqual(
    expect.arrayContaining([
      'package.json',
      'dist/main/index.cjs',
      'dist/engine/engine.cjs',
      'dist/preload/preload.cjs',
      'dist/renderer/index.html',
    ]),
  );
  expect(names.filter((name) => name.includes('node_modules') || name.endsWith('.map'))).toEqual([]);
});
