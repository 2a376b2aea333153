/** What the journal keeps of a change for the history: each command with its outcome, and the rows afterwards. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Commands, HostRows } from '../../app/change/journal-entry.ts';
import { touchedRows } from '../../app/plan/touched.ts';
import type { ApplyContext, ApplyInput } from './executor.ts';

export function rowsAfter({ plan, base }: ApplyInput, { collector }: ApplyContext): HostRows[] {
  return plan.hosts.flatMap((host) => {
    const [before, after] = [base.get(host.host), collector(host.host)?.snapshot()?.tables];
    return before === undefined || after === undefined ? [] : (touchedRows(host, after, before) ?? []);
  });
}

/** Characters of stderr kept: any message of `ip` fits. */
const STDERR_KEPT = 500;

export function commandOf({
  argv,
  exitCode,
  failure,
  durationMs,
  stderr,
}: CommandOutcome): Commands['commands'][number] {
  const said = stderr.trim().slice(0, STDERR_KEPT);
  return { argv: [...argv], exitCode, failure, ms: durationMs, ...(said === '' ? {} : { stderr: said }) };
}
