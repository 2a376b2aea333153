import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const script = join(root, 'resources/bin/overlane-cli');
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'overlane-packaged-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('both packages carry a command that hands its words on, whole, to Electron as plain Node', async () => {
  const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  expect(builder.match(/- resources\/bin\/overlane-cli=\/usr\/bin\/overlane-cli\n/g)).toHaveLength(2);
  writeFileSync(join(folder, 'overlane'), '#!/bin/sh\nprintf \'%s\\n\' "$ELECTRON_RUN_AS_NODE" "$@"\n');
  chmodSync(join(folder, 'overlane'), 0o755);
  const here = readFileSync(script, 'utf8').replaceAll('/opt/Overlane', folder);
  const { stdout } = await execa('sh', ['-c', here, 'overlane-cli', 'fdb', 'list', 'a b', '$(id)', '']);
  const bundle = `${folder}/resources/app.asar/dist/cli/overlane.cjs`;
  expect(stdout.split('\n')).toEqual(['1', bundle, 'fdb', 'list', 'a b', '$(id)', '']);
});

test('under Electron the words begin where they do under Node', async () => {
  const electron = join(folder, 'electron.cjs');
  const versions = "{ ...process.versions, electron: '42.0.0' }";
  writeFileSync(electron, `Object.defineProperty(process, 'versions', { value: ${versions} });\n`);
  const cli = join(root, 'dist/cli/overlane.cjs');
  const { stdout, exitCode } = await execa(process.execPath, ['-r', electron, cli, 'lab', '--help'], { reject: false });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('overlane lab [options] [command]');
}, 60_000);
