/** What stays until somebody changes it, so that "as it was before" can be said. */
import { sameValue } from '../base/same.ts';
import { NOUNS } from './nouns.ts';
import type { DurableRow } from './noun.ts';
import { TABLE_NAMES, type RowOf, type Snapshot, type TableName } from './snapshot.ts';

export type { DurableRow };
export type DurableTables = Readonly<Record<TableName, readonly DurableRow[]>>;

/**
 * What stays until somebody changes it: no learned entries, no resolved neighbours, no indexes, timers or states that
 * follow the carrier, and nothing that the kernel derives from the rest (link-local addresses, the local route table).
 */
export function durable({ tables }: Pick<Snapshot, 'tables'>): DurableTables {
  return Object.fromEntries(
    NOUNS.map(({ id, row }) => [id, row.durable(tables[id] as readonly RowOf<never>[], tables)]),
  ) as unknown as DurableTables;
}

/** The differences in words, one a row; empty when both are the same. A MAC address counts, random or not. */
export function sameDurable(
  a: Pick<Snapshot, 'tables'> | DurableTables,
  b: Pick<Snapshot, 'tables'> | DurableTables,
): readonly string[] {
  const before = 'tables' in a ? durable(a) : a;
  const after = 'tables' in b ? durable(b) : b;
  return TABLE_NAMES.flatMap((table) => differences(table, before[table], after[table]));
}

function differences(table: TableName, before: readonly DurableRow[], after: readonly DurableRow[]): readonly string[] {
  const left = new Map(before.map((row) => [row.key, row]));
  const said: string[] = [];
  for (const row of after) {
    const old = left.get(row.key);
    left.delete(row.key);
    if (old === undefined) said.push(`${table} ${row.name} is new`);
    else if (!sameValue(old, row)) said.push(`${table} ${row.name} differs: ${fieldDifferences(old, row).join(', ')}`);
  }
  return [...said, ...[...left.values()].map((row) => `${table} ${row.name} is missing`)];
}

function fieldDifferences(before: DurableRow, after: DurableRow): readonly string[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = fields.filter((field) => !sameValue(before[field], after[field]));
  return changed.map(
    (field) => `${field} ${JSON.stringify(before[field]) ?? 'none'} → ${JSON.stringify(after[field]) ?? 'none'}`,
  );
}
