import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf } from '../../../main/launch/stamp.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-stamp-'));
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'deep/a.ts'), 'one');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('touching a file changes nothing, as a switch of branches and back does', () => {
  const before = hashOf([folder]);
  utimesSync(join(folder, 'deep/a.ts'), 1, 1);
  expect(hashOf([folder])).toBe(before);
});

test('content, name and presence each change it', () => {
  const before = hashOf([folder]);
  const seen = new Set([before]);
  writeFileSync(join(folder, 'deep/a.ts'), 'two');
  seen.add(hashOf([folder]));
  renameSync(join(folder, 'deep/a.ts'), join(folder, 'deep/b.ts'));
  seen.add(hashOf([folder]));
  rmSync(join(folder, 'deep/b.ts'));
  seen.add(hashOf([folder]));
  expect(seen.size).toBe(4);
});

test('what is not there counts as nothing, so that a bundle may name an input that comes later', () => {
  expect(hashOf([join(folder, 'none'), folder])).toBe(hashOf([folder]));
});
