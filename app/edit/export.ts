/** A table or a whole host as the commands that would make it again, as JSON, or as CSV. */
import { stepText } from '../iproute/step.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Row, type Snapshot, type TableName, type Tables } from '../model/snapshot.ts';
import { newLink } from '../plan/link-rows.ts';
import { lostBy } from '../plan/losses.ts';
import { restore } from '../plan/restore.ts';
import { canMake } from '../plan/restore-link.ts';
import { tableOf } from '../plan/simulate-next.ts';
import { simulate, type Step } from '../plan/step.ts';
import { ownerOfLink } from './foreign.ts';

export interface Exported {
  readonly steps: readonly Step[];
  /** What cannot be made by commands, in words: each stands as a comment in the script. */
  readonly left: readonly string[];
}

/**
 * The steps that make everything again on a host that has only its own devices (their addresses and settings included).
 * With `table`, only those of that table.
 */
export function exportSteps({ tables }: Pick<Snapshot, 'tables'>, table?: TableName): Exported {
  const steps = restore(tables, bareHost(tables));
  const unmade = tables.link.filter((link) => !isGiven(link) && !canMake(tables, link)).map(({ name, netns, kind }) => `${name}${netns === '' ? '' : ` in ${netns}`} (${kind})`); // prettier-ignore
  const left = [...unmade, ...unsaid(tables, steps)];
  return { steps: table === undefined ? steps : steps.filter((step) => tableOf(step) === table), left };
}

/** What of the devices no step sets. */
function unsaid(tables: Tables, steps: readonly Step[]): readonly string[] {
  const links = { ...EMPTY_TABLES, link: tables.link.filter((link) => !isGiven(link) && canMake(tables, link)) };
  const again = steps.filter((step) => tableOf(step) === 'link' || tableOf(step) === 'netns').reduce(simulate, bareHost(tables)); // prettier-ignore
  return lostBy(links, EMPTY_TABLES, again);
}

/** The host before anything was made on it: devices that no command makes, down and bare. */
function bareHost(tables: Tables): Tables {
  const given = tables.link.filter((link) => link.netns === '' && (isGiven(link) || !canMake(tables, link)));
  const bare = given.map((link) => ({ ...newLink(link), up: false, mtu: link.kind === 'loopback' ? 65536 : 1500, mac: link.mac, master: undefined, port: undefined })); // prettier-ignore
  return { ...EMPTY_TABLES, link: bare };
}

function isGiven({ kind, name }: Tables['link'][number]): boolean {
  return kind === 'loopback' || kind === 'ether' || name === 'lo';
}

/** A script for `sh -e`. */
export function exportCommands(snapshot: Snapshot, table?: TableName): string {
  const { steps, left } = exportSteps(snapshot, table);
  const foreign = [
    ...new Set(snapshot.tables.link.flatMap(({ name }) => (ownerOfLink(name) === undefined ? [] : [name]))),
  ];
  const notes = [
    ...(table === undefined || table === 'link' ? left.map((what) => `# cannot be made by a command: ${what}`) : []),
    ...foreign.map((name) => `# kept by another program, which may make it by itself: ${name}`),
  ];
  return ['#!/bin/sh -e', ...notes, ...steps.map(stepText)].join('\n') + '\n';
}

/** One table; the columns are the fields that its rows have, without the key and what it was parsed from. */
export function exportCsv(rows: readonly Row[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (field) => field !== 'key' && field !== 'raw',
  );
  const lines = rows.map((row) =>
    fields.map((field) => cell((row as unknown as Record<string, unknown>)[field])).join(','),
  );
  return [fields.join(','), ...lines].join('\n') + '\n';
}

/** RFC 4180. A cell that a spreadsheet would run as a formula is kept from it by a quote in front. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  const plain = Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(' ') : value;
  const text = typeof plain === 'object' ? JSON.stringify(plain) : String(plain);
  const safe = /^[=+@\t\r]|^-[^0-9]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Without what the rows were parsed from: `overlane snapshot` has that. */
export function exportJson({ tables }: Snapshot, table?: TableName): string {
  const names = table === undefined ? TABLE_NAMES : [table];
  const bare = names.map((name) => [name, (tables[name] as readonly Row[]).map((row) => ({ ...row, raw: undefined }))]);
  return `${JSON.stringify(Object.fromEntries(bare), null, 2)}\n`;
}
