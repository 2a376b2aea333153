import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { JournalEntrySchema, type JournalEntry } from '../../../app/change/journal-entry.ts';
import { foldStated, statedBy } from '../../../app/change/journal-stated.ts';

/** Recorded by 0.1.0: alpha-beta (bridged) and alpha-gamma (routed) stand, beta-gamma was taken apart, back was undone. */
const PAIRS: readonly JournalEntry[] = readFileSync(
  new URL('../../fixtures/journal-0.1.0/pairs.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => v.parse(JournalEntrySchema, JSON.parse(line)));
const names = (entries: readonly JournalEntry[]): readonly string[] => [...foldStated(entries).keys()];
const opened = (title: string) => PAIRS.find((one) => one.kind === 'armed' && one.plan.title === title)!;
const end = (id: string, more: object = {}): JournalEntry =>
  ({ kind: 'end', id, at: 9e12, end: 'committed', problems: [], ...more }) as JournalEntry;
/** An undo, as 0.1.0 wrote it: without a word on any overlay. */
const undo = (id: string, undoes: string): readonly JournalEntry[] => [
  { ...opened('Take back apart'), id, undoes, intent: { kind: 'undo', entryId: undoes } } as JournalEntry,
  end(id),
];

describe('pairs that were linked before linking declared anything', () => {
  test('are declared as long as they stand', () => {
    expect(names(PAIRS)).toEqual(['alpha-beta', 'alpha-gamma']);
    const routed = foldStated(PAIRS).get('alpha-gamma')!;
    expect(routed).toMatchObject({
      keepTrue: false,
      spec: { mode: 'routed', vni: 43, members: [{ host: 'lab:alpha' }, { host: 'lab:gamma' }] },
    });
    expect(statedBy(PAIRS, routed.group!)).toMatchObject({ made: { name: 'alpha-gamma' }, before: { spec: null } });
  });

  test('are back when what took them apart is undone, and gone when that is undone', () => {
    const taken = opened('Take beta-gamma apart').id;
    const back = [...PAIRS, ...undo('u1', taken)];
    expect(names(back)).toEqual(['alpha-beta', 'alpha-gamma', 'beta-gamma']);
    expect(names([...back, ...undo('u2', 'u1')])).toEqual(['alpha-beta', 'alpha-gamma']);
  });

  test('follow what is said of them since', () => {
    const spec = { ...foldStated(PAIRS).get('alpha-beta')!.spec!, mtu: 1400 };
    const word = (id: string, spec: object | null) =>
      ({ kind: 'stated', id, at: 9e12, name: 'alpha-beta', spec, keepTrue: true }) as JournalEntry;
    const changed = [...PAIRS, word('w', spec)];
    expect(foldStated(changed).get('alpha-beta')).toMatchObject({ keepTrue: true, spec: { mtu: 1400 } });
    expect(names([...changed, ...undo('u', opened('Link alpha and beta').id)])).toContain('alpha-beta');
    expect(names([...changed, word('x', null)])).toEqual(['alpha-gamma']);
  });

  test('that were not made, or taken back at once, are none', () => {
    const link = opened('Link alpha and beta');
    for (const how of ['rolled-back', 'diverged']) expect(names([link, end(link.id, { end: how })])).toEqual([]);
    expect(names([link])).toEqual([]);
  });
});
