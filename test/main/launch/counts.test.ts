import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { playwrightCounts, sum, vitestCounts } from '../../../main/launch/counts.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-counts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: object): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('vitest: pending and todo are skipped', () => {
  const file = report({ numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
  expect(vitestCounts(file, 1)).toEqual({ passed: 7, failed: 2, skipped: 2 });
});

test('vitest: a file that does not load fails the run although no test failed', () => {
  const file = report({ numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 });
  expect(vitestCounts(file, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

test('no report at all is a failure, also when the run was killed', () => {
  expect(vitestCounts(join(folder, 'none.json'), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(playwrightCounts(join(folder, 'none.json'), null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('playwright: what passed only the second time has failed', () => {
  const file = report({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 } });
  expect(playwrightCounts(file, 1)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test('the total is the sum of the parts', () => {
  const parts = [
    { passed: 1, failed: 0, skipped: 2 },
    { passed: 3, failed: 4, skipped: 0 },
  ];
  expect(sum(parts)).toEqual({ passed: 4, failed: 4, skipped: 2 });
});
