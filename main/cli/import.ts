/** `overlane fdb import` and `neigh import`: many entries at once, from a file or from standard input. */
import { readFile } from 'node:fs/promises';
import { text as streamText } from 'node:stream/consumers';
import type { HostId } from '../../app/model/host.ts';
import { readPaste, type PastedRow, type PasteOptions } from '../../app/edit/paste.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { reasonOf } from '../engine/reason.ts';
import { refuse } from './apply.ts';
import { applyItems, type EditOptions } from './edit.ts';
import type { CliOptions } from './session.ts';

export interface ImportOptions extends EditOptions {
  /** For rows that name no device. */
  readonly dev?: string;
}

/** Nothing is applied while any row is wrong; every wrong row is named. */
export async function importRows(
  noun: PasteOptions['noun'],
  host: HostId,
  file: string,
  options: ImportOptions,
  cli: CliOptions,
): Promise<number> {
  const { netns = '', dev, json = false } = options;
  const text = await readInput(file);
  if (!text.ok) return refuse({ problems: [text.problem] }, json);
  const rows = readPaste(text.value, { noun, netns, ...(dev === undefined ? {} : { dev }) });
  const problems = rows.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) return refuse({ problems }, json);
  const items = rows.flatMap(({ item }) => item ?? []);
  return applyItems(host, items, options, cli, (problem) => atLine(problem, rows));
}

/** What only the host can say of a row names its line, as what the text alone says does. */
function atLine(problem: Problem, rows: readonly PastedRow[]): Problem {
  const [, index = '', field = ''] = /^items\.(\d+)\.?(.*)$/.exec(problem.where.field ?? '') ?? [];
  const row = index === '' ? undefined : rows[Number(index)];
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
