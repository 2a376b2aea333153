import { untrack } from 'svelte';
import { shownColumns, type TableSettings } from './table-settings.ts';
import type { Column } from './table-column.ts';
import { parseFilter } from './table-filter.ts';
import type { Keyed, TableRows } from './table-rows.ts';
import { activeIndex, NOTHING_SELECTED, rowsSelected, type RowOrder, type Selection } from './table-selection.ts';
import type { SortKey } from './table-sort.ts';
import { TableView } from './table-view.ts';

/** What outlives a table on screen: kept by whoever shows it, per host and page. */
export class TableMemory {
  selection = $state.raw<Selection>(NOTHING_SELECTED);
  /** Pixels; not a rune, since writing it must not make anything look again. */
  scrollTop = 0;
}

export interface TableInput<R extends Keyed> {
  readonly source: TableRows<R>;
  readonly columns: readonly Column<R>[];
  readonly belongs?: (row: R) => boolean;
  /** See `ViewRequest.facts`. */
  readonly facts?: unknown;
  readonly filter: string;
  readonly settings: TableSettings | undefined;
  readonly memory: TableMemory;
}

/** Rows prepared at a time: about ten milliseconds of work. */
const WARM_ROWS = 4_000;

const NO_SORT: readonly SortKey[] = [];
const NO_TERMS = [] as const;

/** A table's state as the window reads it: which rows, in which order, which are selected. */
export class TableModel<R extends Keyed> {
  readonly #input: () => TableInput<R>;
  readonly #cache = new TableView<R>();
  #parsed = $derived.by(() => parseFilter(this.#input().filter, this.#columnIds));
  #columnIds = $derived.by(() => this.#input().columns.map((column) => column.id));
  #terms = $derived('terms' in this.#parsed ? this.#parsed.terms : NO_TERMS);
  #sort = $derived.by(() => this.#input().settings?.sort ?? NO_SORT);
  shown = $derived.by(() => shownColumns(this.#input().columns, this.#input().settings));
  view = $derived.by(() => this.#compute());
  activeIndex = $derived.by(() => activeIndex(this.memory.selection, this.order));
  #lastSelected: readonly R[] = [];
  /** The selected rows in the order shown; the same array while it would hold the same rows. */
  selectedRows: readonly R[] = $derived.by(() => this.#selectedRows());

  constructor(input: () => TableInput<R>) {
    this.#input = input;
  }

  get source(): TableRows<R> {
    return this.#input().source;
  }

  get columns(): readonly Column<R>[] {
    return this.#input().columns;
  }

  get settings(): TableSettings | undefined {
    return this.#input().settings;
  }

  get memory(): TableMemory {
    return this.#input().memory;
  }

  get sort(): readonly SortKey[] {
    return this.#sort;
  }

  /** What is wrong with the filter; all rows are shown then. */
  get filterError(): string | undefined {
    return 'error' in this.#parsed ? this.#parsed.error : undefined;
  }

  get filtered(): boolean {
    return this.#terms.length > 0;
  }

  get order(): RowOrder {
    const { source } = this;
    const { order } = this.view;
    return {
      count: order.length,
      keyAt: (index) => source.rows[order[index] ?? -1]?.key,
      indexOf: (key) => {
        const position = source.position(key);
        return position === undefined ? -1 : order.indexOf(position);
      },
    };
  }

  rowAt(index: number): R | undefined {
    return this.source.rows[this.view.order[index] ?? -1];
  }

  /** The row that was chosen, also while a filter hides it. */
  get chosen(): R | undefined {
    const { active } = this.memory.selection;
    void this.source.version;
    return active === undefined ? undefined : this.source.get(active);
  }

  get active(): R | undefined {
    return this.rowAt(this.activeIndex);
  }

  /** Gets ready for filtering while nothing else is to do. */
  warm(): void {
    requestIdleCallback(() => untrack(() => this.#cache.warm(WARM_ROWS)) && this.warm());
  }

  #selectedRows(): readonly R[] {
    const rows = rowsSelected(this.source, this.view.order, this.memory.selection.selected);
    const same = rows.length === this.#lastSelected.length && rows.every((row, i) => row === this.#lastSelected[i]);
    return same ? this.#lastSelected : (this.#lastSelected = rows);
  }

  #compute(): { readonly order: Uint32Array; readonly total: number } {
    const { source, columns, belongs, facts } = this.#input();
    void source.version;
    const { order, total } = this.#cache.compute(source, {
      columns,
      terms: this.#terms,
      sort: this.#sort,
      belongs,
      facts,
    });
    // A new object each time: rows may have changed in place although their order has not.
    return { order, total };
  }
}
