import type { HistoryRows } from '../../app/contract/history.ts';
import type { HostId } from '../../app/base/host.ts';
import { netnsName } from '../words.ts';

/** One row that is not as it was. */
export interface RowChange {
  readonly host: HostId;
  readonly table: string;
  readonly change: 'new' | 'gone' | 'changed';
  /** What the row is called. */
  readonly name: string;
  /** It follows from the others: the kernel makes and removes it by itself. */
  readonly derived: boolean;
  /** What was and what is, field by field; for a new or gone row only one of them is there. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  readonly field: string;
  readonly before?: string;
  readonly after?: string;
}

type HistoryRow = Readonly<Record<string, unknown>>;

/** Fields that say nothing to a reader: the row's own name, what it was parsed from, and what the kernel numbers. */
const SILENT = new Set(
  'key raw netns dev name ifindex family peerIndex peerNsid peerNetns altnames addrgenmode group'.split(' '),
);
/** Values that are what a new row has anyway. */
const USUAL = new Set(['', 'off', '0', 'unset', 'auto', '[]', '{}']);

/** Rows that differ, in the order of the tables; those that follow by themselves last. */
export function rowChanges(before: readonly HistoryRows[], after: readonly HistoryRows[]): readonly RowChange[] {
  const hosts = [...new Set([...before, ...after].map(({ host }) => host))];
  const all = hosts.flatMap((host) => {
    const [old, now] = [rowsOf(before, host), rowsOf(after, host)];
    const tables = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return tables.flatMap((table) => tableChanges(host, table, old[table] ?? [], now[table] ?? []));
  });
  return [...all.filter(({ derived }) => !derived), ...all.filter(({ derived }) => derived)];
}

function rowsOf(all: readonly HistoryRows[], host: HostId): HistoryRows['rows'] {
  return all.find((one) => one.host === host)?.rows ?? {};
}

function tableChanges(
  host: HostId,
  table: string,
  before: readonly HistoryRow[],
  after: readonly HistoryRow[],
): readonly RowChange[] {
  const old = new Map(before.map((row) => [row['key'], row]));
  const now = new Map(after.map((row) => [row['key'], row]));
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    const row = is ?? was ?? {};
    const change = was === undefined ? 'new' : is === undefined ? 'gone' : 'changed';
    const fields = fieldChanges(flat(was ?? {}), flat(is ?? {}), change === 'changed');
    if (change === 'changed' && fields.length === 0) return [];
    return [{ host, table, change, name: rowName(table, row), derived: isDerived(table, row), fields }];
  });
}

/** Options of a vxlan, a bridge or a port stand beside the link's own fields. */
function flat(row: HistoryRow): ReadonlyMap<string, string> {
  const fields = Object.entries(row).filter(([field]) => !SILENT.has(field));
  const nested = fields.flatMap(([field, value]): readonly (readonly [string, unknown])[] =>
    isPlain(value) ? optionsOf(field, value) : [[field, value]],
  );
  return new Map(nested.map(([field, value]) => [field, valueText(value)]));
}

/** A port's and a bridge's settings are called as some of a vxlan's are. */
function optionsOf(of: string, options: HistoryRow): readonly (readonly [string, unknown])[] {
  const named = Object.entries(options).filter(([name]) => name !== 'options');
  return named.map(([name, value]) => [of === 'vxlan' ? name : `${of} ${name}`, value]);
}

function isPlain(value: unknown): value is HistoryRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldChanges(
  was: ReadonlyMap<string, string>,
  is: ReadonlyMap<string, string>,
  both: boolean,
): readonly FieldChange[] {
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((field) => {
    const [before = '', after = ''] = [was.get(field), is.get(field)];
    if (before === after || (!both && USUAL.has(before) && USUAL.has(after))) return [];
    return [{ field, ...(before === '' ? {} : { before }), ...(after === '' ? {} : { after }) }];
  });
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}

/** Routes of an address or a link, link-local addresses, and what was learned. */
function isDerived(table: string, row: HistoryRow): boolean {
  if (table === 'route') return row['protocol'] === 'kernel' || row['table'] === 'local';
  if (table === 'address') return row['scope'] === 'link';
  if (table === 'neighbour') return row['state'] !== 'PERMANENT' && row['state'] !== '';
  return table === 'fdb' && row['dst'] === undefined && row['state'] !== 'static';
}

/** `02:… on vx9`, `10.0.0.0/24`, `vx9 in red`. */
export function rowName(table: string, row: HistoryRow): string {
  const text = (field: string): string | undefined => (typeof row[field] === 'string' ? row[field] : undefined);
  const netns = text('netns');
  const where = netns === undefined || netns === '' ? '' : ` in ${netnsName(netns)}`;
  const dev = text('dev') === undefined ? '' : ` on ${text('dev')}`;
  const address = text('local') && `${text('local')}/${String(row['prefixlen'])}`;
  const main =
    { fdb: text('mac'), neighbour: text('dst'), route: text('dst'), address }[table] ??
    text('name') ??
    String(row['key']);
  return `${main}${dev}${where}`;
}
