/** A host's snapshot and changes → numbered messages for one window, in slices small enough to copy without a pause. */
import { FEED_SLICE, type FeedMessage, type FeedRow, type TableChange } from '../../app/contract/feed.ts';
import type { HostId } from '../../app/base/host.ts';
import { TABLE_NAMES, type Row, type Snapshot } from '../../app/noun/snapshot.ts';
import type { RowChange } from './merge.ts';
import { createQueue } from './queue.ts';
import { nextTurn } from './sliced.ts';

export interface Feed {
  /** Starts over: everything the snapshot has, then whatever changes. */
  reset(snapshot: Snapshot): void;
  push(snapshot: Snapshot, changes: readonly RowChange[]): void;
  stop(): void;
}

export function createFeed(host: HostId, send: (message: FeedMessage) => void): Feed {
  const queue = createQueue();
  let seq = 0;
  let stopped = false;
  let started = false;
  const emit = (message: Omit<FeedMessage, 'host' | 'seq'>): void => {
    if (!stopped) send({ host, seq: seq++, ...message });
  };
  const sendSlices = async (at: number, changes: readonly TableChange[], isReset: boolean): Promise<void> => {
    for (const [index, change] of changes.entries()) {
      emit({
        reset: isReset && index === 0,
        complete: !isReset || index === changes.length - 1,
        at,
        changes: [change],
      });
      await nextTurn();
    }
  };
  const reset = (snapshot: Snapshot): void => {
    started = true;
    void queue.run(() => sendSlices(snapshot.collectedAt, wholeSnapshot(snapshot), true));
  };
  return {
    reset,
    // A window may subscribe before the first collect: its first message is the whole snapshot then.
    push: (snapshot, changes) =>
      started ? void queue.run(() => pushChanges(snapshot.collectedAt, changes)) : reset(snapshot),
    stop: () => void (stopped = true),
  };

  async function pushChanges(at: number, changes: readonly RowChange[]): Promise<void> {
    const sliced = changes.flatMap(({ table, upsert, remove }) => slices(table, upsert.map(withoutRaw), remove));
    if (sliced.length <= 1 || isSmall(sliced)) return emit({ reset: false, complete: true, at, changes: sliced });
    await sendSlices(at, sliced, false);
  }
}

/** Every table, the small ones first; at least one change, so that a reset is always said. */
function wholeSnapshot({ tables }: Snapshot): readonly TableChange[] {
  const names = [...TABLE_NAMES].sort((a, b) => tables[a].length - tables[b].length);
  return names.flatMap((table) => slices(table, (tables[table] as readonly Row[]).map(withoutRaw), []));
}

function slices(
  table: TableChange['table'],
  upsert: readonly FeedRow[],
  remove: readonly string[],
): readonly TableChange[] {
  if (upsert.length <= FEED_SLICE && remove.length <= FEED_SLICE) return [{ table, upsert, remove }];
  const count = Math.ceil(Math.max(upsert.length, remove.length) / FEED_SLICE);
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * FEED_SLICE, (index + 1) * FEED_SLICE];
    return { table, upsert: upsert.slice(from, to), remove: remove.slice(from, to) };
  });
}

function isSmall(changes: readonly TableChange[]): boolean {
  return changes.reduce((rows, { upsert, remove }) => rows + upsert.length + remove.length, 0) <= FEED_SLICE;
}

/** The window asks for one row's raw JSON when it shows it; sending all of it would double every message. */
function withoutRaw(row: Row): FeedRow {
  const { raw: _, ...shown } = row as Row & { readonly raw?: unknown };
  return shown as FeedRow;
}
