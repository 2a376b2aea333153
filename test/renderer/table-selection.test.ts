import { describe, expect, test } from 'vitest';
import {
  activeIndex,
  extendTo,
  moveTo,
  NOTHING_SELECTED,
  rowsSelected,
  selectAll,
  toggle,
  type RowOrder,
} from '../../renderer/ui/table-selection.ts';
import { TableRows, type Keyed } from '../../renderer/ui/table-rows.ts';

function order(text: string): RowOrder {
  const keys = [...text];
  return { count: keys.length, keyAt: (index) => keys[index], indexOf: (key) => keys.indexOf(key) };
}

const chosen = (selection: { selected: ReadonlySet<string> }): string => [...selection.selected].sort().join('');

describe('selection', () => {
  test('survives a refresh that moves rows: it is of keys, not of places', () => {
    const selection = moveTo(1, order('abc'));
    expect([activeIndex(selection, order('xyabc')), chosen(selection)]).toEqual([3, 'b']);
  });

  test('survives a filter that hides the row, and finds it again afterwards', () => {
    const selection = moveTo(2, order('abc'));
    expect(activeIndex(selection, order('ab'))).toBe(1);
    expect(activeIndex(selection, order('cab'))).toBe(0);
  });

  test('a range goes from where it began, in the order shown now', () => {
    const range = extendTo(moveTo(3, order('abcde')), 1, order('abcde'));
    expect([chosen(range), range.active]).toEqual(['bcd', 'b']);
    expect(chosen(extendTo(range, 0, order('dcbae')))).toBe('d');
  });

  test('a range whose start is hidden starts anew', () => {
    expect(chosen(extendTo(moveTo(0, order('abc')), 1, order('bc')))).toBe('c');
  });

  test('Space adds and takes away one row and leaves the others', () => {
    const two = toggle(moveTo(0, order('abc')), 2, order('abc'));
    expect(chosen(two)).toBe('ac');
    expect(chosen(toggle(two, 0, order('abc')))).toBe('c');
  });

  test('everything means everything shown', () => {
    expect(chosen(selectAll(NOTHING_SELECTED, order('ab')))).toBe('ab');
  });

  test('nothing is current before anything was chosen, nor in an empty table', () => {
    expect([activeIndex(NOTHING_SELECTED, order('abc')), activeIndex(moveTo(0, order('a')), order(''))]).toEqual([
      -1, -1,
    ]);
  });

  test('its rows come in the order shown, without those that a filter hides or that are gone', () => {
    const rows = new TableRows<Keyed>();
    rows.upsert([...'abcde'].map((key) => ({ key })));
    rows.remove(['d']);
    const found = rowsSelected(rows, Uint32Array.from([4, 3, 1, 0]), new Set([...'abcdx']));
    expect(found.map(({ key }) => key)).toEqual(['b', 'a']);
  });
});
