/** Tables with a row more or less. Nothing is changed in place; what was looked up once is remembered with the list. */
import type { FdbEntry } from '../model/fdb-entry.ts';
import type { Row, RowOf, TableName, Tables } from '../model/snapshot.ts';

/** Tables with one more row; a row of the same key is replaced in its place. */
export function putRow<T extends TableName>(tables: Tables, table: T, row: RowOf<T>): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const index = indexOf(rows);
  const at = index.get(row.key);
  if (at !== undefined) return { ...tables, [table]: rows.map((other, place) => (place === at ? row : other)) };
  const longer = [...rows, row];
  index.set(row.key, rows.length);
  pass(rows, longer, row);
  return { ...tables, [table]: longer };
}

/** Tables without the rows that match. */
export function dropRows<T extends TableName>(tables: Tables, table: T, matches: (row: RowOf<T>) => boolean): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const left = rows.filter((row) => !matches(row));
  return left.length === rows.length ? tables : { ...tables, [table]: left };
}

type Index = Map<string, number>;
type Groups = Map<string, FdbEntry[]>;
const indexes = new WeakMap<readonly Row[], Index>();
const groups = new WeakMap<readonly Row[], Groups>();

/** Where each key stands. Built once a list, so that a plan of ten thousand rows does not look at each of them for each. */
function indexOf(rows: readonly Row[]): Index {
  const known = indexes.get(rows);
  if (known !== undefined) return known;
  const index: Index = new Map(rows.map((row, at) => [row.key, at]));
  indexes.set(rows, index);
  return index;
}

/** A list that only grew takes over what is known of the shorter one; the shorter one would have to be looked through again. */
function pass(rows: readonly Row[], longer: readonly Row[], row: Row): void {
  const index = indexes.get(rows);
  if (index !== undefined) indexes.set(longer, index);
  indexes.delete(rows);
  const known = groups.get(rows);
  if (known === undefined) return;
  groups.delete(rows);
  groups.set(longer, add(known, row as FdbEntry));
}

/** The entries of one MAC on one device. */
export function rowsOfMac(
  rows: readonly FdbEntry[],
  { netns, dev, mac }: Pick<FdbEntry, 'netns' | 'dev' | 'mac'>,
): readonly FdbEntry[] {
  let known = groups.get(rows);
  if (known === undefined) {
    known = rows.reduce(add, new Map());
    groups.set(rows, known);
  }
  return known.get(`${netns}|${dev}|${mac}`) ?? [];
}

function add(known: Groups, row: FdbEntry): Groups {
  const key = `${row.netns}|${row.dev}|${row.mac}`;
  const same = known.get(key);
  if (same === undefined) known.set(key, [row]);
  else same.push(row);
  return known;
}
