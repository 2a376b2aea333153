import type { Doable } from './edit-form.ts';

/** What can be changed on a page that is a table. */
export interface TableEdits<R> {
  /** `['FDB entry', 'FDB entries']`. */
  readonly noun: readonly [one: string, many: string];
  /** What *Add…* offers. */
  readonly add: readonly Doable[];
  /** What else the page offers: pasting many. */
  readonly more?: readonly Doable[];
  /** What *Edit…* offers for one row: its form first, then smaller deeds. A first one with `why` keeps its place. */
  edit(row: R): readonly Doable[];
  /** The item that deletes a row, or why there is none. */
  remove(row: R): Removal;
}

export type Removal = { readonly item: unknown } | { readonly why: string };
