import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import { ok } from '../../../app/problem/problem.ts';
import type { Journal } from '../../../main/engine/journal.ts';
import { createOverlays, type Overlays } from '../../../main/engine/overlays.ts';

/** Armed by a process that is there no more. */
const ARMED: JournalEntry = {
  ...{ kind: 'armed', id: 'one', at: 1, user: 'root', pid: 1, pidStart: 'another' },
  intent: { kind: 'undo' },
  plan: { title: 'Undo', hosts: [] },
};
const END: JournalEntry = { kind: 'end', id: 'one', at: 2, end: 'committed', problems: [] };

/** A journal that answers with these contents, one after the other; the last one again and again. */
function overlaysOf(...contents: readonly (readonly JournalEntry[])[]): Overlays {
  let turn = 0;
  const read: Journal['read'] = async () =>
    ok({ entries: contents[Math.min(turn++, contents.length - 1)] ?? [], problems: [], newer: [] });
  return createOverlays({ read } as Journal);
}

describe('a change whose process is gone', () => {
  test('was interrupted when it has no last word', async () => {
    const overlays = overlaysOf([ARMED]);
    await overlays.reload();
    expect(overlays.recoveries().map(({ entryId }) => entryId)).toEqual(['one']);
  });

  test('that wrote its last word while we looked was not', async () => {
    const overlays = overlaysOf([ARMED], [ARMED, END]);
    await overlays.reload();
    expect(overlays.recoveries()).toEqual([]);
  });
});
