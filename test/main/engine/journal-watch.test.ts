import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchJournal } from '../../../main/engine/journal-watch.ts';
import { until } from '../../lab/until.ts';

test('lines of another process are noticed from the first one on, once for those that come together; other files are not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-journal-'));
  const path = join(folder, 'state', 'journal.jsonl');
  let calls = 0;
  const watch = watchJournal(path, () => (calls += 1));
  try {
    for (let line = 0; line < 5; line += 1) appendFileSync(path, `${line}\n`);
    await until('the new file is noticed', () => calls > 0);
    expect(calls).toBe(1);
    appendFileSync(join(folder, 'state', 'overlays.json'), '{}');
    appendFileSync(path, 'more\n');
    await until('the next line is noticed', () => calls > 1);
    expect(calls).toBe(2);
  } finally {
    watch.stop();
    rmSync(folder, { recursive: true });
  }
});
