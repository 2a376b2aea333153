import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import type { Change } from '../../../app/change/journal-change.ts';
import type { End, JournalEntry } from '../../../app/change/journal-entry.ts';
import { foldJournal, unfinishedChanges } from '../../../app/change/journal-fold.ts';
import { lastToUndo, standingOn, toRedo, toUndo } from '../../../app/change/journal-standing.ts';
import { foldStated, statedBy } from '../../../app/change/journal-stated.ts';

const HOSTS: readonly HostId[] = ['lab:alpha', 'lab:beta', 'lab:gamma'];
let at = 0;

type Ended = Pick<End, 'end' | 'stated'>;

/** A change of those hosts, each with one step that makes a namespace. */
function change(
  id: string,
  more: { hosts?: readonly HostId[]; undoes?: string; end?: Ended | null; kind?: 'undo' | 'unlink' } = {},
): JournalEntry[] {
  const { hosts = HOSTS, undoes, end = { end: 'committed' }, kind = undoes === undefined ? 'unlink' : 'undo' } = more;
  at += 1;
  const steps = [
    { step: { do: 'netns-add' as const, name: id }, why: '', inverse: [{ do: 'netns-del' as const, name: id }] },
  ];
  const intent = kind === 'undo' ? { kind, entryId: undoes } : { kind, name: id };
  const plan = { title: id, hosts: hosts.map((host) => ({ host, steps })) };
  const armed: JournalEntry = { kind: 'armed', id, at, user: 'ann', pid: 1, pidStart: '', intent, plan, undoes };
  return end === null ? [armed] : [armed, { kind: 'end', id, at, problems: [], ...end }];
}

const old = readFileSync(new URL('../../fixtures/journal-0.1.0/overlay-of-three.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as JournalEntry);
const groupOf = (entries: readonly JournalEntry[]): string =>
  entries.flatMap((one) => (one.kind === 'armed' ? (one.group ?? []) : []))[0] ?? '';
const ids = (changes: readonly Change[]): string[] => changes.map(({ armed }) => armed.id);
const where = (changes: readonly Change[], id: string): HostId[] | undefined => {
  const found = changes.find(({ armed }) => armed.id === id);
  const hosts = found && standingOn(changes).get(found);
  return hosts && [...hosts].sort();
};

describe('an overlay that 0.1.0 journalled an entry a host', () => {
  test('is one change of its hosts, known by each of its ids, with the title of the whole', () => {
    const [one, ...others] = foldJournal(old);
    expect(others).toEqual([]);
    expect(one?.armed.plan.title).toBe('Build mesh');
    expect(one?.armed.plan.hosts.map(({ host, steps }) => [host, steps.length]).sort()).toEqual(
      HOSTS.map((host) => [host, 21]),
    );
    expect(one?.ids).toHaveLength(4);
    expect(one?.end?.end).toBe('committed');
    expect(where(foldJournal(old), groupOf(old))).toEqual(HOSTS);
    expect(statedBy(old, groupOf(old))).toMatchObject({ made: { name: 'mesh' }, before: { spec: null } });
  });

  test('and of which it took back one host only still stands on the others', () => {
    const undone = [...old, ...change('undo', { undoes: groupOf(old), hosts: ['lab:beta'] })];
    expect(where(foldJournal(undone), groupOf(old))).toEqual(['lab:alpha', 'lab:gamma']);
  });

  test('is unfinished when it was killed before the last host ended, or before it was declared', () => {
    const killed = old.filter((entry) => entry.kind !== 'stated');
    expect(ids(unfinishedChanges(foldJournal(killed)))).toEqual([groupOf(old)]);
    const earlier = killed.slice(
      0,
      killed.findLastIndex(({ kind }) => kind === 'end'),
    );
    expect(ids(unfinishedChanges(foldJournal(earlier)))).toEqual([groupOf(old)]);
    expect(unfinishedChanges(foldJournal(old))).toEqual([]);
  });
});

describe('a change of several hosts', () => {
  test('taken back on some of them stands on the rest, and is gone when those are taken back too', () => {
    const partly = [...change('a'), ...change('u', { undoes: 'a', hosts: ['lab:alpha'] })];
    expect(where(foldJournal(partly), 'a')).toEqual(['lab:beta', 'lab:gamma']);
    expect(lastToUndo(foldJournal(partly), 'ann')?.armed.id).toBe('a');
    const whole = [...partly, ...change('v', { undoes: 'a', hosts: ['lab:beta', 'lab:gamma'] })];
    expect(where(foldJournal(whole), 'a')).toBeUndefined();
    const redone = [...whole, ...change('r', { undoes: 'v', hosts: ['lab:beta', 'lab:gamma'] })];
    expect(where(foldJournal(redone), 'a')).toEqual(['lab:beta', 'lab:gamma']);
  });

  test('stands only where its hosts committed', () => {
    const [armed, end] = change('a');
    const failed: JournalEntry = { kind: 'host-end', id: 'a', host: 'lab:beta', end: 'rolled-back', problems: [] };
    expect(where(foldJournal([armed, failed, end] as JournalEntry[]), 'a')).toEqual(['lab:alpha', 'lab:gamma']);
  });

  test('has the steps that were added on the way; one that took back another leaves neither', () => {
    const [armed, end] = change('a');
    const hosts = [
      { host: 'lab:beta' as const, steps: [{ step: { do: 'netns-del' as const, name: 'a' }, why: '', inverse: [] }] },
    ];
    const [one] = foldJournal([armed, { kind: 'amended', id: 'a', hosts }, end] as JournalEntry[]);
    expect(one?.armed.plan.hosts.map(({ steps }) => steps.length)).toEqual([1, 0, 1]);
  });

  test('that nothing ended is unfinished, whatever its hosts reached', () => {
    const [armed] = change('a', { end: null });
    const done: JournalEntry = { kind: 'host-end', id: 'a', host: 'lab:beta', end: 'committed', problems: [] };
    const [one] = unfinishedChanges(foldJournal([armed, done] as JournalEntry[]));
    expect([one?.armed.id, [...(one?.ends ?? [])]]).toEqual(['a', [['lab:beta', 'committed']]]);
  });

  test('says in its end what the overlay is to be', () => {
    const spec = (old.findLast(({ kind }) => kind === 'stated') as Extract<JournalEntry, { kind: 'stated' }>).spec;
    const made = change('a', { end: { end: 'committed', stated: { name: 'mesh', spec, keepTrue: true } } });
    const gone = change('b', { end: { end: 'committed', stated: { name: 'mesh', spec: null, keepTrue: true } } });
    expect(foldStated(made).get('mesh')).toMatchObject({ keepTrue: true, group: 'a' });
    expect(foldStated([...made, ...gone]).size).toBe(0);
    expect(statedBy([...made, ...gone], 'b')?.before).toMatchObject({ spec: { name: 'mesh' } });
  });
});

describe('undo and redo', () => {
  const three = [...change('a'), ...change('b'), ...change('c')];
  const undone = [...three, ...change('uc', { undoes: 'c' }), ...change('ub', { undoes: 'b' })];
  const order = (entries: readonly JournalEntry[]): [string[], string[]] => {
    const changes = foldJournal(entries);
    return [ids(toUndo(changes, 'ann')), ids(toRedo(changes, 'ann'))];
  };

  test('go back change by change, and forward in the opposite order', () => {
    expect(order(three)).toEqual([['c', 'b', 'a'], []]);
    expect(order(undone)).toEqual([['a'], ['ub', 'uc']]);
    const redone = [...undone, ...change('rb', { undoes: 'ub' })];
    expect(order(redone)).toEqual([['b', 'a'], ['uc']]);
    expect(order([...redone, ...change('u2', { undoes: 'b' })])).toEqual([['a'], ['u2', 'uc']]);
    expect(order([...redone, ...change('rc', { undoes: 'uc' })])).toEqual([['c', 'b', 'a'], []]);
  });

  test('a new change ends redoing; one of somebody else does not', () => {
    expect(order([...undone, ...change('d')])).toEqual([['d', 'a'], []]);
    const theirs = change('d').map((entry) => (entry.kind === 'armed' ? { ...entry, user: 'bob' } : entry));
    expect(order([...undone, ...theirs])).toEqual([['a'], ['ub', 'uc']]);
  });

  test('a change that was interrupted and kept can be taken back; an undo that was kept half-way leaves its change undoable', () => {
    expect(order([...change('a'), ...change('b', { end: { end: 'kept' } })])).toEqual([['b', 'a'], []]);
    expect(order([...three, ...change('uc', { undoes: 'c', end: { end: 'kept' } })])).toEqual([
      ['c', 'b', 'a'],
      ['uc'],
    ]);
    const rest = [...three, ...change('uc', { undoes: 'c', end: { end: 'kept' } }), ...change('u2', { undoes: 'c' })];
    expect(order(rest)).toEqual([
      ['b', 'a'],
      ['u2', 'uc'],
    ]);
  });

  test('a host that was taken back before the rest was kept has nothing to be undone', () => {
    const [armed, end] = change('a', { end: { end: 'kept' } });
    const ends = (['rolled-back', 'diverged'] as const).map((word, at): JournalEntry => ({
      kind: 'host-end',
      id: 'a',
      host: HOSTS[at] as HostId,
      end: word,
      problems: [],
    }));
    expect(where(foldJournal([armed, ...ends, end] as JournalEntry[]), 'a')).toEqual(['lab:beta', 'lab:gamma']);
  });
});
