/** `overlane paste`, `fdb import` and the like: many changes at once, from a file or from standard input. */
import { readFile } from 'node:fs/promises';
import { text as streamText } from 'node:stream/consumers';
import { readPaste, withoutThere, type Pasted, type PastedItem, type PastedRow } from '../../app/change/paste.ts';
import type { Noun } from '../../app/change/word-table.ts';
import type { HostId } from '../../app/base/host.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { reasonOf } from '../engine/reason.ts';
import type { Session } from '../engine/session.ts';
import { previewAndApply, refuse } from './apply.ts';
import type { EditOptions } from './edit.ts';
import { EXIT } from './exit-code.ts';
import { withSession } from './link.ts';
import { printJson, say } from './print.ts';
import { problemText } from '../../app/problem/text.ts';
import { addHosts, type CliOptions } from './session.ts';

export interface PasteCliOptions extends EditOptions {
  /** For rows that name no device. */
  readonly dev?: string;
  /** Nothing is done while any line is wrong. */
  readonly strict?: boolean;
}

/** What cannot be used is named and left out, and the rest is done; then the exit code is that of wrong input. */
export async function paste(
  noun: Noun | undefined,
  host: HostId,
  file: string,
  options: PasteCliOptions,
  cli: CliOptions,
): Promise<number> {
  const { netns, dev, json = false } = options;
  const text = await readInput(file);
  if (!text.ok) return refuse({ problems: [text.problem] }, json);
  return withSession(cli, async (session) => {
    const added = await addHosts(session, [host], cli);
    if (!added.ok) return refuse({ problems: [added.problem] }, json);
    const asked = { ...(noun && { noun }), ...(netns !== undefined && { netns }), ...(dev !== undefined && { dev }) };
    return pasteText(session, host, readPaste(text.value, asked), options);
  });
}

async function pasteText(session: Session, host: HostId, read: Pasted, options: PasteCliOptions): Promise<number> {
  const { json = false, strict = false, unlock } = options;
  const found = session.hosts.get(host);
  const tables = found.ok ? found.value.snapshot()?.tables : undefined;
  const pasted = tables === undefined ? read : withoutThere(read, tables);
  const wrong = pasted.rows.flatMap(({ problem }) => problem ?? []);
  if (strict && wrong.length > 0) return refuse({ problems: wrong }, json);
  const leftOut = countLeft(pasted.rows);
  if (!json) sayLeft(leftOut, wrong);
  if (pasted.items.length === 0) return nothingLeft(wrong, leftOut, json);
  const refused: Problem[] = [];
  const intentOf = (items: readonly PastedItem[]) => ({
    kind: 'edit',
    host,
    items: items.map(({ item }) => item),
    unlock,
  });
  const code = await previewAndApply(
    session,
    intentOf(pasted.items),
    options,
    {
      problems: [],
      fields: {
        leftOut,
        ...(wrong.length > 0 && { unusable: wrong }),
        get refused() {
          return refused;
        },
      },
    },
    (problem) => atLine(problem, pasted),
    (errors) => {
      const rest = strict ? undefined : withoutRefused(pasted.items, errors);
      if (rest === undefined || rest.length === 0) return undefined;
      refused.push(...errors.map((problem) => atLine(problem, pasted)));
      if (!json) sayUnusable(refused);
      if (!json) say('overlane: left out what the host refuses; the rest goes on.');
      return intentOf(rest);
    },
  );
  return code === EXIT.done && wrong.length + refused.length > 0 ? EXIT.usage : code;
}

/** The items that nothing is wrong with; none where something is wrong that no item is the cause of. */
function withoutRefused(items: readonly PastedItem[], errors: readonly Problem[]): readonly PastedItem[] | undefined {
  const bad = new Set(errors.map(({ where }) => /^items\.(\d+)/.exec(where.field ?? '')?.[1]));
  return bad.has(undefined) ? undefined : items.filter((_, index) => !bad.has(String(index)));
}

interface LeftOut {
  readonly why: string;
  readonly lines: readonly number[];
}

function countLeft(rows: readonly PastedRow[]): readonly LeftOut[] {
  const byWhy = new Map<string, number[]>();
  for (const { left, line } of rows) if (left !== undefined) byWhy.set(left, [...(byWhy.get(left) ?? []), line]);
  return [...byWhy].map(([why, lines]) => ({ why, lines }));
}

/** Lines named of each kind; of more the first ones. */
const NAMED = 8;

function sayLeft(leftOut: readonly LeftOut[], wrong: readonly Problem[]): void {
  for (const { why, lines } of leftOut) {
    const named = lines.slice(0, NAMED).join(', ');
    const more = lines.length > NAMED ? ' …' : '';
    say(`overlane: left out ${lines.length} ${lines.length === 1 ? 'row' : 'rows'} (line ${named}${more}): ${why}`);
  }
  sayUnusable(wrong);
  if (wrong.length > 0)
    say(
      `overlane: left out ${wrong.length} ${wrong.length === 1 ? 'line' : 'lines'} that cannot be used; the rest goes on.`,
    );
}

/** What to do about it is said once, below. */
function sayUnusable(problems: readonly Problem[]): void {
  for (const problem of problems) say(`overlane: ${problemText(problem).text}`);
}

function nothingLeft(wrong: readonly Problem[], leftOut: readonly LeftOut[], json: boolean): number {
  if (json) printJson({ problems: wrong, leftOut });
  else say('overlane: nothing is left to do.');
  return wrong.length > 0 ? EXIT.usage : EXIT.done;
}

/** What only the host can say of a row names its line, as what the text alone says does. */
function atLine(problem: Problem, { rows, items }: Pasted): Problem {
  const [, index = '', field = ''] = /^items\.(\d+)\.?(.*)$/.exec(problem.where.field ?? '') ?? [];
  const row = index === '' ? undefined : rows[items[Number(index)]?.row ?? -1];
  if (row === undefined) return problem;
  const { line } = row;
  const label = problem.facts['field'];
  return {
    ...problem,
    where: { ...problem.where, field: field === '' ? `lines.${line}` : `lines.${line}.${field}` },
    facts: { ...problem.facts, ...(label === undefined ? {} : { field: `Line ${line}, ${label}` }) },
  };
}

async function readInput(file: string): Promise<Result<string>> {
  try {
    return ok(file === '-' ? await streamText(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    const facts = { path: file, reason: reasonOf(error) };
    return fail({ code: 'file-unreadable', severity: 'error', where: {}, facts, retry: false });
  }
}
