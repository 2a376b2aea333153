/** A report and, beside it, its picture and its JSON, as files. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { redacted, redactor } from '../../app/trace/redact.ts';
import { reportOf, type Reported } from '../../app/trace/report.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { reasonOf } from './reason.ts';

export interface ReportWish {
  readonly path: string;
  /** Other addresses and names, the same for the same. */
  readonly redact: boolean;
  /** Ids, for the names that are taken out. */
  readonly hosts: readonly string[];
  /** Whether a person said that the report at `path`, if there is one, may be written over; what stands beside it is part of it. */
  readonly replace: boolean;
}

/** Answers with the paths that were written. */
export async function writeReportFiles(reported: Reported, wish: ReportWish): Promise<Result<readonly string[]>> {
  const { path, redact, hosts } = wish;
  const stem = extname(path) === '' ? path : path.slice(0, -extname(path).length);
  const shown = redact ? redacted(reported, redactor(hosts)) : reported;
  const { markdown, svg, json } = reportOf(shown, basename(stem));
  const main = extname(path) === '' ? `${stem}.md` : path;
  const files = [
    [main, markdown],
    [`${stem}.svg`, svg],
    [`${stem}.json`, json],
  ] as const;
  const wanted = files.filter((file): file is readonly [string, string] => file[1] !== undefined);
  // A name without an ending is not the one that was agreed to.
  const replaces = wish.replace && main === path && existsSync(main);
  const taken = replaces ? undefined : wanted.find(([one]) => existsSync(one));
  if (taken !== undefined) return fail(unwritable(taken[0], 'it is there already'));
  const written: string[] = [];
  for (const [one, content] of wanted) {
    try {
      await writeFile(one, content, { flag: replaces ? 'w' : 'wx', mode: 0o600 });
      written.push(one);
    } catch (error) {
      return fail(unwritable(one, reasonOf(error)));
    }
  }
  return ok(written);
}

function unwritable(path: string, reason: string): Problem {
  return { code: 'export-unwritable', severity: 'error', where: {}, facts: { path, reason }, retry: true };
}
