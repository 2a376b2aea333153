import type { Column } from './table-column.ts';

/** One condition of a filter; a row has to meet all of them. */
export type Term =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | { readonly kind: 'field'; readonly column: string; readonly text: string; readonly exact: boolean };

export type ParsedFilter = { readonly terms: readonly Term[] } | { readonly error: string };

/**
 * The filter language: words that all have to occur somewhere in the row, `field:part`, `field=whole`, quotes around
 * blanks, and `re:` whose expression is the rest of the text. A colon after anything but a column's name is just text (MACs have colons).
 */
export function parseFilter(text: string, columns: readonly string[]): ParsedFilter {
  const { words, rest } = splitRegex(text);
  const terms: Term[] = words.map(
    (word) => fieldTerm(word, columns) ?? { kind: 'text', text: unquote(word).toLowerCase() },
  );
  if (rest === undefined || rest === '') return { terms };
  try {
    return { terms: [...terms, { kind: 'regex', regex: new RegExp(rest, 'i') }] };
  } catch (cause) {
    return {
      error: `Not a regular expression: ${cause instanceof Error ? cause.message.replace(/^Invalid regular expression: (?:\/.*\/\w*: )?/, '') : String(cause)}`,
    };
  }
}

/** Whether a row meets the terms. `haystack` is its whole text in lower case, `cell` the text of one column. */
export function compileFilter<R>(
  terms: readonly Term[],
  columns: readonly Column<R>[],
): ((row: R, haystack: () => string) => boolean) | undefined {
  if (terms.length === 0) return undefined;
  const tests = terms.map((term) => compileTerm(term, columns));
  if (tests.length === 1) return tests[0];
  return (row, haystack) => tests.every((test) => test(row, haystack));
}

function compileTerm<R>(term: Term, columns: readonly Column<R>[]): (row: R, haystack: () => string) => boolean {
  if (term.kind === 'text') return (_, haystack) => haystack().includes(term.text);
  if (term.kind === 'regex') return (_, haystack) => term.regex.test(haystack());
  const column = columns.find(({ id }) => id === term.column);
  if (column === undefined) return () => false;
  if (term.exact) return (row) => column.text(row).toLowerCase() === term.text;
  return (row) => column.text(row).toLowerCase().includes(term.text);
}

/** Everything a row says, cell by cell, in lower case; a line break keeps matches from spanning two cells. */
export function rowText<R>(row: R, columns: readonly Column<R>[]): string {
  let text = '';
  for (const column of columns) {
    const cell = column.text(row);
    if (cell !== '') text += (text === '' ? '' : '\n') + cell;
  }
  return text.toLowerCase();
}

/** The filter that keeps rows with exactly this cell, ready to be typed. */
export function fieldFilter(column: string, cell: string): string {
  return `${column}=${/[\s"]/.test(cell) ? `"${cell.replaceAll('"', '')}"` : cell}`;
}

function splitRegex(text: string): { words: string[]; rest: string | undefined } {
  const at = /(?:^|\s)re:/.exec(text);
  const head = at ? text.slice(0, at.index) : text;
  const words = head.match(/[^\s"]*"[^"]*"?|[^\s"]+/g) ?? [];
  return { words: [...words], rest: at ? text.slice(at.index + at[0].length) : undefined };
}

function fieldTerm(word: string, columns: readonly string[]): Term | undefined {
  const parts = /^([a-z-]+)([:=])(.+)$/i.exec(word);
  const column = columns.find((id) => id === parts?.[1]?.toLowerCase());
  if (!parts || column === undefined) return undefined;
  return { kind: 'field', column, text: unquote(parts[3] ?? '').toLowerCase(), exact: parts[2] === '=' };
}

function unquote(word: string): string {
  return word.replaceAll('"', '');
}
