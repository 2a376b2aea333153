import type { Place } from '../place.ts';

/** What a cell says besides its text; each tone also has its own shape. */
export type Tone = 'up' | 'down' | 'stale' | 'problem' | 'plain';

/** A column is data: everything a table, the inspector, the filter and the clipboard need to know about one fact of a row. */
export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** One line that explains the term. */
  readonly explain: string;
  /** Pixels. */
  readonly width: number;
  /** Takes part of the room that is left over. */
  readonly grow?: boolean;
  readonly align?: 'end';
  readonly mono?: boolean;
  /** Not shown until chosen. */
  readonly spare?: boolean;
  /** Left out when there is too little room and no columns were chosen by hand: the highest number first. */
  readonly yields?: number;
  /** Empty for what is not there. */
  text(row: R): string;
  /** What to sort by where it is not the text; numbers before text, nothing last. */
  order?(row: R): number | string | undefined;
  /** Where a press on it leads. */
  place?(row: R): Place | undefined;
  /** Shown as the VNI's chip, a state, a kind with its icon, or weak text. */
  readonly look?: 'vni' | 'state' | 'kind' | 'weak';
  tone?(row: R): Tone;
}

/** The columns that fit, without those that yield. The inspector has all of them anyway. */
export function fitColumns<R>(
  shown: readonly Column<R>[],
  settings: { readonly order?: readonly string[]; readonly widths?: Readonly<Record<string, number>> } | undefined,
  room: number,
): readonly Column<R>[] {
  if (settings?.order !== undefined || room === 0) return shown;
  const needs = (columns: readonly Column<R>[]): number =>
    sum(columns.map(({ id, width }) => settings?.widths?.[id] ?? width));
  const yielding = shown.filter(({ yields }) => yields !== undefined).sort((a, b) => (b.yields ?? 0) - (a.yields ?? 0));
  let fitting = shown;
  for (const column of yielding) {
    if (needs(fitting) <= room) break;
    fitting = fitting.filter((one) => one !== column);
  }
  return fitting;
}

/** Never narrower than this many pixels: an ellipsis and three letters. */
export const NARROWEST = 48;

/**
 * Widths in pixels for the room there is: chosen widths stay, columns that grow share what is left, and
 * when there is too little the others give way in proportion, so that nothing scrolls sideways needlessly.
 */
export function layoutWidths(
  columns: readonly Pick<Column<never>, 'id' | 'width' | 'grow'>[],
  chosen: Readonly<Record<string, number>>,
  room: number,
): number[] {
  const widths = columns.map((column) => chosen[column.id] ?? column.width);
  const spare = room - sum(widths);
  if (spare >= 0) return spread(columns, widths, spare);
  const free = columns.map((column, i) =>
    chosen[column.id] === undefined ? Math.max(0, (widths[i] ?? 0) - NARROWEST) : 0,
  );
  const give = Math.min(1, -spare / Math.max(1, sum(free)));
  return widths.map((width, i) => Math.floor(width - (free[i] ?? 0) * give));
}

/** Growing columns take room up to this many times their width: further apart, cells of one row no longer read as one. */
const MOST_GROWTH = 2;

function spread(columns: readonly Pick<Column<never>, 'grow'>[], widths: number[], spare: number): number[] {
  const count = columns.filter(({ grow }) => grow).length;
  const grown = widths.map((width, i) =>
    columns[i]?.grow ? Math.min(width * MOST_GROWTH, width + Math.floor(spare / count)) : width,
  );
  const rest = spare - (sum(grown) - sum(widths));
  return grown.map((width, i) => (i === grown.length - 1 ? width + rest : width));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
