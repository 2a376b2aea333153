import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { staleReason } from '../../../main/launch/packages.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-packages-'));
  mkdirSync(join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lock = (packages: object) => writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
const installed = (packages: object) =>
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

const both = { 'node_modules/vite': { version: '8.0.0' }, 'node_modules/svelte': { version: '5.0.0' } };

test('a fresh clone has nothing', () => {
  lock({ '': {}, ...both });
  expect(staleReason(folder)).toBe('none are here yet');
});

test('an install that was interrupted has no note of npm, so it is done again', () => {
  lock({ '': {}, ...both });
  mkdirSync(join(folder, 'node_modules/vite'));
  expect(staleReason(folder)).toBe('none are here yet');
});

test('what is as locked is left alone, and an optional package of another platform is not missed', () => {
  lock({ '': {}, ...both, 'node_modules/fsevents': { version: '2.0.0', optional: true } });
  installed(both);
  expect(staleReason(folder)).toBeUndefined();
});

test('a version that was changed by a pull is named', () => {
  lock({ '': {}, ...both, 'node_modules/svelte': { version: '5.1.0' } });
  installed(both);
  expect(staleReason(folder)).toBe('svelte changed');
});
