/** `--report FILE`: the report and, beside it, its picture and its JSON. Nothing that is there already is written over. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { redacted, redactor } from '../../app/trace/redact.ts';
import { reportOf, type Reported } from '../../app/trace/report.ts';
import { reasonOf } from '../engine/reason.ts';
import { refuse } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { say } from './print.ts';

export interface ReportOptions {
  readonly report?: string;
  readonly redact?: boolean;
}

/** The exit code: 0 also where none was asked for. */
export async function writeReport(
  reported: Reported,
  hosts: readonly string[],
  { report, redact }: ReportOptions,
): Promise<number> {
  if (report === undefined) return EXIT.done;
  const stem = extname(report) === '' ? report : report.slice(0, -extname(report).length);
  const shown = redact === true ? redacted(reported, redactor(hosts)) : reported;
  const { markdown, svg, json } = reportOf(shown, basename(stem));
  const files = [
    [extname(report) === '' ? `${stem}.md` : report, markdown],
    [`${stem}.svg`, svg],
    [`${stem}.json`, json],
  ] as const;
  const wanted = files.filter((file): file is readonly [string, string] => file[1] !== undefined);
  const taken = wanted.find(([path]) => existsSync(path));
  if (taken !== undefined) return unwritable(taken[0], 'it is there already');
  for (const [path, content] of wanted) {
    try {
      await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      return unwritable(path, reasonOf(error));
    }
    say(`overlane: wrote ${path}`);
  }
  return EXIT.done;
}

function unwritable(path: string, reason: string): number {
  return refuse(
    { problems: [{ code: 'export-unwritable', severity: 'error', where: {}, facts: { path, reason }, retry: true }] },
    false,
  );
}
