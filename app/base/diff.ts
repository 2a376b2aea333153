import { sameValue } from './same.ts';

export interface TableDiff<R> {
  /** New rows, and rows that replace the one with their key, in the order of the newer listing. */
  readonly upsert: readonly R[];
  readonly remove: readonly string[];
}

/** Rows between two yields: about 1 ms of comparing. */
export const DIFF_SLICE = 2_000;

/** What turns one listing of a table into the next, by key. Timers and ages that tick by themselves do not count as changes. */
export function diffTable<R extends { readonly key: string }>(before: readonly R[], after: readonly R[]): TableDiff<R> {
  const slices = diffTableSlices(before, after);
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}

/** The same, yielding every `every` rows so that the caller can hand back the event loop. */
export function* diffTableSlices<R extends { readonly key: string }>(
  before: readonly R[],
  after: readonly R[],
  every: number = DIFF_SLICE,
): Generator<void, TableDiff<R>> {
  const indexes = new Map<string, number>();
  for (let at = 0; at < before.length; at++) {
    indexes.set((before[at] as R).key, at);
    if (at % every === every - 1) yield;
  }
  // A mark instead of `Map.delete`, which costs as much as all the rest.
  const seen = new Uint8Array(before.length);
  const upsert: R[] = [];
  for (let at = 0; at < after.length; at++) {
    const row = after[at] as R;
    const index = indexes.get(row.key);
    if (index === undefined || !sameValue(before[index], row)) upsert.push(row);
    if (index !== undefined) seen[index] = 1;
    if (at % every === every - 1) yield;
  }
  return { upsert, remove: unseen(indexes, seen) };
}

function unseen(indexes: ReadonlyMap<string, number>, seen: Uint8Array): readonly string[] {
  const keys: string[] = [];
  for (const [key, index] of indexes) if (seen[index] === 0) keys.push(key);
  return keys;
}
