import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Reported } from '../../../app/trace/report.ts';
import { writeReportFiles } from '../../../main/engine/report-files.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'overlane-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a name without an ending was never agreed to with one: what is there by that name stays', async () => {
  writeFileSync(join(folder, 'ticket.md'), 'mine');
  const wish = { path: join(folder, 'ticket'), redact: false, hosts: [], replace: true };
  const reported: Reported = {};
  expect(await writeReportFiles(reported, wish)).toMatchObject({
    ok: false,
    problem: { code: 'export-unwritable', facts: { path: join(folder, 'ticket.md') } },
  });
  expect(readFileSync(join(folder, 'ticket.md'), 'utf8')).toBe('mine');
});
