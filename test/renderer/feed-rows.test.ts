import { describe, expect, test } from 'vitest';
import type { FeedMessage, FeedRow } from '../../app/contract/feed.ts';
import { HostRows } from '../../renderer/feed-rows.ts';
import { MARK_MS, PlainSignal, STRUCK_MS } from '../../renderer/ui/table-rows.ts';

const T0 = 1_000_000;

function entry(key: string, state = ''): FeedRow {
  return { key, netns: '', dev: 'vx1', mac: key, state, flags: [] } as FeedRow;
}

function message(
  seq: number,
  upsert: FeedRow[],
  change: Partial<FeedMessage> & { remove?: string[] } = {},
): FeedMessage {
  const { remove = [], ...rest } = change;
  return {
    host: 'lab:alpha',
    seq,
    reset: false,
    complete: true,
    at: T0 + seq,
    changes: [{ table: 'fdb', upsert, remove }],
    ...rest,
  };
}

function started(...keys: string[]): HostRows {
  const rows = new HostRows();
  rows.accept(
    message(
      1,
      keys.map((key) => entry(key)),
      { reset: true },
    ),
    T0,
  );
  return rows;
}

const fdbKeys = (rows: HostRows): string[] => [...rows.tables.fdb.values()].map(({ key }) => key);

describe('the first snapshot', () => {
  test('arrives in slices, shows as it comes, and counts as nothing that changed', () => {
    const rows = new HostRows();
    rows.accept(message(1, [entry('a')], { reset: true, complete: false }), T0);
    expect([fdbKeys(rows), rows.complete]).toEqual([['a'], false]);
    rows.accept(message(2, [entry('b')], { complete: false }), T0);
    rows.accept(message(3, [entry('c')]), T0);
    expect([fdbKeys(rows), rows.complete]).toEqual([['a', 'b', 'c'], true]);
    expect(['a', 'b', 'c'].map((key) => rows.tables.fdb.mark(key))).toEqual([undefined, undefined, undefined]);
  });

  test('a message before any reset is not used', () => {
    const rows = new HostRows();
    expect(rows.accept(message(7, [entry('a')]), T0)).toBe('late');
    expect(fdbKeys(rows)).toEqual([]);
  });
});

describe('a gap in seq', () => {
  test('asks once for a new subscription and changes nothing', () => {
    const rows = started('a');
    expect(rows.accept(message(3, [entry('b')]), T0)).toBe('gap');
    expect(rows.accept(message(4, [entry('c')]), T0)).toBe('late');
    expect(fdbKeys(rows)).toEqual(['a']);
  });

  test('rows on screen stay until the new snapshot is whole, then it is the truth', () => {
    const rows = started('a', 'b');
    rows.accept(message(9, [entry('x')]), T0);
    rows.accept(message(20, [entry('b')], { reset: true, complete: false }), T0);
    expect(fdbKeys(rows)).toEqual(['a', 'b']);
    rows.accept(message(21, [entry('c')]), T0);
    expect(fdbKeys(rows)).toEqual(['b', 'c']);
    expect(rows.tables.fdb.get('c')).toBeDefined();
  });
});

describe('marks', () => {
  test('new and changed rows are marked until their time is over', () => {
    const rows = started('a');
    rows.accept(message(2, [entry('a', 'static'), entry('b')]), T0);
    expect([rows.tables.fdb.mark('a'), rows.tables.fdb.mark('b')]).toEqual(['changed', 'added']);
    expect(rows.expire(T0 + MARK_MS - 1)).toBe(T0 + MARK_MS);
    expect(rows.tables.fdb.mark('a')).toBe('changed');
    expect(rows.expire(T0 + MARK_MS)).toBeUndefined();
    expect(rows.tables.fdb.mark('a')).toBeUndefined();
  });

  test('a removed row stays struck through a hasty next message and goes with the truth after that', () => {
    const rows = started('a', 'b');
    rows.accept(message(2, [], { remove: ['a'] }), T0);
    expect([rows.tables.fdb.mark('a'), rows.tables.fdb.count, rows.tables.fdb.get('a')?.key]).toEqual([
      'removed',
      1,
      'a',
    ]);
    rows.accept(message(3, [entry('c')]), T0 + 10);
    expect(rows.tables.fdb.struck('a')).toBe(true);
    rows.accept(message(4, [entry('d')]), T0 + MARK_MS);
    expect(rows.tables.fdb.get('a')).toBeUndefined();
  });

  test('without a newer truth a struck row still goes in the end', () => {
    const rows = started('a');
    rows.accept(message(2, [], { remove: ['a'] }), T0);
    expect(rows.expire(T0 + MARK_MS)).toBe(T0 + STRUCK_MS);
    rows.expire(T0 + STRUCK_MS);
    expect(rows.tables.fdb.get('a')).toBeUndefined();
  });

  test('a row that comes back is no longer struck', () => {
    const rows = started('a');
    rows.accept(message(2, [], { remove: ['a'] }), T0);
    rows.accept(message(3, [entry('a')]), T0 + 5);
    expect([rows.tables.fdb.struck('a'), rows.tables.fdb.count]).toEqual([false, 1]);
  });

  test('that fade are no change of rows: only who reads marks looks again', () => {
    const signals: PlainSignal[] = [];
    const rows = new HostRows(() => (signals[signals.length] = new PlainSignal()));
    rows.accept(message(1, [entry('a')], { reset: true }), T0);
    rows.accept(message(2, [entry('b')]), T0);
    const before = rows.tables.fdb.version;
    const marks = signals.map((signal) => signal.read());
    rows.expire(T0 + MARK_MS);
    expect(rows.tables.fdb.version).toBe(before);
    expect(signals.filter((signal, i) => signal.read() !== marks[i])).toHaveLength(1);
    expect(rows.tables.fdb.mark('b')).toBeUndefined();
  });

  test('younger ones stay when the oldest fade', () => {
    const rows = started('a');
    rows.accept(message(2, [entry('b')]), T0);
    rows.accept(message(3, [entry('c')]), T0 + 500);
    expect(rows.expire(T0 + MARK_MS)).toBe(T0 + 500 + MARK_MS);
    expect(['b', 'c'].map((key) => rows.tables.fdb.mark(key))).toEqual([undefined, 'added']);
  });
});
