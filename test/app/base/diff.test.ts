import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffTable, diffTableSlices } from '../../../app/base/diff.ts';
import type { JsonObject } from '../../../app/base/json.ts';

interface Row {
  readonly key: string;
  readonly mtu?: number;
  readonly raw: JsonObject;
}
const row = (key: string, raw: JsonObject = {}, mtu?: number): Row => ({ key, mtu, raw });

describe('diffTable', () => {
  test('new, changed, removed and unchanged rows', () => {
    const before = [row('a'), row('b', {}, 1), row('c'), row('d', { x: [1, { y: 2 }] })];
    const after = [row('e'), row('b', {}, 2), row('a'), row('d', { x: [1, { y: 3 }] })];
    expect(diffTable(before, after)).toEqual({ upsert: [after[0], after[1], after[3]], remove: ['c'] });
  });

  test('timers, ages and lifetimes are no change; unknown fields in raw are', () => {
    const at = (seconds: number) =>
      row('a', {
        updated: seconds,
        used: seconds,
        valid_life_time: seconds,
        linkinfo: { info_data: { gc_timer: seconds, hello_time: 200 } },
      });
    expect(diffTable([at(1)], [at(2)])).toEqual({ upsert: [], remove: [] });
    expect(diffTable([row('a', { x: 1 })], [row('a', { x: 1, activity: true })]).upsert).toHaveLength(1);
    expect(diffTable([row('a', { x: 1, y: null })], [row('a', { x: 1 })]).upsert).toHaveLength(1);
    expect(diffTable([row('a', { x: [] })], [row('a', { x: {} })]).upsert).toHaveLength(1);
    expect(diffTable([row('a', { x: [1] })], [row('a', { x: [1, 2] })]).upsert).toHaveLength(1);
  });

  test('applying the difference to the older listing gives the newer one', () => {
    const table = fc.uniqueArray(
      fc.record({
        key: fc.constantFrom(...'abcdefghij'),
        raw: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom(1, 2)),
      }),
      { selector: (one) => one.key },
    );
    fc.assert(
      fc.property(table, table, (before, after) => {
        const { upsert, remove } = diffTable(before, after);
        const rows = new Map(before.map((one) => [one.key, one]));
        for (const key of remove) rows.delete(key);
        for (const one of upsert) rows.set(one.key, one);
        expect([...rows.values()].sort((a, b) => a.key.localeCompare(b.key))).toEqual(
          [...after].sort((a, b) => a.key.localeCompare(b.key)),
        );
      }),
    );
  });

  test('yields often enough to hand back the event loop, and ends with the same answer', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => row(`k${n}`, { n }));
    const slices = diffTableSlices(rows, rows.slice(1), 1_000);
    let yields = 0;
    let step = slices.next();
    for (; step.done !== true; step = slices.next()) yields += 1;
    expect(yields).toBeGreaterThanOrEqual(18);
    expect(step.value).toEqual({ upsert: [], remove: ['k0'] });
  });
});
