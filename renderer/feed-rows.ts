import type { FeedMessage, TableChange } from '../app/contract/feed.ts';
import { TABLE_NAMES, type RowOf, type TableName } from '../app/noun/snapshot.ts';
import { PlainSignal, TableRows, type Signal } from './ui/table-rows.ts';

/** A row of one table as the window has it: without `raw`. */
export type RowIn<T extends TableName> = Omit<RowOf<T>, 'raw'>;
export type HostTables = { readonly [T in TableName]: TableRows<RowIn<T>> };

/** `gap`: something was lost, subscribe again. `late`: left over from before that; not used. */
export type Acceptance = 'taken' | 'gap' | 'late';

/** All tables of one host, fed by messages. Pure: the clock and the subscription are the caller's. */
export class HostRows {
  readonly tables: HostTables;
  /** When the tables shown were read (ms); absent before the first message. */
  at: number | undefined;
  /** False until the whole first snapshot has arrived. */
  complete = false;
  #seq: number | undefined;
  #staged: HostTables | undefined;

  constructor(signal: () => Signal = () => new PlainSignal()) {
    this.tables = makeTables(signal);
  }

  accept(message: FeedMessage, now: number): Acceptance {
    if (message.reset) this.#restart();
    else if (this.#seq === undefined) return 'late';
    else if (message.seq !== this.#seq + 1) return this.#lose();
    this.#seq = message.seq;
    const live = this.complete && this.#staged === undefined && message.complete && !message.reset;
    if (live) for (const table of TABLE_NAMES) this.tables[table].settle(now);
    for (const change of message.changes) applyChange(this.#staged ?? this.tables, change, live ? now : undefined);
    if (message.complete) this.#finish();
    this.at = message.at;
    return 'taken';
  }

  /** The host said that its tables are newer although nothing changed: struck rows may go. */
  settle(now: number): void {
    for (const table of TABLE_NAMES) this.tables[table].settle(now);
  }

  /** Ends marks whose time is over; answers when to call again (ms). */
  expire(now: number): number | undefined {
    const next = TABLE_NAMES.map((table) => this.tables[table].expire(now)).filter((at) => at !== undefined);
    return next.length > 0 ? Math.min(...next) : undefined;
  }

  // Rows on screen stay until the new snapshot is whole, so that a resubscription does not empty the window.
  #restart(): void {
    if (this.complete) this.#staged = makeTables(() => new PlainSignal());
    else for (const table of TABLE_NAMES) this.tables[table].clear();
  }

  #finish(): void {
    const staged = this.#staged;
    this.#staged = undefined;
    this.complete = true;
    if (staged) for (const table of TABLE_NAMES) adopt(this.tables, staged, table);
  }

  #lose(): Acceptance {
    this.#seq = undefined;
    this.#staged = undefined;
    return 'gap';
  }
}

function makeTables(signal: () => Signal): HostTables {
  return Object.fromEntries(
    TABLE_NAMES.map((table) => [table, new TableRows(signal(), signal())]),
  ) as unknown as HostTables;
}

function adopt<T extends TableName>(into: HostTables, from: HostTables, table: T): void {
  (into[table] as TableRows<RowIn<T>>).adopt(from[table] as TableRows<RowIn<T>>);
}

// A change names its table beside its rows; the feed's contract is that they belong together.
function applyChange(tables: HostTables, { table, upsert, remove }: TableChange, markedAt: number | undefined): void {
  const rows = tables[table] as TableRows<{ readonly key: string }>;
  if (remove.length > 0) rows.remove(remove, markedAt);
  if (upsert.length > 0) rows.upsert(upsert, markedAt);
}
