import type { Column } from './table-column.ts';
import { compileFilter, rowText, type Term } from './table-filter.ts';
import type { Keyed, TableRows } from './table-rows.ts';
import { rowCompare, sortPositions, type SortKey } from './table-sort.ts';

export interface ViewRequest<R> {
  readonly columns: readonly Column<R>[];
  readonly terms: readonly Term[];
  readonly sort: readonly SortKey[];
  /** Which rows belong on the page at all; the "M" of "N of M". */
  readonly belongs?: (row: R) => boolean;
  /** Changes when what the columns say about unchanged rows may have changed. */
  readonly facts: unknown;
}

export interface View {
  /** Positions in the table, in the order shown. */
  readonly order: Uint32Array;
  readonly total: number;
}

/** Filters and sorts one table. A few changed rows are merged into the order there was; anything else starts over. */
export class TableView<R extends Keyed> {
  #request: ViewRequest<R> | undefined;
  #source: TableRows<R> | undefined;
  #seen = 0;
  #view: View = { order: new Uint32Array(0), total: 0 };
  #texts: (string | undefined)[] = [];
  #textOf: (R | undefined)[] = [];
  #warmed = 0;

  compute(source: TableRows<R>, request: ViewRequest<R>): View {
    const touched = source === this.#source && this.#sameRequest(request) ? source.log.since(this.#seen) : undefined;
    if (source !== this.#source || request.columns !== this.#request?.columns || request.facts !== this.#request?.facts)
      this.#forgetTexts();
    this.#source = source;
    this.#request = request;
    this.#seen = source.log.end;
    if (touched?.length === 0) return this.#view;
    this.#view =
      touched === undefined || touched.length > source.rows.length / 3
        ? this.#startOver(source, request)
        : this.#merge(source, request, touched);
    return this.#view;
  }

  /** Prepares the texts of some rows, so that the first filter does not have to prepare all; answers whether there is more to do. */
  warm(rows: number): boolean {
    const { rows: all = [] } = this.#source ?? {};
    const columns = this.#request?.columns;
    if (columns === undefined) return false;
    const end = Math.min(all.length, this.#warmed + rows);
    for (; this.#warmed < end; this.#warmed += 1) {
      const row = all[this.#warmed];
      if (row !== undefined) this.#text(row, this.#warmed, columns);
    }
    return this.#warmed < all.length;
  }

  #sameRequest(request: ViewRequest<R>): boolean {
    const old = this.#request;
    return (
      old !== undefined &&
      old.columns === request.columns &&
      old.terms === request.terms &&
      old.sort === request.sort &&
      old.belongs === request.belongs &&
      old.facts === request.facts
    );
  }

  #startOver(source: TableRows<R>, request: ViewRequest<R>): View {
    const passes = this.#passes(request);
    const { rows } = source;
    const order = new Uint32Array(rows.length);
    let length = 0;
    let total = 0;
    for (let position = 0; position < rows.length; position += 1) {
      const row = rows[position];
      if (row === undefined || request.belongs?.(row) === false) continue;
      total += 1;
      if (passes === undefined || passes(row, position)) order[length++] = position;
    }
    return { order: sortPositions(order.slice(0, length), rows, request.sort, request.columns), total };
  }

  #merge(source: TableRows<R>, request: ViewRequest<R>, touched: readonly number[]): View {
    const passes = this.#passes(request);
    const { rows } = source;
    const dirty = new Set(touched);
    const kept = this.#view.order.filter((position) => !dirty.has(position));
    const fresh = [...dirty].filter((position) => {
      const row = rows[position];
      return row !== undefined && request.belongs?.(row) !== false && (passes === undefined || passes(row, position));
    });
    const inserted = sortPositions(Uint32Array.from(fresh).sort(), rows, request.sort, request.columns);
    const order = mergeOrders(kept, inserted, positionCompare(rows, request));
    return { order, total: this.#countTotal(source, request) };
  }

  #countTotal(source: TableRows<R>, { belongs }: ViewRequest<R>): number {
    let total = 0;
    for (const row of source.rows) if (row !== undefined && (belongs === undefined || belongs(row))) total += 1;
    return total;
  }

  #passes(request: ViewRequest<R>): ((row: R, position: number) => boolean) | undefined {
    const test = compileFilter(request.terms, request.columns);
    return test && ((row, position) => test(row, () => this.#text(row, position, request.columns)));
  }

  #text(row: R, position: number, columns: readonly Column<R>[]): string {
    const known = this.#textOf[position] === row ? this.#texts[position] : undefined;
    if (known !== undefined) return known;
    const text = rowText(row, columns);
    this.#texts[position] = text;
    this.#textOf[position] = row;
    return text;
  }

  #forgetTexts(): void {
    this.#texts = [];
    this.#textOf = [];
    this.#warmed = 0;
  }
}

function positionCompare<R>(
  rows: readonly (R | undefined)[],
  request: ViewRequest<R>,
): (a: number, b: number) => number {
  const compare = rowCompare(request.sort, request.columns);
  return (a, b) => {
    const [left, right] = [rows[a], rows[b]];
    const order = compare && left !== undefined && right !== undefined ? compare(left, right) : 0;
    return order !== 0 ? order : a - b;
  };
}

/** Puts the sorted `inserted` into the sorted `kept`, finding each place by halving. */
export function mergeOrders(
  kept: Uint32Array,
  inserted: Uint32Array,
  compare: (a: number, b: number) => number,
): Uint32Array {
  const merged = new Uint32Array(kept.length + inserted.length);
  let from = 0;
  inserted.forEach((position, i) => {
    const to = firstAfter(kept, position, from, compare);
    merged.set(kept.subarray(from, to), from + i);
    merged[to + i] = position;
    from = to;
  });
  merged.set(kept.subarray(from), from + inserted.length);
  return merged;
}

function firstAfter(
  kept: Uint32Array,
  position: number,
  from: number,
  compare: (a: number, b: number) => number,
): number {
  let low = from;
  let high = kept.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(kept[middle] ?? 0, position) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
