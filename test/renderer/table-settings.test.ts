import { describe, expect, test } from 'vitest';
import { fitColumns, layoutWidths, type Column } from '../../renderer/ui/table-column.ts';
import { moveColumn, resizeColumn, shownColumns, toggleColumn } from '../../renderer/ui/table-settings.ts';

const columns: readonly Column<unknown>[] = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  title: id,
  explain: '',
  width: 100,
  spare: id === 'd',
  yields: id === 'b' ? 1 : id === 'c' ? 2 : undefined,
  text: () => id,
}));
const ids = (list: readonly Column<unknown>[]): string => list.map(({ id }) => id).join('');

describe('column settings', () => {
  test('without any, all but the spare columns are shown', () => {
    expect(ids(shownColumns(columns, undefined))).toBe('abc');
  });

  test('a remembered column that no longer exists is passed over; none left means as usual', () => {
    expect(ids(shownColumns(columns, { order: ['c', 'gone', 'a'] }))).toBe('ca');
    expect(ids(shownColumns(columns, { order: ['gone'] }))).toBe('abc');
  });

  test('hiding and showing brings a column back to its usual place', () => {
    const hidden = toggleColumn(columns, undefined, 'b');
    expect(ids(shownColumns(columns, hidden))).toBe('ac');
    expect(ids(shownColumns(columns, toggleColumn(columns, hidden, 'b')))).toBe('abc');
    expect(ids(shownColumns(columns, toggleColumn(columns, hidden, 'd')))).toBe('acd');
  });

  test('the last column cannot be hidden', () => {
    expect(ids(shownColumns(columns, toggleColumn(columns, { order: ['a'] }, 'a')))).toBe('a');
  });

  test('moving stops at the edges', () => {
    expect(ids(shownColumns(columns, moveColumn(columns, undefined, 'a', 1)))).toBe('bac');
    expect(ids(shownColumns(columns, moveColumn(columns, undefined, 'a', -1)))).toBe('abc');
  });

  test('a width is kept within what settings allow, and can be forgotten', () => {
    expect(resizeColumn(undefined, 'a', 3).widths).toEqual({ a: 32 });
    expect(resizeColumn({ widths: { a: 50, b: 60 } }, 'a', undefined).widths).toEqual({ b: 60 });
  });
});

describe('widths', () => {
  test('with too little room they shrink to it, except those set by hand', () => {
    const widths = layoutWidths(columns, { a: 150 }, 350);
    expect(widths[0]).toBe(150);
    expect(widths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(350);
  });

  test('room left over goes to what grows and then to the last column, so the table is always full', () => {
    const widths = layoutWidths(
      [
        { id: 'a', width: 100 },
        { id: 'b', width: 100, grow: true },
        { id: 'c', width: 100 },
      ],
      {},
      1_000,
    );
    expect(widths).toEqual([100, 200, 700]);
  });

  test('columns that yield go in their order until the rest fits, but never when they were chosen by hand', () => {
    const shown = columns.slice(0, 3);
    expect(ids(fitColumns(shown, undefined, 300))).toBe('abc');
    expect(ids(fitColumns(shown, undefined, 200))).toBe('ab');
    expect(ids(fitColumns(shown, undefined, 50))).toBe('a');
    expect(ids(fitColumns(shown, { order: ['a', 'b', 'c'] }, 50))).toBe('abc');
  });
});
