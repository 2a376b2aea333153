import type { RowChange } from './table-log.ts';
import { ChangeLog } from './table-log.ts';

export interface Keyed {
  readonly key: string;
}

/** What makes readers of a table look again; a rune in the window, a plain counter in tests. */
export interface Signal {
  read(): number;
  bump(): void;
}

export class PlainSignal implements Signal {
  #count = 0;
  read(): number {
    return this.#count;
  }
  bump(): void {
    this.#count += 1;
  }
}

/** Milliseconds a changed row is marked: shorter and the eye misses it, longer and busy tables are all marks. */
export const MARK_MS = 1_500;
/** Milliseconds after which a removed row goes even without a newer truth: a quiet host must not show what is not there. */
export const STRUCK_MS = 8_000;

/**
 * The rows of one table, by key and in arrival order. Positions never move until the layout changes, so that
 * views can hold numbers: a removed row leaves a hole, and the holes are closed when there are many.
 */
export class TableRows<R extends Keyed> {
  rows: (R | undefined)[] = [];
  readonly log = new ChangeLog();
  readonly #signal: Signal;
  readonly #markSignal: Signal;
  readonly #positions = new Map<string, number>();
  readonly #marks = new Map<string, { readonly change: RowChange; readonly at: number }>();
  readonly #struck = new Map<string, number>();
  #holes = 0;

  constructor(signal: Signal = new PlainSignal(), markSignal: Signal = new PlainSignal()) {
    this.#signal = signal;
    this.#markSignal = markSignal;
  }

  /** Reading it inside an effect subscribes to every change of this table's rows; marks that fade are none. */
  get version(): number {
    return this.#signal.read();
  }

  /** Rows that are there now; struck ones do not count. */
  get count(): number {
    return this.#positions.size - this.#struck.size;
  }

  get(key: string): R | undefined {
    const position = this.#positions.get(key);
    return position === undefined ? undefined : this.rows[position];
  }

  position(key: string): number | undefined {
    return this.#positions.get(key);
  }

  /** What just happened to a row. Reading it inside an effect subscribes to all marks, which fade without a change of rows. */
  mark(key: string): RowChange | undefined {
    this.#markSignal.read();
    return this.#struck.has(key) ? 'removed' : this.#marks.get(key)?.change;
  }

  /** Rows that the kernel no longer has. */
  get struckCount(): number {
    return this.#struck.size;
  }

  /** True when the kernel no longer has the row and it is only shown until the next truth. */
  struck(key: string): boolean {
    return this.#struck.has(key);
  }

  *values(): Generator<R> {
    for (const row of this.rows) if (row !== undefined && !this.#struck.has(row.key)) yield row;
  }

  /** Adds rows, or replaces those with the same key. `markedAt` (ms) marks them as just changed. */
  upsert(rows: readonly R[], markedAt?: number): void {
    for (const row of rows) this.#put(row, markedAt);
    if (rows.length > 0) this.#bump();
  }

  /** Takes rows away; with `struckAt` (ms) they stay visible as struck until `expire` or `settle`. */
  remove(keys: readonly string[], struckAt?: number): void {
    for (const key of keys) {
      const position = this.#positions.get(key);
      if (position === undefined) continue;
      if (struckAt === undefined) this.#drop(key, position);
      else {
        this.#struck.delete(key);
        this.#struck.set(key, struckAt);
        this.log.note(position);
      }
    }
    this.#closeHoles();
    if (keys.length > 0) this.#bump();
  }

  /** The next truth arrived: struck rows that were visible long enough go. */
  settle(now: number): void {
    const gone = this.#struckBefore(now - MARK_MS);
    if (gone.length > 0) this.remove(gone);
  }

  /** Ends marks and struck rows whose time is over. Answers when to call again, if at all (ms). */
  expire(now: number): number | undefined {
    const gone = this.#struckBefore(now - STRUCK_MS);
    if (gone.length > 0) this.remove(gone);
    if (this.#fade(now - MARK_MS)) this.#markSignal.bump();
    const [mark] = this.#marks.values();
    const [struckAt] = this.#struck.values();
    if (mark === undefined) return struckAt === undefined ? undefined : struckAt + STRUCK_MS;
    return Math.min(mark.at + MARK_MS, struckAt === undefined ? Infinity : struckAt + STRUCK_MS);
  }

  clear(): void {
    this.#empty();
    this.#bump();
  }

  /** Becomes what `other` is, in one step: the new truth after a resubscription. */
  adopt(other: TableRows<R>): void {
    this.#empty();
    for (const row of other.rows) if (row !== undefined) this.#put(row, undefined);
    this.log.restart();
    this.#bump();
  }

  #bump(): void {
    this.#signal.bump();
    this.#markSignal.bump();
  }

  // Both maps have their oldest first, so that a table of which everything is marked is not gone through for every message.
  #fade(before: number): boolean {
    const { size } = this.#marks;
    for (const [key, mark] of this.#marks) {
      if (mark.at > before) break;
      this.#marks.delete(key);
    }
    return this.#marks.size !== size;
  }

  #struckBefore(before: number): string[] {
    const gone: string[] = [];
    for (const [key, at] of this.#struck) {
      if (at > before) break;
      gone.push(key);
    }
    return gone;
  }

  #put(row: R, markedAt: number | undefined): void {
    const known = this.#positions.get(row.key);
    const position = known ?? this.rows.length;
    this.rows[position] = row;
    if (known === undefined) this.#positions.set(row.key, position);
    if (this.#struck.size > 0) this.#struck.delete(row.key);
    if (markedAt !== undefined) {
      // Delete first: a Map keeps the first insertion's place, and `expire` relies on the oldest being first.
      this.#marks.delete(row.key);
      this.#marks.set(row.key, { change: known === undefined ? 'added' : 'changed', at: markedAt });
    }
    this.log.note(position);
  }

  #drop(key: string, position: number): void {
    this.rows[position] = undefined;
    this.#positions.delete(key);
    this.#marks.delete(key);
    this.#struck.delete(key);
    this.#holes += 1;
    this.log.note(position);
  }

  #closeHoles(): void {
    if (this.#holes < 1_000 || this.#holes < this.rows.length / 8) return;
    this.rows = this.rows.filter((row) => row !== undefined);
    this.#holes = 0;
    this.#positions.clear();
    this.rows.forEach((row, position) => row && this.#positions.set(row.key, position));
    this.log.restart();
  }

  #empty(): void {
    this.rows = [];
    this.#positions.clear();
    this.#marks.clear();
    this.#struck.clear();
    this.#holes = 0;
    this.log.restart();
  }
}
