/** What one line of a paste is, and where it stands. */
import { judged, type PasteOptions, type ReadRow } from './read-row.ts';
import { namespaceText } from './read-table.ts';

/** Where what follows stands. */
export interface Context {
  /** Namespaces whose shell was entered. */
  readonly entered: readonly string[];
  /** What the last command that only shows named: its rows are printed below it. */
  readonly shown: { readonly netns?: string; readonly dev?: string };
  /** Until that word stands alone in a line: lines of `-batch`, or of what we cannot run. */
  readonly hereDoc?: { readonly end: string; readonly netns?: string; readonly batch: boolean };
}

export type Outcome = Pick<ReadRow, 'items' | 'bad' | 'left' | 'said'>;

export interface ReadLine {
  readonly context: Context;
  /** Absent for what is no row: the end of a text, a heading. */
  readonly outcome?: Outcome;
}

export function bad(reason: string, field?: string): Outcome {
  return { items: [], said: true, bad: { reason, ...(field === undefined ? {} : { field }) } };
}

/** A namespace that is asked for and another one in the line: nobody can tell which is meant. */
export function placeOf(
  own: string | undefined,
  { netns }: PasteOptions,
): { readonly netns: string } | { readonly why: string } {
  if (own !== undefined && netns !== undefined && own !== netns)
    return { why: `is for ${namespaceText(own)}, and ${namespaceText(netns)} was asked for` };
  return { netns: own ?? netns ?? '' };
}

export function itemOutcome(fields: Readonly<Record<string, unknown>>, said: boolean): Outcome {
  const result = judged(fields);
  if ('item' in result) return { items: [result.item], said };
  return { items: [], said, bad: result };
}
