import { isDeeperThan, type Json, type JsonObject } from '../base/json.ts';
import type { TableName } from './snapshot.ts';
import { sameValue } from '../base/same.ts';
import type { Problem } from '../problem/problem.ts';
import { shellText } from '../base/shell.ts';

/** iproute2 prints six at most (`linkinfo` of a bridge's port with its MST states). */
const MOST_LEVELS = 32;

export interface Parsed<T> {
  readonly rows: T[];
  readonly problems: Problem[];
}

/** Reads one item of a listing and adds its rows to the sink, or says which essential field is unusable. */
export type Reader<T extends Keyed> = (item: JsonObject, netns: string, sink: RowSink<T>) => void;

export interface Keyed {
  readonly key: string;
}

/** Collects the rows of one table: keys stay unique, and faults are counted by field, so that 100,000 bad rows are one problem. */
export class RowSink<T extends Keyed> {
  readonly rows: T[] = [];
  readonly #byKey = new Map<string, T>();
  readonly #copies = new Map<string, number>();
  #faults = new Map<string, { count: number; first: number }>();
  #items = 0;

  /** Reads the items of one listing; `{}` items (a `group` filter before 6.17, iproute2 94b01517) are nothing. */
  read(items: readonly Json[], netns: string, reader: Reader<T>): void {
    for (let at = 0; at < items.length; at++) {
      const item = items[at];
      this.#items += 1;
      if (!isObject(item)) this.fault('form (it is not an object)');
      else if (isDeeperThan(item, MOST_LEVELS)) this.fault(`form (it is nested more than ${MOST_LEVELS} deep)`);
      else if ('ifname' in item || Object.keys(item).length > 0) reader(item, netns, this);
    }
  }

  add(row: T): void {
    const size = this.#byKey.size;
    const twin = this.#byKey.get(row.key);
    if (twin === undefined) this.#byKey.set(row.key, row);
    if (this.#byKey.size > size) this.rows.push(row);
    else if (twin !== undefined && !sameValue(twin, row)) this.#addCopy(row);
  }

  fault(field: string): void {
    const known = this.#faults.get(field);
    if (known === undefined) this.#faults.set(field, { count: 1, first: this.#items });
    else known.count += 1;
  }

  /** States what was unusable in the listing just read, and starts counting afresh for the next. */
  problems(table: TableName, netns: string, argv: readonly string[]): Problem[] {
    const faults = [...this.#faults];
    this.#faults = new Map();
    this.#items = 0;
    return faults.map(([field, { count, first }]) => ({
      code: 'row-malformed',
      severity: 'warning',
      where: { netns, table },
      facts: { command: shellText(argv), field, count, first },
      retry: false,
    }));
  }

  /** Two different rows with one key (two peers of one address, say): the later ones are numbered. */
  #addCopy(row: T): void {
    const copies = (this.#copies.get(row.key) ?? 1) + 1;
    this.#copies.set(row.key, copies);
    this.add({ ...row, key: `${row.key}#${copies}` });
  }
}

/** One listing to rows, all at once. */
export function readRows<T extends Keyed>(
  table: TableName,
  items: readonly Json[],
  netns: string,
  argv: readonly string[],
  reader: Reader<T>,
): Parsed<T> {
  const sink = new RowSink<T>();
  sink.read(items, netns, reader);
  return { rows: sink.rows, problems: sink.problems(table, netns, argv) };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
