import { expect, test } from 'vitest';
import { pageRows, ROW_HEIGHT, rowSlots, rowWindow, scrollToShow } from '../../renderer/ui/table-window.ts';

const HEIGHT = 20 * ROW_HEIGHT;

test('however many rows there are, a bounded number is drawn, and those in sight are among them', () => {
  for (const scrollTop of [0, 5_000, 99_980 * ROW_HEIGHT, 1e9]) {
    const { start, end } = rowWindow(scrollTop, HEIGHT, 100_000);
    const first = Math.min(99_980, Math.floor(scrollTop / ROW_HEIGHT));
    expect(end - start).toBeLessThanOrEqual(40);
    expect([start <= first, end >= Math.min(100_000, first + 20), start >= 0, end <= 100_000]).toEqual([
      true,
      true,
      true,
      true,
    ]);
  }
  expect(rowWindow(0, HEIGHT, 3)).toEqual({ start: 0, end: 3 });
  expect(rowWindow(0, HEIGHT, 0)).toEqual({ start: 0, end: 0 });
});

test('a row keeps its element while it stays in sight', () => {
  const before = rowSlots({ start: 10, end: 16 });
  const after = rowSlots({ start: 12, end: 18 });
  expect([...before].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15]);
  expect([...after].sort((a, b) => a - b)).toEqual([12, 13, 14, 15, 16, 17]);
  for (const row of [12, 13, 14, 15]) expect(after.indexOf(row)).toBe(before.indexOf(row));
  expect(rowSlots({ start: 0, end: 3 })).toEqual([0, 1, 2]);
  expect(rowSlots({ start: 0, end: 0 })).toEqual([]);
});

test('scrolling to a row moves no further than it must', () => {
  expect(scrollToShow(5, 0, HEIGHT)).toBe(0);
  expect(scrollToShow(20, 0, HEIGHT)).toBe(ROW_HEIGHT);
  expect(scrollToShow(3, 500, HEIGHT)).toBe(3 * ROW_HEIGHT);
  expect(pageRows(HEIGHT)).toBe(19);
});
