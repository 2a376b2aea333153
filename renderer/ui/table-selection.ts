import type { Keyed, TableRows } from './table-rows.ts';

/** Rows by key, so that a selection outlives every refresh, sort and filter. */
export interface Selection {
  readonly selected: ReadonlySet<string>;
  /** The row the keyboard is on. */
  readonly active?: string;
  /** Where a range starts. */
  readonly anchor?: string;
  /** The active row's last place, to stay near when it goes away. */
  readonly index: number;
}

export const NOTHING_SELECTED: Selection = { selected: new Set(), index: 0 };

/** The rows as they are shown now. */
export interface RowOrder {
  readonly count: number;
  keyAt(index: number): string | undefined;
  /** -1 when it is not shown. */
  indexOf(key: string): number;
}

/** Where the keyboard is: the active row, or what took its place after it went away. */
export function activeIndex(selection: Selection, order: RowOrder): number {
  if (selection.active === undefined || order.count === 0) return -1;
  const index = order.indexOf(selection.active);
  return index >= 0 ? index : Math.min(selection.index, order.count - 1);
}

/** Makes one row active and selects it alone. */
export function moveTo(index: number, order: RowOrder): Selection {
  const key = order.keyAt(index);
  return key === undefined ? NOTHING_SELECTED : { selected: new Set([key]), active: key, anchor: key, index };
}

/** Selects everything from the anchor to this row. */
export function extendTo(selection: Selection, index: number, order: RowOrder): Selection {
  const anchor = selection.anchor === undefined ? -1 : order.indexOf(selection.anchor);
  const active = order.keyAt(index);
  if (active === undefined) return selection;
  if (anchor < 0) return moveTo(index, order);
  const selected = new Set<string>();
  for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i += 1) {
    const key = order.keyAt(i);
    if (key !== undefined) selected.add(key);
  }
  return { ...selection, selected, active, index };
}

/** Adds or takes away one row and makes it active; the others stay. */
export function toggle(selection: Selection, index: number, order: RowOrder): Selection {
  const key = order.keyAt(index);
  if (key === undefined) return selection;
  const selected = new Set(selection.selected);
  if (!selected.delete(key)) selected.add(key);
  return { selected, active: key, anchor: key, index };
}

export function selectAll(selection: Selection, order: RowOrder): Selection {
  const selected = new Set<string>();
  for (let i = 0; i < order.count; i += 1) {
    const key = order.keyAt(i);
    if (key !== undefined) selected.add(key);
  }
  return { ...selection, selected };
}

/** The selected rows that are shown, in the order shown. Looks each selected key up once: asking the set for every row shown costs thirty times as much. */
export function rowsSelected<R extends Keyed>(
  source: Pick<TableRows<R>, 'rows' | 'position'>,
  order: Uint32Array,
  selected: ReadonlySet<string>,
): R[] {
  if (selected.size === 0) return [];
  const marked = new Uint8Array(source.rows.length);
  for (const key of selected) marked[source.position(key) ?? marked.length] = 1;
  const found: R[] = [];
  for (const position of order) {
    const row = marked[position] === 1 ? source.rows[position] : undefined;
    if (row !== undefined) found.push(row);
  }
  return found;
}
