import type { Settings } from '../../app/contract/settings.ts';
import type { Column } from './table-column.ts';
import type { SortKey } from './table-sort.ts';

/** What is remembered of one table. */
export type TableSettings = Settings['tables'][string];

/** The columns to show, in order: as remembered, else all that are not spare. Unknown ids (from another version) are passed over. */
export function shownColumns<R>(
  columns: readonly Column<R>[],
  settings: TableSettings | undefined,
): readonly Column<R>[] {
  const chosen = settings?.order?.flatMap((id) => columns.find((column) => column.id === id) ?? []) ?? [];
  return chosen.length > 0 ? chosen : columns.filter((column) => !column.spare);
}

/** Shows or hides a column; the last one stays. A column that comes back takes its usual place among those shown. */
export function toggleColumn<R>(
  columns: readonly Column<R>[],
  settings: TableSettings | undefined,
  id: string,
): TableSettings {
  const shown = shownColumns(columns, settings).map((column) => column.id);
  if (shown.includes(id)) return { ...settings, order: shown.length > 1 ? shown.filter((one) => one !== id) : shown };
  const usual = columns.map((column) => column.id);
  const before = usual.slice(0, usual.indexOf(id)).filter((one) => shown.includes(one));
  const at = before.length > 0 ? shown.indexOf(before[before.length - 1] ?? '') + 1 : 0;
  return { ...settings, order: [...shown.slice(0, at), id, ...shown.slice(at)] };
}

/** Moves a shown column by so many places, as far as there are any. */
export function moveColumn<R>(
  columns: readonly Column<R>[],
  settings: TableSettings | undefined,
  id: string,
  by: number,
): TableSettings {
  const shown = shownColumns(columns, settings).map((column) => column.id);
  const from = shown.indexOf(id);
  const to = Math.min(shown.length - 1, Math.max(0, from + by));
  if (from < 0 || from === to) return { ...settings };
  const order = shown.filter((one) => one !== id);
  return { ...settings, order: [...order.slice(0, to), id, ...order.slice(to)] };
}

/** Sets a column's width in whole pixels within what settings allow; without a width it is automatic again. */
export function resizeColumn(
  settings: TableSettings | undefined,
  id: string,
  width: number | undefined,
): TableSettings {
  const { [id]: _, ...others } = settings?.widths ?? {};
  if (width === undefined) return { ...settings, widths: others };
  return { ...settings, widths: { ...others, [id]: Math.round(Math.min(2_000, Math.max(32, width))) } };
}

export function sortTable(settings: TableSettings | undefined, sort: readonly SortKey[]): TableSettings {
  return { ...settings, sort: sort.map(({ column, descending }) => ({ column, descending })) };
}
