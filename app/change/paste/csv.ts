/** CSV both ways (RFC 4180): what is written comes back the same, and no spreadsheet runs any of it. */
import type { JsonObject } from '../../base/json.ts';
import type { Row, TableName } from '../../noun/snapshot.ts';
import { TABLE_NAMES } from '../../noun/snapshot.ts';
import { fieldsOf, valueOfCell } from './row-fields.ts';

export interface Cell {
  readonly text: string;
  /** An empty text is written as `""`; nothing at all as nothing. */
  readonly quoted: boolean;
}

export interface CsvRecord {
  /** Counted from 1: where it begins. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** One table; the columns are the fields that its rows have, without the key and what it was parsed from. */
export function writeCsv(rows: readonly Row[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (field) => field !== 'key' && field !== 'raw',
  );
  const lines = rows.map((row) =>
    fields.map((field) => writeCell((row as unknown as Record<string, unknown>)[field], field)).join(','),
  );
  return [fields.join(','), ...lines].join('\n') + '\n';
}

/**
 * What a spreadsheet takes for a formula: these signs, narrow or full-width, first or after spaces, controls and quotes that some
 * programs pass over (OWASP, *CSV injection*). A quote in front keeps it a text; so does one before a text that begins with a quote,
 * that reading it back can take off exactly one.
 */
const FORMULA = /^(?:'|[\s\p{Cc}\p{Cf}"`’‘]*[=+\-@|%＝＋－＠]|[\t\r\n])/u;

/** Fields that may be absent: an empty text in one of them is something else than nothing. */
const EMPTY_OR_ABSENT = new Set(
  TABLE_NAMES.flatMap((table) =>
    Object.entries(fieldsOf(table)).flatMap(([field, kind]) => (kind === 'text?' ? [field] : [])),
  ),
);

function writeCell(value: unknown, field: string): string {
  if (value === undefined || value === null) return '';
  if (value === '') return EMPTY_OR_ABSENT.has(field) ? '""' : '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : Array.isArray(value) ? writeList(value) : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  // Around an unquoted cell spaces are no part of it.
  return /[",;\t\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Words with spaces between, where each of them is one word. */
function writeList(list: readonly unknown[]): string {
  const plain = list.every((one) => typeof one === 'string' && /^[^\s[{][^\s]*$/.test(one));
  return plain ? list.join(' ') : JSON.stringify(list);
}

/** Any of the usual separators, the one that the first line has; a quoted cell may hold line ends. */
export function readCsv(text: string): readonly CsvRecord[] {
  const plain = text.replace(/^\uFEFF/, '');
  const [first = ''] = plain.split(/\r?\n/, 1);
  const separator = ['\t', ';', ','].find((one) => first.includes(one)) ?? ',';
  const records: CsvRecord[] = [];
  let cells: Cell[] = [];
  let line = 1;
  let began = 1;
  let at = 0;
  const end = (): void => {
    if (cells.length > 1 || cells[0]?.text !== '' || cells[0].quoted) records.push({ line: began, cells });
    cells = [];
    began = line;
  };
  while (at < plain.length) {
    const { cell, next } = readCell(plain, at, separator);
    cells.push(cell);
    line += lineEnds(plain, at, next);
    at = next;
    if (plain[at] === separator) {
      at += 1;
      if (at < plain.length) continue;
      cells.push({ text: '', quoted: false });
    }
    if (plain[at] === '\r' && plain[at + 1] === '\n') at += 1;
    line += 1;
    at += 1;
    end();
  }
  return records;
}

function readCell(text: string, from: number, separator: string): { readonly cell: Cell; readonly next: number } {
  const open = /^[ ]*"/.exec(text.slice(from, from + 40))?.[0];
  if (open === undefined) {
    let next = from;
    while (next < text.length && text[next] !== separator && text[next] !== '\n' && text[next] !== '\r') next += 1;
    return { cell: { text: unguarded(text.slice(from, next).trim()), quoted: false }, next };
  }
  let value = '';
  let at = from + open.length;
  for (; at < text.length; at += 1) {
    if (text[at] === '"' && text[at + 1] === '"') at += 1;
    else if (text[at] === '"') break;
    value += text[at] ?? '';
  }
  let next = Math.min(at + 1, text.length);
  while (next < text.length && text[next] !== separator && text[next] !== '\n' && text[next] !== '\r') next += 1;
  const after = text.slice(at + 1, next).trim();
  return { cell: { text: unguarded(value + after), quoted: true }, next };
}

function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** Takes off the quote that `writeCell` puts before what a spreadsheet would run. */
function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

/** The table whose export has these columns, or nothing: its rows have no other ones, and these at least. */
export function tableOfColumns(columns: readonly string[], asked?: TableName): TableName | undefined {
  const names = asked === undefined ? TABLE_NAMES : [asked];
  return names.find((table) => {
    const fields = fieldsOf(table);
    const needed = Object.keys(fields).filter((field) => !/\?$/.test(fields[field] ?? ''));
    const isNew = columns.every((column) => column in fields);
    return isNew && needed.every((field) => columns.includes(field));
  });
}

/** A record of an export → its fields. */
export function rowOfCells(table: TableName, columns: readonly string[], cells: readonly Cell[]): JsonObject {
  const fields = fieldsOf(table);
  return Object.fromEntries(
    columns.flatMap((column, at) => {
      const { text = '', quoted = false } = cells[at] ?? {};
      const value = valueOfCell(text, quoted, fields[column] ?? 'text');
      return value === undefined ? [] : [[column, value]];
    }),
  );
}
