import type { Doable } from './edit-form.ts';

/** What the open table can do to its rows, as the palette and the inspector need it. */
export interface Tools {
  readonly possible: boolean;
  readonly add: readonly Doable[];
  readonly more: readonly Doable[];
  readonly edit: readonly Doable[];
  readonly remove: Doable;
  readonly locked: readonly { readonly name: string; readonly owner: string }[];
  unlock(): void;
}

class PageTools {
  current = $state.raw<Tools | undefined>();
  /** The table as text, onto the clipboard. */
  exports = $state.raw<readonly Doable[]>([]);
}

/** The page writes its tools here; whoever is not part of the page reads them. */
export const pageTools = new PageTools();
