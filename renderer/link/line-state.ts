import type { HostId } from '../../app/base/host.ts';
import { problemText } from '../../app/problem/text.ts';
import type { ApplyProgress, ApplyResult, StepState } from '../../app/contract/plan-view.ts';

/** What stands beside a line, for eyes that cannot tell the shapes apart and for screen readers. */
const STATE_WORDS: Readonly<Record<StepState, string>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  undone: 'taken back',
};

/** One state a line of a host's plan. Before anything is known every line waits; surplus states are dropped. */
export function lineStates(progress: ApplyProgress | undefined, host: HostId, lines: number): readonly StepState[] {
  const states = progress?.hosts.find((each) => each.host === host)?.steps ?? [];
  return Array.from({ length: lines }, (_, index) => states[index] ?? 'waiting');
}

/** The word for a line. What never started waits no longer once it is over. */
export function stateWord(state: StepState, over: boolean): string {
  return over && state === 'waiting' ? 'not run' : STATE_WORDS[state];
}

/** The line a reader should be looking at: the one that failed, or the one that runs. */
export function currentLine(states: readonly StepState[]): number {
  const failed = states.indexOf('failed');
  return failed >= 0 ? failed : states.indexOf('running');
}

const PHASES: Readonly<Record<ApplyProgress['phase'], string>> = {
  checking: 'Checking that nothing has changed since the preview',
  applying: 'Applying',
  verifying: 'Reading the tables back and pinging both ways',
  'rolling-back': 'Taking back what was done',
  ended: 'Ended',
};

/** One sentence for the live region and the action bar. */
export function progressText(progress: ApplyProgress | undefined, cancelling: boolean): string {
  if (progress === undefined) return 'Starting…';
  if (cancelling && progress.phase !== 'ended')
    return `Cancelling: step ${progress.done} of ${progress.total} was the last…`;
  if (progress.note !== undefined) return problemText(progress.note).text;
  if (progress.phase === 'applying') return `Applying: ${progress.done} of ${progress.total} steps done…`;
  return `${PHASES[progress.phase]}…`;
}

/** Words for how it ended; the details stand in the problems. */
export function endText(result: ApplyResult): string {
  const seconds = `${(result.durationMs / 1000).toFixed(1)} s`;
  if (result.end === 'committed')
    return result.problems.some(({ severity }) => severity === 'error')
      ? `Done in part, in ${seconds}.`
      : `Done in ${seconds}.`;
  if (result.end === 'rolled-back')
    return `Every step that ran was taken back, and the tables are as before (${seconds}).`;
  return 'Not everything could be taken back. What differs is listed below.';
}
