/** What taking a plan back would leave otherwise than it was, row by row: said before the plan is applied. */
import { sameValue } from '../base/same.ts';
import { rowOfKey } from '../noun/draft.ts';
import { durable, type DurableRow } from '../noun/durable.ts';
import { NOUN } from '../noun/nouns.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Row, type TableName, type Tables } from '../noun/snapshot.ts';

/** Of a link only where and how it stands; what it was made and set with is said by `losses.ts`. */
const LINK_FIELDS = ['up', 'mtu', 'mac', 'master'] as const;

/** `end` are the tables after the plan and all of its way back. Empty when everything comes back. */
export function notBroughtBack(before: Tables, end: Tables): readonly string[] {
  return TABLE_NAMES.flatMap((table) => {
    if (before[table] === end[table]) return [];
    const was = changedRows(table, before, end);
    const is = changedRows(table, end, before);
    const left = new Map(is.map((row) => [row.key, row]));
    const gone = was.flatMap((row) => said(table, row, left.get(row.key)));
    const known = new Set(was.map(({ key }) => key));
    const more = is.filter(({ key }) => !known.has(key)).map(({ name }) => `${NOUN[table].titles.of} ${name} stays`);
    return [...gone, ...more];
  });
}

/** Those of `mine` that are somebody's and that `other` does not have as the same object: nearly all rows are. */
function changedRows(table: TableName, mine: Tables, other: Tables): readonly DurableRow[] {
  const rows = (mine[table] as readonly Row[]).filter(
    (row) => rowOfKey(other[table] as readonly Row[], row.key) !== row,
  );
  const isSet = NOUN[table].row.isSet as (row: Row, tables: Tables) => boolean;
  const own = rows.filter((row) => isSet(row, mine));
  return durable({ tables: { ...EMPTY_TABLES, [table]: own } })[table];
}

function said(table: TableName, was: DurableRow, is: DurableRow | undefined): readonly string[] {
  const what = `${NOUN[table].titles.of} ${was.name}`;
  if (is === undefined) return [what];
  const fields = table === 'link' ? LINK_FIELDS : [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const other = fields.filter((field) => !sameValue(plain(was[field]), plain(is[field])));
  return other.length === 0 ? [] : [`${what}: ${other.map((field) => `${field} ${text(was[field])}`).join(', ')}`];
}

/** Nothing, an empty list, the group that all are in and the usual way of making IPv6 addresses are the same. */
function plain(value: unknown): unknown {
  if (value === 'default' || value === 'eui64' || (Array.isArray(value) && value.length === 0)) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined && one !== false));
}

function text(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
