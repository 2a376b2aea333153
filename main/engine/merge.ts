/** Puts freshly read parts into a snapshot and says what changed. */
import { diffTableSlices } from '../../app/base/diff.ts';
import type { Row, Snapshot, TableName, Tables } from '../../app/noun/snapshot.ts';
import type { PartRows } from './collect.ts';
import { runSliced } from './sliced.ts';

export interface RowChange {
  readonly table: TableName;
  readonly upsert: readonly Row[];
  readonly remove: readonly string[];
}

export interface Merged {
  readonly tables: Tables;
  readonly changes: readonly RowChange[];
}

/** Parts that could not be read keep the rows they had. */
export async function mergeParts(before: Tables, parts: readonly PartRows[]): Promise<Merged> {
  const changes: RowChange[] = [];
  let tables = before;
  for (const part of parts) {
    if (part.failed) continue;
    const { table, netns } = part;
    const old = (tables[table] as readonly Row[]).filter((row) => namespaceOf(row) === netns);
    const change = await runSliced(diffTableSlices(old, part.rows));
    if (change.upsert.length === 0 && change.remove.length === 0) continue;
    const others = (tables[table] as readonly Row[]).filter((row) => namespaceOf(row) !== netns);
    tables = { ...tables, [table]: [...others, ...part.rows] };
    changes.push({ table, ...change });
  }
  return { tables, changes };
}

/** Drops the rows of namespaces that are gone. */
export function forgetNamespaces(snapshot: Snapshot, left: ReadonlySet<string>): Merged {
  const changes: RowChange[] = [];
  let tables = snapshot.tables;
  for (const [table, rows] of Object.entries(snapshot.tables) as [TableName, readonly Row[]][]) {
    if (table === 'netns') continue;
    const gone = rows.filter((row) => !left.has(namespaceOf(row)));
    if (gone.length === 0) continue;
    tables = { ...tables, [table]: rows.filter((row) => left.has(namespaceOf(row))) };
    changes.push({ table, upsert: [], remove: gone.map(({ key }) => key) });
  }
  return { tables, changes };
}

/** The list of namespaces itself belongs to the host's own namespace. */
function namespaceOf(row: Row): string {
  return 'netns' in row ? row.netns : '';
}
