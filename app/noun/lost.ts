import type { Row, TableName, Tables } from '../noun/snapshot.ts';

/** Rows whose key is not there any more. */
export function lost<T extends TableName>(before: Tables, after: Tables, table: T): readonly Tables[T][number][] {
  if (before[table] === after[table]) return [];
  const left = new Set((after[table] as readonly Row[]).map(({ key }) => key));
  return (before[table] as readonly Tables[T][number][]).filter(({ key }) => !left.has(key));
}
