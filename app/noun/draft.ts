/** Tables with a row more or less. Nothing but a draft is changed in place; what was looked up once is remembered with the list. */
import { FLOOD_MAC, type FdbEntry } from './fdb/row.ts';
import type { Row, RowOf, TableName, Tables } from './snapshot.ts';

const drafts = new WeakSet<readonly Row[]>();

/**
 * Tables of which one list is changed in place from here on, for somebody who keeps no earlier version of it: copying ten
 * thousand rows for each of ten thousand steps costs more than everything else together. The order of its rows means nothing.
 */
export function draftOf(tables: Tables, table: TableName): Tables {
  const rows = tables[table] as readonly Row[];
  if (drafts.has(rows)) return tables;
  const draft = [...rows];
  drafts.add(draft);
  handOver(rows, draft);
  return { ...tables, [table]: draft };
}

/** The same tables, none of them a draft any more. */
export function undrafted(tables: Tables): Tables {
  for (const rows of Object.values(tables) as (readonly Row[])[]) drafts.delete(rows);
  return tables;
}

/** Tables with one more row; a row of the same key is replaced in its place. */
export function putRow<T extends TableName>(tables: Tables, table: T, row: RowOf<T>): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const at = placeOf(table, rows, row);
  if (drafts.has(rows)) {
    putInPlace(rows as RowOf<T>[], at, row);
    return tables;
  }
  if (at !== undefined) return { ...tables, [table]: rows.map((other, place) => (place === at ? row : other)) };
  const longer = [...rows];
  handOver(rows, longer);
  putInPlace(longer, undefined, row);
  return { ...tables, [table]: longer };
}

/** Tables without the rows that match. */
export function dropRows<T extends TableName>(tables: Tables, table: T, matches: (row: RowOf<T>) => boolean): Tables {
  return withoutRows(tables, table, (tables[table] as readonly RowOf<T>[]).filter(matches));
}

/** Tables without these rows of theirs. */
export function withoutRows<T extends TableName>(tables: Tables, table: T, gone: readonly RowOf<T>[]): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  if (gone.length === 0) return tables;
  if (drafts.has(rows)) {
    for (const row of gone) dropInPlace(rows as RowOf<T>[], row);
    return tables;
  }
  const all = new Set(gone);
  return { ...tables, [table]: rows.filter((row) => !all.has(row)) };
}

/** The row with this key. */
export function rowOfKey<R extends Row>(rows: readonly R[], key: string): R | undefined {
  return rows[indexOf(rows).get(key) ?? -1];
}

/** The entries of one MAC on one device. */
export function rowsOfMac(
  rows: readonly FdbEntry[],
  { netns, dev, mac }: Pick<FdbEntry, 'netns' | 'dev' | 'mac'>,
): readonly FdbEntry[] {
  const same = groupsOf(rows).get(groupKey({ netns, dev, mac }));
  if (same === undefined) return NONE;
  const isHere = (row: FdbEntry): boolean => row.dev === dev && row.netns === netns;
  // A list of its own for each of ten thousand entries is one too many: nearly all are here.
  return same.every(isHere) ? same : same.filter(isHere);
}

/** The entries of one MAC in the table of one bridge, whichever its port: there is one a VLAN. */
export function rowsOfBridge(
  rows: readonly FdbEntry[],
  { netns, mac, master }: Pick<FdbEntry, 'netns' | 'mac' | 'master'>,
): readonly FdbEntry[] {
  return (groupsOf(rows).get(mac) ?? NONE).filter((row) => row.master === master && row.netns === netns);
}

const NONE: readonly FdbEntry[] = [];

type Index = Map<string, number>;
type Groups = Map<string, FdbEntry[]>;
const indexes = new WeakMap<readonly Row[], Index>();
const groups = new WeakMap<readonly Row[], Groups>();

/** Where each key stands. Built once a list, so that a plan of ten thousand rows does not look at each of them for each. */
function indexOf(rows: readonly Row[]): Index {
  const known = indexes.get(rows);
  if (known !== undefined) return known;
  const index: Index = new Map();
  rows.forEach((row, at) => index.set(row.key, at));
  indexes.set(rows, index);
  return index;
}

/** A MAC is nearly always on one device only, so it need not be spelled out; every device has a flood list. */
function groupKey({ netns, dev, mac }: Pick<FdbEntry, 'netns' | 'dev' | 'mac'>): string {
  return mac === FLOOD_MAC ? `${netns}|${dev}` : mac;
}

function groupsOf(rows: readonly FdbEntry[]): Groups {
  let known = groups.get(rows);
  if (known === undefined) {
    known = new Map();
    for (const row of rows) addTo(known, row);
    groups.set(rows, known);
  }
  return known;
}

function addTo(known: Groups, row: FdbEntry): void {
  const key = groupKey(row);
  const same = known.get(key);
  if (same === undefined) known.set(key, [row]);
  else same.push(row);
}

/** Among FDB entries only its MAC's can have a row's key, and these are grouped anyway. */
function placeOf(table: TableName, rows: readonly Row[], row: Row): number | undefined {
  if (table === 'fdb' && !rowsOfMac(rows as FdbEntry[], row as FdbEntry).some(({ key }) => key === row.key))
    return undefined;
  return indexOf(rows).get(row.key);
}

/** A copy that is about to change takes over what is known of the list; the list itself would have to be looked through again. */
function handOver(rows: readonly Row[], copy: readonly Row[]): void {
  for (const known of [indexes, groups] as WeakMap<readonly Row[], unknown>[]) {
    const of = known.get(rows);
    if (of === undefined) continue;
    known.delete(rows);
    known.set(copy, of);
  }
}

function putInPlace(rows: Row[], at: number | undefined, row: Row): void {
  const old = at === undefined ? undefined : rows[at];
  const place = at ?? rows.length;
  rows[place] = row;
  indexes.get(rows)?.set(row.key, place);
  const known = groups.get(rows);
  if (known === undefined) return;
  if (old !== undefined) takeFrom(known, old as FdbEntry);
  addTo(known, row as FdbEntry);
}

/** The last row takes the place of the one that goes: moving up all the others would make them wait for each. */
function dropInPlace(rows: Row[], row: Row): void {
  const index = indexOf(rows);
  const at = index.get(row.key);
  const last = rows.pop();
  if (at === undefined || last === undefined) return;
  index.delete(row.key);
  if (last !== row) {
    rows[at] = last;
    index.set(last.key, at);
  }
  const known = groups.get(rows);
  if (known !== undefined) takeFrom(known, row as FdbEntry);
}

function takeFrom(known: Groups, row: FdbEntry): void {
  const same = known.get(groupKey(row)) ?? [];
  if (same.length <= 1) known.delete(groupKey(row));
  else same.splice(same.indexOf(row), 1);
}
