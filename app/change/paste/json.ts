/** Pasted JSON: an export of Overlane, or what `ip -j` and `bridge -j` print. */
import type { Json, JsonObject } from '../../base/json.ts';
import { TABLE_NAMES, type Row, type TableName } from '../../noun/snapshot.ts';
import { readAddresses } from '../../noun/address/read.ts';
import { readBridgeVlans } from '../../noun/vlan/read.ts';
import { readFdbEntry } from '../../noun/fdb/read.ts';
import { nameLower, readLink } from '../../noun/link/read.ts';
import { readNeighbour } from '../../noun/neighbour/read.ts';
import { readNetns } from '../../noun/netns/read.ts';
import { repairJson } from '../../base/json-repair.ts';
import { routeReader } from '../../noun/route/read.ts';
import { isObject, RowSink, type Keyed, type Reader } from '../../noun/rows.ts';
import type { Link } from '../../noun/link/row.ts';
import { fieldsOf, rowOfJson } from './row-fields.ts';
import type { SourceRow } from './rows.ts';

/** Nothing of ours or of iproute2 is nested deeper; far deeper text would overflow whoever walks it. */
const DEEPEST = 32;

export interface JsonRows {
  readonly rows: readonly SourceRow[];
  readonly bad: readonly { readonly at: number; readonly reason: string }[];
}

export type ReadJson = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly reason: string };

export function parsePasted(text: string): ReadJson {
  if (isTooDeep(text)) return { ok: false, reason: `is nested deeper than ${DEEPEST} levels` };
  try {
    return { ok: true, value: JSON.parse(repairJson(text.trim())) as Json };
  } catch (error) {
    return {
      ok: false,
      reason: `is no valid JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'})`,
    };
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inText && letter === '\\') at += 1;
    else if (letter === '"') inText = !inText;
    else if (!inText && (letter === '[' || letter === '{')) depth += 1;
    else if (!inText && (letter === ']' || letter === '}')) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Where the rows of a listing are that name neither, and which table is meant where the columns alone leave it open. */
export interface JsonPlace {
  readonly netns: string;
  readonly dev?: string;
  readonly table?: TableName;
}

export function rowsOfJson(value: Json, place: JsonPlace): JsonRows {
  if (isObject(value) && TABLE_NAMES.some((name) => Array.isArray(value[name]))) return exported(value);
  // A snapshot has the tables inside.
  const tables = isObject(value) ? value['tables'] : undefined;
  if (isObject(tables)) return exported(tables);
  const items = Array.isArray(value) ? value : [value];
  const objects = items.filter((item) => !isObject(item) || Object.keys(item).length > 0);
  const own = place.table ?? ownTable(objects.find(isObject));
  if (own !== undefined && objects.every((item) => isObject(item) && isOwn(own, item))) return ownRows(own, objects);
  return listed(objects, place);
}

function exported(tables: JsonObject): JsonRows {
  const parts = TABLE_NAMES.map((table) => {
    const items = tables[table];
    return Array.isArray(items) ? ownRows(table, items) : { rows: [], bad: [] };
  });
  return { rows: parts.flatMap(({ rows }) => rows), bad: parts.flatMap(({ bad }) => bad) };
}

function ownRows(table: TableName, items: readonly Json[]): JsonRows {
  const rows: SourceRow[] = [];
  const bad: { at: number; reason: string }[] = [];
  items.forEach((item, index) => {
    const read = isObject(item) ? rowOfJson(table, item) : ({ ok: false, reason: 'is not an object' } as const);
    if (read.ok) rows.push({ table, at: index + 1, row: read.row });
    else bad.push({ at: index + 1, reason: `${table}: ${read.reason}` });
  });
  return { rows, bad };
}

function ownTable(item: JsonObject | undefined): TableName | undefined {
  return item === undefined ? undefined : TABLE_NAMES.find((table) => isOwn(table, item));
}

/** Every field that such a row must have, and `netns`, which iproute2 does not print. */
function isOwn(table: TableName, item: JsonObject): boolean {
  if (!('netns' in item) && table !== 'netns') return false;
  if (table === 'netns')
    return (
      'name' in item &&
      !('netns' in item) &&
      !('id' in item) &&
      Object.keys(item).every((field) => ['key', 'name', 'nsid'].includes(field))
    );
  return Object.entries(fieldsOf(table)).every(([field, kind]) => kind.endsWith('?') || field in item);
}

/** Which listing an object is of, by what only that prints. */
function readerOf(item: JsonObject): readonly [TableName, Reader<Keyed>] | undefined {
  const reader = (table: TableName, read: unknown): readonly [TableName, Reader<Keyed>] => [
    table,
    read as Reader<Keyed>,
  ];
  if ('mac' in item) return reader('fdb', readFdbEntry);
  if ('vlans' in item) return reader('vlan', readBridgeVlans);
  if ('addr_info' in item) return reader('address', readAddresses);
  if ('ifname' in item && ('link_type' in item || 'ifindex' in item)) return reader('link', readLink);
  if ('dst' in item && ('lladdr' in item || 'state' in item || 'proxy' in item || 'managed' in item))
    return reader('neighbour', readNeighbour);
  if ('dst' in item) return reader('route', routeReader([]));
  return 'name' in item ? reader('netns', readNetns) : undefined;
}

function listed(items: readonly Json[], { netns, dev }: JsonPlace): JsonRows {
  const rows: SourceRow[] = [];
  const bad: { at: number; reason: string }[] = [];
  items.forEach((item, index) => {
    const known = isObject(item) ? readerOf(item) : undefined;
    if (known === undefined || !isObject(item))
      return void bad.push({ at: index + 1, reason: 'is no row that ip or bridge print' });
    const [table, reader] = known;
    const sink = new RowSink<Keyed>();
    // With `dev` asked for, no row names it.
    const named = dev === undefined ? item : { [table === 'fdb' ? 'ifname' : 'dev']: dev, ...item };
    sink.read([named], netns, reader);
    const [problem] = sink.problems(table, netns, []);
    if (problem !== undefined)
      bad.push({ at: index + 1, reason: `${table}: ${String(problem.facts['field'])} is missing` });
    for (const row of sink.rows as unknown as readonly Row[])
      rows.push({ table, at: index + 1, row: row as unknown as JsonObject });
  });
  return { rows: withLower(rows), bad };
}

function withLower(rows: readonly SourceRow[]): readonly SourceRow[] {
  const links = rows.flatMap(({ table, row }) => (table === 'link' ? [row as unknown as Link] : []));
  const named = new Map(nameLower(links).map((link) => [link.key, link]));
  return rows.map((one) =>
    one.table === 'link'
      ? { ...one, row: (named.get(String(one.row['key'])) ?? one.row) as unknown as JsonObject }
      : one,
  );
}
