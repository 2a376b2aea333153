import { hostName } from '../../app/base/host.ts';
import { shellText } from '../../app/base/shell.ts';
import type { Problem } from '../../app/problem/problem.ts';

export interface Detail {
  readonly label: string;
  readonly text: string;
}

/** What *details* shows: where, the command with its exit code and stderr, and the facts the sentences were filled from. */
export function problemDetails(problem: Problem): readonly Detail[] {
  const { cause, where, facts } = problem;
  const details: Detail[] = [];
  if (cause) {
    details.push({ label: 'Command', text: shellText(cause.argv) });
    details.push({
      label: 'Exit code',
      text: cause.exitCode === undefined ? 'none: it did not end by itself' : String(cause.exitCode),
    });
    details.push({ label: 'Standard error', text: cause.stderr.trim() === '' ? 'empty' : cause.stderr.trimEnd() });
  }
  if (where.host) details.push({ label: 'Host', text: hostName(where.host) });
  if (where.netns) details.push({ label: 'Namespace', text: where.netns });
  if (where.step !== undefined) details.push({ label: 'Step', text: String(where.step + 1) });
  const said = new Set(details.map(({ label }) => label.toLowerCase()));
  for (const [name, value] of Object.entries(facts))
    if (!said.has(name)) details.push({ label: name, text: String(value) });
  return details;
}
