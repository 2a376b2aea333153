/** A table or a whole host as the commands that would make it again, as JSON, or as CSV. */
import { terminalLine } from '../base/terminal-text.ts';
import { stepText } from '../noun/step-argv.ts';
import { TABLE_NAMES, type Row, type Snapshot, type TableName, type Tables } from '../noun/snapshot.ts';
import { isOwnRoute } from '../noun/route/steps.ts';
import { tableOf } from '../noun/step.ts';
import { hostSteps, judgeSteps, unmade, type ExportedStep } from './export-steps.ts';
import { foreignLinks, withoutLinks } from './foreign-rows.ts';
import { writeCsv } from './paste/csv.ts';

export interface ExportOptions {
  /** What other programs keep, too. */
  readonly foreign?: boolean;
}

/**
 * A script for `sh -e`. It names nothing but what it makes and the host's own devices, and those only where they are. With `table`,
 * only the commands of that table: what its rows stand on is taken to be there.
 */
export function exportCommands(
  { tables }: Pick<Snapshot, 'tables'>,
  table?: TableName,
  { foreign = false }: ExportOptions = {},
): string {
  const gone = foreign ? new Map<string, string>() : foreignLinks(tables);
  const own = withoutLeases(withoutLinks(tables, gone));
  const steps = judgeSteps(own, hostSteps(own));
  const isAsked = ({ step }: ExportedStep): boolean => table === undefined || tableOf(step) === table;
  const asked = steps.filter(isAsked).map((one) => (table === undefined ? one : { ...one, needs: [] }));
  const leases = tables.route.length - withoutLeases(tables).route.length;
  const notes = [
    ...tables.link.flatMap(({ key, name }) => (gone.has(key) ? [`${gone.get(key) ?? ''}, left out: ${name}`] : [])),
    ...(table === undefined || table === 'link'
      ? unmade(own).map((what) => `cannot be made by a command: ${what}`)
      : []),
    ...(leases === 0 ? [] : [`given by DHCP, left out: ${leases} ${leases === 1 ? 'route' : 'routes'}`]),
  ];
  return ['#!/bin/sh -e', ...notes.map(comment), ...scriptLines(asked)].join('\n') + '\n';
}

/** A name may hold a line end, and what follows it would be a command. */
function comment(text: string): string {
  return `# ${terminalLine(text)}`;
}

/** The address that such a route needs comes with its lease, and so does the route. */
function withoutLeases(tables: Tables): Tables {
  return { ...tables, route: tables.route.filter((row) => row.protocol !== 'dhcp' || !isOwnRoute(row)) };
}

/** Steps with the same needs stand in one `if`. */
function scriptLines(steps: readonly ExportedStep[]): readonly string[] {
  const lines: string[] = [];
  const absent = new Set(steps.flatMap(({ needs, left }) => (left ? [] : needs)));
  for (const name of absent) lines.push(`${testOf(name)} || echo 'there is no ${name}: what needs it is left out' >&2`);
  let open = '';
  for (const one of steps) {
    const test = one.left ? open : conditionOf(one);
    if (test !== open && open !== '') lines.push('fi');
    if (test !== open && test !== '') lines.push(`if ${test}; then`);
    open = test;
    if (one.left) lines.push(comment(`not made here: ${stepText(one.step)}`));
    else lines.push(`${open === '' ? '' : '  '}${lineOf(one)}`);
  }
  return open === '' ? lines : [...lines, 'fi'];
}

function conditionOf({ needs, step }: ExportedStep): string {
  const tests = needs.map(testOf);
  return [...tests, ...(step.do === 'offload-set' ? ['command -v ethtool >/dev/null'] : [])].join(' && ');
}

/** The name has passed its schema: it has nothing that a shell reads. */
function testOf(name: string): string {
  return `[ -e /sys/class/net/${name} ]`;
}

/** A device that is there already may have the address, and lead to the same place. */
function lineOf({ step, needs }: ExportedStep): string {
  const text = stepText(step);
  const isGiven = (dev: string | undefined): boolean => dev === undefined || needs.includes(dev);
  if (step.do === 'address-add' && isGiven(step.dev)) return text.replace(' address add ', ' address replace ');
  const hops = step.do === 'route-add' ? (step.nexthops ?? [step]).map(({ dev }) => dev) : [];
  return hops.length > 0 && step.do === 'route-add' && step.netns === '' && hops.every(isGiven)
    ? text.replace(/ route add /, ' route replace ')
    : text;
}

/** One table; the columns are the fields that its rows have, without the key and what it was parsed from. */
export function exportCsv(rows: readonly Row[]): string {
  return writeCsv(rows);
}

/** Without what the rows were parsed from: `overlane snapshot` has that. */
export function exportJson({ tables }: Pick<Snapshot, 'tables'>, table?: TableName): string {
  const names = table === undefined ? TABLE_NAMES : [table];
  const bare = names.map((name) => [name, (tables[name] as readonly Row[]).map((row) => ({ ...row, raw: undefined }))]);
  return `${JSON.stringify(Object.fromEntries(bare), null, 2)}\n`;
}
