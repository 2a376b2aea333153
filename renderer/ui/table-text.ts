import type { Column } from './table-column.ts';

/** Rows as text that pastes into a spreadsheet or a mail: a line a row, tabs between cells, the titles first when there are several. */
export function rowsAsText<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  const lines = rows.map((row) => columns.map((column) => column.text(row).replace(/[\t\n\r]/g, ' ')).join('\t'));
  const titles = columns.map((column) => column.title).join('\t');
  return (rows.length > 1 ? [titles, ...lines] : lines).join('\n');
}
