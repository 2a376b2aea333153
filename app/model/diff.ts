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
  const left = new Map<string, R>();
  for (let at = 0; at < before.length; at++) {
    const row = before[at] as R;
    left.set(row.key, row);
    if (at % every === every - 1) yield;
  }
  const upsert: R[] = [];
  for (let at = 0; at < after.length; at++) {
    const row = after[at] as R;
    const old = left.get(row.key);
    if (old === undefined || !sameValue(old, row)) upsert.push(row);
    if (old !== undefined) left.delete(row.key);
    if (at % every === every - 1) yield;
  }
  return { upsert, remove: [...left.keys()] };
}
