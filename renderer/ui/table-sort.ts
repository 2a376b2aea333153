import type { Column } from './table-column.ts';

export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

export type SortValue = number | string | undefined;

/** Sorting by one more press on a header: alone up, down, off; with Shift as the next key after those there are. */
export function pressSort(keys: readonly SortKey[], column: string, add: boolean): SortKey[] {
  const old = keys.find((key) => key.column === column);
  const next: SortKey | undefined =
    old === undefined ? { column, descending: false } : old.descending ? undefined : { column, descending: true };
  if (!add) return next ? [next] : [];
  if (old === undefined) return next ? [...keys, next] : [...keys];
  return keys.flatMap((key) => (key.column !== column ? [key] : next ? [next] : []));
}

/** Numbers before text, text by code unit, nothing last whichever the direction. */
export function compareValues(a: SortValue, b: SortValue, descending: boolean): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  const less = typeof a === typeof b ? a < b : typeof a === 'number';
  return less === descending ? 1 : -1;
}

/** The value a column sorts by: its own order, else its text with numbers in natural order; empty text is nothing. */
export function sortValue<R>(column: Column<R>, row: R): SortValue {
  if (column.order) return column.order(row);
  const text = column.text(row);
  return text === '' ? undefined : natural(text);
}

/** `eth2` before `eth10`: runs of digits padded to one length. */
export function natural(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

/** Compares two rows by the keys; positions decide between equals, so every sort is stable. */
export function rowCompare<R>(
  keys: readonly SortKey[],
  columns: readonly Column<R>[],
): ((a: R, b: R) => number) | undefined {
  const known = knownKeys(keys, columns);
  if (known.length === 0) return undefined;
  return (a, b) => {
    for (const { column, descending } of known) {
      const order = compareValues(sortValue(column, a), sortValue(column, b), descending);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Sorts positions of rows. Values are read once a row and turned into ranks, so that comparing is comparing numbers. */
export function sortPositions<R>(
  positions: Uint32Array,
  rows: readonly (R | undefined)[],
  keys: readonly SortKey[],
  columns: readonly Column<R>[],
): Uint32Array {
  const known = knownKeys(keys, columns);
  if (known.length === 0) return positions;
  const ranks = known.map((key) => rankColumn(positions, rows, key));
  const order = Uint32Array.from(positions, (_, i) => i).sort((a, b) => {
    for (const rank of ranks) {
      const difference = (rank[a] ?? 0) - (rank[b] ?? 0);
      if (difference !== 0) return difference;
    }
    return (positions[a] ?? 0) - (positions[b] ?? 0);
  });
  return order.map((i) => positions[i] ?? 0);
}

interface KnownKey<R> {
  readonly column: Column<R>;
  readonly descending: boolean;
}

function knownKeys<R>(keys: readonly SortKey[], columns: readonly Column<R>[]): KnownKey<R>[] {
  return keys.flatMap(({ column: id, descending }) => {
    const column = columns.find((one) => one.id === id);
    return column ? [{ column, descending }] : [];
  });
}

function rankColumn<R>(
  positions: Uint32Array,
  rows: readonly (R | undefined)[],
  { column, descending }: KnownKey<R>,
): Float64Array {
  const values: SortValue[] = Array.from(positions, (position) => {
    const row = rows[position];
    return row === undefined ? undefined : sortValue(column, row);
  });
  const distinct = [...new Set(values)].filter((value) => value !== undefined);
  distinct.sort((a, b) => compareValues(a, b, descending));
  const rank = new Map<SortValue, number>(distinct.map((value, i) => [value, i]));
  return Float64Array.from(values, (value) => rank.get(value) ?? distinct.length);
}
