import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readLook } from '../../main/look.ts';
import { readWindowState, writeWindowState } from '../../main/window-state.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-window-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DEFAULT = { width: 1280, height: 800, maximized: false };

test('the window comes back as it was left, through a folder that did not exist', () => {
  const file = join(folder, 'state/window.json');
  writeWindowState(file, { width: 1500, height: 900, x: -10, y: 20, maximized: true });
  expect(readWindowState(file)).toEqual({ width: 1500, height: 900, x: -10, y: 20, maximized: true });
  expect(readdirSync(join(folder, 'state'))).toEqual(['window.json']);
});

test.each(['', '{', '[]', 'null', '{"width":10}', '{"width":1e9}', '{"width":"wide"}'])(
  '%j in the file means the default window',
  (text) => {
    const file = join(folder, 'window.json');
    writeFileSync(file, text);
    expect(readWindowState(file)).toMatchObject(DEFAULT);
  },
);

test('a folder that cannot be written loses the size and nothing else', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'state'), '');
  writeWindowState(join(folder, 'state/window.json'), { ...DEFAULT });
  expect(said).toHaveBeenCalledOnce();
});

test.each([
  ['{"theme":"dark","zoom":1.5}', 'dark', 1.5],
  ['{"theme":"purple","zoom":90}', 'system', 1],
  ['{"railWidth":300}', 'system', 1],
  ['{', 'system', 1],
])('settings %s show the %s theme at %d from the first frame', (text, theme, zoom) => {
  writeFileSync(join(folder, 'settings.json'), text);
  expect(readLook(folder)).toEqual({ theme, zoom });
});
