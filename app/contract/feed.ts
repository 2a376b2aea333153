import type { HostId } from '../base/host.ts';
import type { Row, TableName } from '../noun/snapshot.ts';

/** A row as the window gets it: without `raw`, which it asks for one row at a time. */
export type FeedRow = Omit<Row, 'raw'>;

export interface TableChange {
  readonly table: TableName;
  /** New rows and rows that replace the one with their key. */
  readonly upsert: readonly FeedRow[];
  readonly remove: readonly string[];
}

/**
 * One message of a host's feed. The first after a subscription has `reset`: forget the rows of that host.
 * `seq` counts up by one; a gap means that something was lost, and the answer is to subscribe again.
 */
export interface FeedMessage {
  readonly host: HostId;
  readonly seq: number;
  readonly reset: boolean;
  /** False while the first snapshot is still arriving in slices; rows of such a message do not count as "just changed". */
  readonly complete: boolean;
  /** When the tables were read, milliseconds since the epoch. */
  readonly at: number;
  readonly changes: readonly TableChange[];
}

/** Rows a message: more makes the window stutter while it is copied, fewer makes the first load slower. */
export const FEED_SLICE = 2_000;
