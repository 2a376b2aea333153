/**
 * Pasted text → items, each checked by its schema before any is planned: commands of `ip` and `bridge`, what those print, their JSON,
 * and CSV and JSON that Overlane exported. A command without a state means what iproute2 takes it for; a row of a listing without one was learned.
 */
import { badField } from '../problem/field-problem.ts';
import type { Problem } from '../problem/problem.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { EditItem } from '../noun/items.ts';
import { readLines } from './paste/read-lines.ts';
import type { PasteOptions, ReadRow } from './paste/read-row.ts';
import { readTable } from './paste/read-table.ts';
import { LEFT } from './paste/listing.ts';
import { isThere } from './there.ts';
import type { Noun } from './word-table.ts';

export type { PasteOptions };

export interface PastedRow {
  /** Counted from 1, as an editor shows it; of JSON, the row's number in its table. */
  readonly line: number;
  readonly text: string;
  readonly items: readonly EditItem[];
  /** Why it cannot be used; its field is `lines.N.FIELD`. */
  readonly problem?: Problem;
  /** It was understood, and is not added for this reason. */
  readonly left?: string;
}

export interface Pasted {
  readonly rows: readonly PastedRow[];
  /** Everything to do, in the order in which it can be done; `row` is an index of `rows`. */
  readonly items: readonly PastedItem[];
}

export interface PastedItem {
  readonly row: number;
  readonly item: EditItem;
  /** It was a command, and not a row that says how things are. */
  readonly said: boolean;
}

export function readPaste(text: string, options: PasteOptions = {}): Pasted {
  const { rows, order } = readTable(text, options) ?? { rows: readLines(text, options), order: undefined };
  const asked = rows.map((row) => onlyAsked(row, options.noun));
  const known = new Set<string>();
  const items: PastedItem[] = [];
  for (const { row, item } of order ?? asked.flatMap((one, row) => one.items.map((item) => ({ row, item })))) {
    const one = asked[row];
    if (one === undefined || one.left !== undefined || one.bad !== undefined) continue;
    const name = one.said ? '' : JSON.stringify(item);
    if (name !== '' && known.has(name)) asked[row] = { ...one, items: [], left: LEFT.twice };
    else items.push({ row, item, said: one.said });
    known.add(name);
  }
  return { rows: asked.map(pastedRow), items };
}

/** A text about more than was asked for: the rest of it is counted. */
function onlyAsked(row: ReadRow, noun: Noun | undefined): ReadRow {
  const other = noun !== undefined && row.items.length > 0 && row.items.every((item) => item.noun !== noun);
  return other ? { ...row, items: [], left: LEFT.otherNoun } : row;
}

function pastedRow({ line, text, items, bad, left }: ReadRow): PastedRow {
  if (bad === undefined) return { line, text, items, ...(left === undefined ? {} : { left }) };
  const { field, reason } = bad;
  const path = field === undefined ? `lines.${line}` : `lines.${line}.${field}`;
  const label = field === undefined ? `Line ${line}` : `Line ${line}, ${field}`;
  return { line, text, items: [], problem: badField(path, label, reason) };
}

/** Leaves out what the host has already. Where something is removed first, what stands below it is judged by the planner alone. */
export function withoutThere(pasted: Pasted, tables: Tables): Pasted {
  const removes = pasted.items.some(({ item }) => item.verb === 'del');
  if (removes) return pasted;
  const there = new Set(pasted.items.filter(({ item }) => isThere(item, tables)));
  const left = pasted.items.filter((item) => !there.has(item));
  const rest = new Set(left.map(({ row }) => row));
  const rows = pasted.rows.map((row, at) =>
    row.items.length > 0 && !rest.has(at) ? { ...row, left: LEFT.there } : row,
  );
  return { rows: there.size === 0 ? pasted.rows : rows, items: left };
}
