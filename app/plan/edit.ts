/** Tables with a row more or less. Nothing but a draft is changed in place; what was looked up once is remembered with the list. */
import type { FdbEntry } from '../model/fdb-entry.ts';
import type { Row, RowOf, TableName, Tables } from '../model/snapshot.ts';

const drafts = new WeakSet<readonly Row[]>();

/**
 * Tables whose FDB and neighbour lists `putRow` changes in place, for somebody who keeps no earlier version of them: copying ten
 * thousand rows for each of ten thousand steps costs more than everything else together.
 */
export function draftOf(tables: Tables): Tables {
  if (drafts.has(tables.fdb) && drafts.has(tables.neighbour)) return tables;
  return { ...tables, fdb: asDraft([...tables.fdb]), neighbour: asDraft([...tables.neighbour]) };
}

/** The same tables, safe to go on from while the draft itself stays as it is. */
export function undrafted(tables: Tables): Tables {
  const lists = Object.entries(tables) as [TableName, readonly Row[]][];
  if (!lists.some(([, rows]) => drafts.has(rows))) return tables;
  return Object.fromEntries(
    lists.map(([table, rows]) => [table, drafts.has(rows) ? [...rows] : rows]),
  ) as unknown as Tables;
}

/** Tables with one more row; a row of the same key is replaced in its place. */
export function putRow<T extends TableName>(tables: Tables, table: T, row: RowOf<T>): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const index = indexOf(rows);
  const at = index.get(row.key) ?? rows.length;
  if (at < rows.length) return { ...tables, [table]: replaced(rows, at, row) };
  index.set(row.key, at);
  if (drafts.has(rows)) {
    (rows as RowOf<T>[]).push(row);
    addTo(groups.get(rows), row);
    return tables;
  }
  const longer = [...rows, row];
  pass(rows, longer, row);
  return { ...tables, [table]: longer };
}

/** Tables without the rows that match. */
export function dropRows<T extends TableName>(tables: Tables, table: T, matches: (row: RowOf<T>) => boolean): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const left = rows.filter((row) => !matches(row));
  if (left.length === rows.length) return tables;
  return { ...tables, [table]: drafts.has(rows) ? asDraft(left) : left };
}

/** Never in place: who holds the row's group holds the row. */
function replaced<R extends Row>(rows: readonly R[], at: number, row: R): readonly R[] {
  const fresh = rows.map((other, place) => (place === at ? row : other));
  return drafts.has(rows) ? asDraft(fresh) : fresh;
}

function asDraft<R extends Row>(rows: R[]): R[] {
  drafts.add(rows);
  return rows;
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

function addTo(known: Groups | undefined, row: Row): void {
  if (known !== undefined) add(known, row as FdbEntry);
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
