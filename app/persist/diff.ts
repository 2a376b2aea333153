/** Two texts as a unified diff: what a plan shows of a file before it is written. */

const CONTEXT = 3;
/** Cells of the table that finds what both have: 4 million take some 20 ms. A larger difference is shown as all old, all new. */
const MOST_CELLS = 4_000_000;

/** Empty when both are the same. A text that is not there is `undefined`, and `/dev/null` in the head. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  if (before === after) return '';
  const head = `--- ${before === undefined ? '/dev/null' : path}\n+++ ${after === undefined ? '/dev/null' : path}\n`;
  return head + hunks(edits(linesOf(before), linesOf(after)));
}

type Edit = readonly [mark: ' ' | '-' | '+', line: string];

function linesOf(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function edits(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (line: string): Edit => [' ', line];
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): readonly Edit[] {
  if ((a.length + 1) * (b.length + 1) > MOST_CELLS || a.length === 0 || b.length === 0)
    return [...a.map((line): Edit => ['-', line]), ...b.map((line): Edit => ['+', line])];
  const width = b.length + 1;
  const length = new Int32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      found.push([' ', a[i] ?? '']);
      [i, j] = [i + 1, j + 1];
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) found.push(['-', a[i++] ?? '']);
    else found.push(['+', b[j++] ?? '']);
  }
  return found;
}

function hunks(all: readonly Edit[]): string {
  const near = all.map((_, at) =>
    all.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(([mark]) => mark !== ' '),
  );
  let text = '';
  for (let at = 0; at < all.length; at += 1) {
    if (near[at] !== true) continue;
    let to = at;
    while (near[to] === true) to += 1;
    text += hunk(all, at, to);
    at = to;
  }
  return text;
}

function hunk(all: readonly Edit[], from: number, to: number): string {
  const part = all.slice(from, to);
  const range = (mark: '-' | '+'): string => {
    const count = part.filter(([one]) => one === ' ' || one === mark).length;
    const before = all.slice(0, from).filter(([one]) => one === ' ' || one === mark).length;
    return `${mark}${count === 0 ? before : before + 1},${count}`;
  };
  return `@@ ${range('-')} ${range('+')} @@\n${part.map(([mark, line]) => `${mark}${line}\n`).join('')}`;
}
