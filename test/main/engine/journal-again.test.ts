import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import { openJournal } from '../../../main/engine/journal.ts';

const line = (id: string): string =>
  `${JSON.stringify({ kind: 'end', id, at: 9, end: 'committed', problems: [] } satisfies JournalEntry)}\n`;

test('a journal that is read again parses only what is new in it, and is what the file holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-again-'));
  const path = join(folder, 'journal.jsonl');
  const journal = openJournal(path);
  const entries = async () => {
    const read = await journal.read();
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    return read.value.entries;
  };
  try {
    writeFileSync(path, line('a'));
    const [first] = await entries();
    appendFileSync(path, line('b'));
    const [again, second] = await entries();
    expect(again).toBe(first);
    expect(second).toMatchObject({ id: 'b' });
    writeFileSync(path, line('b'));
    expect(await entries()).toEqual([second]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
