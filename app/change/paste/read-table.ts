/** JSON and CSV: every row names its fields. `undefined` for a text that is neither. */
import { FLOOD_MAC } from '../../noun/fdb/row.ts';
import type { Json } from '../../base/json.ts';
import { TABLE_NAMES, type TableName } from '../../noun/snapshot.ts';
import type { EditItem } from '../../noun/items.ts';
import type { Noun } from '../word-table.ts';
import { readWords } from '../words.ts';
import { readCsv, rowOfCells, tableOfColumns, type CsvRecord } from './csv.ts';
import { parsePasted, rowsOfJson } from './json.ts';
import { LEFT } from './listing.ts';
import { judged, type PasteOptions, type ReadRow } from './read-row.ts';
import { rowOfJson } from './row-fields.ts';
import { itemsOfRows, type SourceRow } from './rows.ts';

export interface ReadTable {
  readonly rows: readonly ReadRow[];
  /** Where rows depend on each other: what is done first. */
  readonly order?: readonly { readonly row: number; readonly item: EditItem }[];
}

export function readTable(text: string, options: PasteOptions): ReadTable | undefined {
  if (/^\s*(\[\s*[[{\]]|\{)/.test(text)) return readJson(text, options);
  const [first] = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  if (first === undefined) return undefined;
  const [head] = readCsv(first);
  const columns = head?.cells.map((cell) => cell.text) ?? [];
  if (columns.length < 2 || /^[\w]+\s+\w+/.test(columns[0] ?? '')) return undefined;
  const table = tableOfColumns(columns, tableOf(options.noun)) ?? tableOfColumns(columns);
  if (table !== undefined) return readExport(text, table, options);
  const noun = nounOfColumns(columns, options.noun);
  return noun === undefined ? undefined : { rows: handRows(text, noun, options) };
}

function tableOf(noun: Noun | undefined): TableName | undefined {
  return TABLE_NAMES.find((name) => name === noun);
}

/** Records of the text without its first one, which names the columns. */
function records(text: string): readonly [CsvRecord | undefined, readonly CsvRecord[]] {
  const [head, ...rest] = readCsv(
    text.replace(/^(?:[ \t]*(?:#[^\n]*)?\r?\n)+/, (lead) => '\n'.repeat(lead.split('\n').length - 1)),
  );
  return [
    head,
    rest.filter(({ cells }) => !(cells.length < (head?.cells.length ?? 0) && cells[0]?.text.startsWith('#'))),
  ];
}

function readExport(text: string, table: TableName, options: PasteOptions): ReadTable {
  const [head, rows] = records(text);
  const columns = head?.cells.map((cell) => cell.text) ?? [];
  const sources = rows.map(({ line, cells }) => {
    const read = rowOfJson(table, rowOfCells(table, columns, cells));
    const said = cells.map((cell) => cell.text).join(',');
    return { line, text: said, ...(read.ok ? { source: { table, at: line, row: read.row } } : { bad: read.reason }) };
  });
  return readSources(sources, options);
}

interface Found {
  readonly line: number;
  readonly text: string;
  readonly source?: SourceRow;
  readonly bad?: string;
}

/** `own` rows say their namespace; those that iproute2 listed are where the reader was told. */
function readSources(found: readonly Found[], { netns }: PasteOptions, own = true): ReadTable {
  const judgedRows = found.map((one): Found => {
    const at = one.source?.row['netns'];
    if (!own || netns === undefined || typeof at !== 'string' || at === netns) return one;
    return {
      line: one.line,
      text: one.text,
      bad: `is for ${namespaceText(at)}, and ${namespaceText(netns)} was asked for`,
    };
  });
  const indexes = judgedRows.flatMap(({ source }, index) => (source === undefined ? [] : [index]));
  const { outcomes, items } = itemsOfRows(judgedRows.flatMap(({ source }) => source ?? []));
  const byRow = new Map<number, EditItem[]>();
  const order = items.map(({ source, item }) => ({ row: indexes[source] ?? 0, item }));
  for (const { row, item } of order) byRow.set(row, [...(byRow.get(row) ?? []), item]);
  const outcomeOf = new Map([...outcomes].map(([source, outcome]) => [indexes[source], outcome]));
  const rows = judgedRows.map(({ line, text, bad }, at): ReadRow => {
    const outcome = outcomeOf.get(at);
    const wrong = bad === undefined ? outcome?.bad : { reason: bad };
    const made = byRow.get(at) ?? [];
    const left = outcome?.left ?? (wrong === undefined && made.length === 0 ? LEFT.along : undefined);
    return {
      line,
      text,
      said: false,
      items: made,
      ...(wrong === undefined ? {} : { bad: wrong }),
      ...(left === undefined ? {} : { left }),
    };
  });
  return { rows, order };
}

export function namespaceText(netns: string): string {
  return netns === '' ? "the host's own namespace" : `namespace ${netns}`;
}

function readJson(text: string, options: PasteOptions): ReadTable {
  const read = parsePasted(text);
  if (!read.ok)
    return { rows: [{ line: 1, text: text.slice(0, 80), said: false, items: [], bad: { reason: read.reason } }] };
  const { netns = '', dev, noun } = options;
  const table = tableOf(noun);
  const isOwn = ownJson(read.value);
  const place = { netns, ...(dev === undefined ? {} : { dev }), ...(table === undefined ? {} : { table }) };
  const { rows, bad } = rowsOfJson(read.value, place);
  const found: Found[] = [
    ...rows.map((source) => ({ line: source.at, text: rowText(source), source })),
    ...bad.map(({ at, reason }) => ({ line: at, text: `row ${at}`, bad: reason })),
  ];
  return readSources(found, options, isOwn);
}

/** iproute2 prints no namespace. */
function ownJson(value: Json): boolean {
  const first = Array.isArray(value) ? value[0] : value;
  return (
    typeof first === 'object' &&
    first !== null &&
    !Array.isArray(first) &&
    ('netns' in first || 'tables' in first || TABLE_NAMES.some((name) => Array.isArray(first[name])))
  );
}

function rowText({ table, row }: SourceRow): string {
  const { key: _key, raw: _raw, ...fields } = row;
  return `${table} ${JSON.stringify(fields).slice(0, 400)}`;
}

const FIRST: Readonly<Record<'fdb' | 'neighbour', readonly string[]>> = {
  fdb: ['mac', 'lladdr'],
  neighbour: ['dst', 'address', 'ip'],
};

/** Columns in iproute2's words, as somebody writes them by hand. */
function nounOfColumns(columns: readonly string[], noun: Noun | undefined): 'fdb' | 'neighbour' | undefined {
  const names = columns.map((name) => name.toLowerCase());
  const has = (one: 'fdb' | 'neighbour'): boolean => names.some((name) => FIRST[one].includes(name));
  if (noun === 'fdb' || noun === 'neighbour') return has(noun) ? noun : undefined;
  if (noun !== undefined) return undefined;
  if (FIRST.fdb.includes(names[0] ?? '')) return 'fdb';
  return has('neighbour') && names.some((name) => name === 'mac' || name === 'lladdr') ? 'neighbour' : undefined;
}

const CELL_WORDS: Readonly<Record<string, string>> = {
  ...{ mac: 'lladdr', device: 'dev', interface: 'dev', vtep: 'dst', srcvni: 'src_vni', protocol: '', family: '' },
};

function handRows(text: string, noun: 'fdb' | 'neighbour', options: PasteOptions): readonly ReadRow[] {
  const [head, rows] = records(text);
  const columns = head?.cells.map((cell) => cell.text.toLowerCase()) ?? [];
  return rows.map(({ line, cells }) => {
    const values = cells.map((cell) => cell.text);
    return { line, text: values.join(','), said: false, ...handRow(columns, values, noun, options) };
  });
}

function handRow(
  columns: readonly string[],
  values: readonly string[],
  noun: 'fdb' | 'neighbour',
  { netns, dev }: PasteOptions,
): Pick<ReadRow, 'items' | 'bad' | 'left'> {
  const cell = (name: string): string | undefined =>
    columns.includes(name) ? (values[columns.indexOf(name)] ?? '') : undefined;
  const own = cell('netns') ?? cell('namespace');
  if (own !== undefined && netns !== undefined && own !== netns)
    return { items: [], bad: { reason: `is for ${namespaceText(own)}, and ${namespaceText(netns)} was asked for` } };
  const state = cell('state') ?? cell('nud');
  const flags = cell('flags') ?? '';
  const isSet = state === undefined || state !== '' || /\b(proxy|managed)\b/.test(flags);
  if (!isSet || (noun === 'fdb' && /^(dynamic|stale)$/i.test(state ?? ''))) return { items: [], left: LEFT.learned };
  if (/^(FAILED|INCOMPLETE|NONE)$/i.test(state ?? '')) return { items: [], left: LEFT.unresolved };
  if (noun === 'neighbour' && /^(REACHABLE|STALE|DELAY|PROBE)$/.test(state ?? ''))
    return { items: [], left: LEFT.learned };
  if (noun === 'fdb' && cell('nhid')) return { items: [], left: LEFT.nexthop };
  const read = readWords(noun, 'add', own ?? netns ?? '', wordsOfCells(columns, values, noun));
  if (!read.ok) return { items: [], bad: { reason: read.reason } };
  const result = judged({ ...(dev === undefined ? {} : { dev }), ...read.item });
  if (!('item' in result)) return { items: [], bad: result };
  const { item } = result;
  const isPortsOwn =
    state !== undefined &&
    item.noun === 'fdb' &&
    item.verb === 'add' &&
    item.owner === 'master' &&
    item.state === 'permanent' &&
    item.mac !== FLOOD_MAC;
  return isPortsOwn ? { items: [], left: LEFT.own } : { items: [item] };
}

/** A flag's column holds its word; a state's and a table's, too. */
function wordsOfCells(
  columns: readonly string[],
  values: readonly string[],
  noun: 'fdb' | 'neighbour',
): readonly string[] {
  const first = columns.findIndex((name) => FIRST[noun].includes(name) || (noun === 'neighbour' && name === 'dst'));
  const rest = columns.flatMap((name, at): readonly string[] => {
    const value = values[at] ?? '';
    if (value === '' || at === first || name === 'netns' || name === 'namespace') return [];
    if (name === 'master') return ['master'];
    if (['state', 'nud', 'owner', 'table', 'flags'].includes(name))
      return value.split(/[\s|]+/).filter((word) => word !== 'offload');
    const word = CELL_WORDS[name] ?? name;
    return word === '' ? [] : [word, value];
  });
  return [values[first] ?? '', ...rest];
}
