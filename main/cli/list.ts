/** `overlane fdb list HOST…` and the like: one table of one host or many, as text, JSON, YAML or CSV. */
import { stringify } from 'yaml';
import { terminalLine } from '../../app/base/terminal-text.ts';
import { exportCsv } from '../../app/change/export.ts';
import { holdsText, listCells, padded } from '../../app/change/list-columns.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Row, RowOf, TableName } from '../../app/noun/snapshot.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { findLab } from '../lab/lab.ts';
import { listAliases } from '../ssh/aliases.ts';
import { EXIT, exitOfProblems } from './exit-code.ts';
import { print, printJson, printRaw, sayProblems } from './print.ts';
import { transportOf, type CliOptions } from './session.ts';

export const LIST_FORMATS = ['text', 'json', 'yaml', 'csv'] as const;

/** A table, or the part of one that has a name of its own. */
export interface Listed {
  readonly table: TableName;
  readonly isMeant?: (row: Row) => boolean;
}

export interface ListOptions {
  readonly output: (typeof LIST_FORMATS)[number];
  readonly netns?: string;
  /** Only rows that hold this text. */
  readonly filter?: string;
}

interface Found {
  readonly host: HostId;
  readonly row: Row;
}

export async function list(
  listed: Listed,
  patterns: readonly string[],
  options: ListOptions,
  cli: CliOptions,
): Promise<number> {
  const hosts = await hostsMeant(patterns, cli);
  if (!hosts.ok) {
    sayProblems([hosts.problem]);
    return EXIT.usage;
  }
  const read = await Promise.all(hosts.value.map((host) => readRows(host, listed, options, cli)));
  printFound(
    listed.table,
    read.flatMap(({ found }) => found),
    options.output,
    hosts.value.length > 1,
  );
  const problems = read.flatMap((one) => one.problems);
  sayProblems(problems);
  return exitOfProblems(problems);
}

/** `lab:*` and `ssh:*` are all of a kind, `*` is every host there is. */
async function hostsMeant(patterns: readonly string[], cli: CliOptions): Promise<Result<readonly HostId[]>> {
  const hosts: HostId[] = [];
  for (const pattern of patterns) {
    const all = pattern === '*' ? ['local', 'lab', 'ssh'] : pattern.endsWith(':*') ? [pattern.slice(0, -2)] : [];
    if (all.length === 0) hosts.push(pattern as HostId);
    if (all.includes('local')) hosts.push('local');
    if (all.includes('lab'))
      hosts.push(...((await findLab(cli.lab))?.hosts ?? []).map(({ name }): HostId => `lab:${name}`));
    if (all.includes('ssh')) hosts.push(...(await listAliases()).map((name): HostId => `ssh:${name}`));
  }
  const facts = { host: patterns.join(' '), known: 'local, lab:NAME, ssh:ALIAS' };
  return hosts.length > 0
    ? ok([...new Set(hosts)])
    : fail({ code: 'host-unknown', severity: 'error', where: {}, facts, retry: false });
}

async function readRows(
  host: HostId,
  { table, isMeant = () => true }: Listed,
  { netns, filter = '' }: ListOptions,
  cli: CliOptions,
): Promise<{ readonly found: readonly Found[]; readonly problems: readonly Problem[] }> {
  const transport = await transportOf(host, cli);
  if (!transport.ok) return { found: [], problems: [transport.problem] };
  const { snapshot, problems } = await readSnapshot(transport.value, { now: () => Date.now() });
  await transport.value.close();
  const rows = (snapshot.tables[table] as readonly Row[]).filter(
    (row) => isMeant(row) && holdsText(row, filter) && (netns === undefined || ('netns' in row && row.netns === netns)),
  );
  return { found: rows.map((row) => ({ host, row })), problems };
}

function printFound(table: TableName, found: readonly Found[], output: ListOptions['output'], isMany: boolean): void {
  if (output === 'text') return printText(table, found, isMany);
  const rows = found.map(({ host, row }) => ({ host, ...row, key: undefined, raw: undefined }));
  if (output === 'json') printJson(rows);
  else if (output === 'yaml') printRaw(stringify(JSON.parse(JSON.stringify(rows))));
  else printRaw(exportCsv(rows as unknown as readonly Row[]));
}

function printText(table: TableName, found: readonly Found[], isMany: boolean): void {
  const named = found.map(({ host, row }) => ({ row: row as RowOf<typeof table>, first: isMany ? [host] : [] }));
  if (named.length === 0) return;
  const cells = listCells(table, named, isMany ? ['host'] : []);
  for (const line of padded(cells.map((one) => one.map(terminalLine)))) print(line);
}
