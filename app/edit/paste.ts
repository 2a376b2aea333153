/** Pasted text → one item a row, each checked by its schema before any is planned. CSV, `bridge fdb`, `ip neigh`, or `bridge`/`ip` commands. */
import * as v from 'valibot';
import { badField } from '../overlay/field-problem.ts';
import type { Problem } from '../problem/problem.ts';
import { EditItem } from './intent.ts';
import type { Noun } from './word-table.ts';
import { readWords } from './words.ts';

export interface PastedRow {
  /** Counted from 1, as an editor shows it. */
  readonly line: number;
  readonly text: string;
  readonly item?: EditItem;
  /** Why it cannot be used; its field is `lines.N.FIELD`. */
  readonly problem?: Problem;
}

export interface PasteOptions {
  readonly noun: Extract<Noun, 'fdb' | 'neighbour'>;
  readonly netns: string;
  /** For rows that name no device. */
  readonly dev?: string;
}

/** Empty lines and lines that begin with `#` are nothing. The first line of CSV names the columns in iproute2's words. */
export function readPaste(text: string, options: PasteOptions): readonly PastedRow[] {
  const lines = text.split(/\r?\n/).map((line, at) => ({ line: at + 1, text: line.trim() }));
  const filled = lines.filter((row) => row.text !== '' && !row.text.startsWith('#'));
  const [first] = filled;
  if (first === undefined) return [];
  const columns = headerOf(first.text, options.noun);
  if (columns === undefined) return filled.map((row) => readRow(row, wordsOf(row.text), options));
  return filled.slice(1).map((row) => readRow(row, wordsOfCells(columns, cells(row.text)), options));
}

const FIRST = { fdb: ['mac', 'lladdr'], neighbour: ['dst', 'address', 'ip'] } as const;

function headerOf(text: string, noun: PasteOptions['noun']): readonly string[] | undefined {
  const names = cells(text).map((name) => name.toLowerCase());
  return names.length > 1 && names.some((name) => (FIRST[noun] as readonly string[]).includes(name))
    ? names
    : undefined;
}

function cells(text: string): readonly string[] {
  const separator = text.includes('\t') ? '\t' : text.includes(';') ? ';' : ',';
  return text.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** What a shell or a listing has around the entry itself is left out. */
function wordsOf(text: string): readonly string[] {
  const words = text.split(/\s+/);
  const command =
    /^(?:sudo\s+)?(?:bridge|ip)\s+(?:-n\s+\S+\s+)?(?:fdb|neigh(?:bou?r)?)\s+(?:add|append|replace)\s+/.exec(text);
  return command === null ? words : text.slice(command[0].length).split(/\s+/);
}

const CELL_WORDS: Readonly<Record<string, string>> = {
  mac: 'lladdr',
  device: 'dev',
  interface: 'dev',
  vtep: 'dst',
  srcvni: 'src_vni',
};

/** A flag's column holds yes or no; a state's and a table's its word. */
function wordsOfCells(columns: readonly string[], values: readonly string[]): readonly string[] {
  const first = columns.findIndex((name) => ['mac', 'dst', 'address', 'ip'].includes(name));
  const rest = columns.flatMap((name, at): readonly string[] => {
    const value = values[at] ?? '';
    if (value === '' || at === first) return [];
    if (['state', 'nud', 'owner', 'table', 'flags'].includes(name)) return value.split(/[\s|]+/);
    return [CELL_WORDS[name] ?? name, value];
  });
  return [values[first] ?? '', ...rest];
}

function readRow(
  { line, text }: { readonly line: number; readonly text: string },
  words: readonly string[],
  { noun, netns, dev }: PasteOptions,
): PastedRow {
  const read = readWords(noun, 'add', netns, known(noun, words));
  if (!read.ok) return { line, text, problem: badField(`lines.${line}`, `Line ${line}`, read.reason) };
  const item = { ...(dev === undefined ? {} : { dev }), ...read.item };
  const parsed = v.safeParse(EditItem, item);
  if (parsed.success) return { line, text, item: parsed.output };
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? 'row';
  return { line, text, problem: badField(`lines.${line}.${field}`, `Line ${line}, ${field}`, issue.message) };
}

/** Listings print what no entry is added with: `offload`, a bridge's name after `master`, `used 0/0`, states that pass. */
function known(noun: PasteOptions['noun'], words: readonly string[]): readonly string[] {
  const left: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (word === 'offload' || word === '') continue;
    if (word === 'used' || word === 'updated' || word === 'proto') at += 1;
    else left.push(noun === 'neighbour' && /^(REACHABLE|STALE|DELAY|PROBE)$/.test(word) ? 'STALE' : word);
    if (noun === 'fdb' && word === 'master' && next !== '' && !isFdbWord(next)) at += 1;
  }
  return left;
}

function isFdbWord(word: string): boolean {
  return /^(dev|dst|port|vni|src_vni|via|vlan|self|permanent|static|dynamic|local|sticky|extern_learn|router|use|offload)$/.test(
    word,
  );
}
