/** What a table shows of its rows as text, in columns: for a terminal, a pipe, and people who know `ip` and `bridge`. */
import { NOUN } from '../noun/nouns.ts';
import type { Row, RowOf, TableName } from '../noun/snapshot.ts';

/** Column → its text; an empty text is an empty cell, and a column that is empty in every row is left out. */
type Columns<R> = readonly (readonly [title: string, text: (row: R) => unknown])[];

/** The rows as cells, below their titles; columns without a cell are left out. `first` are columns before them, such as the host. */
export function listCells<T extends TableName>(
  table: T,
  rows: readonly { readonly row: RowOf<T>; readonly first: readonly string[] }[],
  firstTitles: readonly string[],
): readonly (readonly string[])[] {
  const columns = NOUN[table].row.columns as unknown as Columns<RowOf<T>>;
  const cells = rows.map(({ row, first }) => [...first, ...columns.map(([, text]) => String(text(row) ?? ''))]);
  const titles = [...firstTitles, ...columns.map(([title]) => title)];
  const kept = titles.flatMap((_, at) => (cells.some((line) => line[at] !== '') ? [at] : []));
  return [titles, ...cells].map((line) => kept.map((at) => line[at] ?? ''));
}

/** Cells as lines, padded so that columns stand below each other; nothing follows the last cell. */
export function padded(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, at) =>
    cells.reduce((most, line) => Math.max(most, line[at]?.length ?? 0), 0),
  );
  return cells.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Whether a row is meant by the text given: any of its fields holds it. */
export function holdsText(row: Row, text: string): boolean {
  const { raw: _, ...fields } = row as Row & { readonly raw?: unknown };
  return JSON.stringify(Object.values(fields)).toLowerCase().includes(text.toLowerCase());
}
