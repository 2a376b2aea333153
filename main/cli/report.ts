/** `--report FILE`: the report and, beside it, its picture and its JSON. Nothing that is there already is written over. */
import type { Reported } from '../../app/trace/report.ts';
import { writeReportFiles } from '../engine/report-files.ts';
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
  { report, redact = false }: ReportOptions,
): Promise<number> {
  if (report === undefined) return EXIT.done;
  const written = await writeReportFiles(reported, { path: report, redact, hosts, replace: false });
  if (!written.ok) return refuse({ problems: [written.problem] }, false);
  for (const path of written.value) say(`overlane: wrote ${path}`);
  return EXIT.done;
}
