import type { RowOf, TableName, Tables } from '../model/snapshot.ts';

/** Tables with one more row; a row of the same key is replaced in its place. */
export function putRow<T extends TableName>(tables: Tables, table: T, row: RowOf<T>): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const at = rows.findIndex((other) => other.key === row.key);
  return { ...tables, [table]: at < 0 ? [...rows, row] : rows.map((other, index) => (index === at ? row : other)) };
}

/** Tables without the rows that match. */
export function dropRows<T extends TableName>(tables: Tables, table: T, matches: (row: RowOf<T>) => boolean): Tables {
  const rows = tables[table] as readonly RowOf<T>[];
  const left = rows.filter((row) => !matches(row));
  return left.length === rows.length ? tables : { ...tables, [table]: left };
}
