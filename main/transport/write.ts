import type { CommandOutcome } from '../../app/contract/command.ts';
import { stepArgv, stepBatch, type BatchLine } from '../../app/iproute/step.ts';
import type { Step } from '../../app/plan/step.ts';
import { runCommand, WRITE_TIMEOUT_MS, type CommandOptions } from './command.ts';
import { goneOutcome, judge, type Place } from './place.ts';

export interface WriteOptions extends CommandOptions {
  readonly onStep?: (index: number, outcome: CommandOutcome) => void;
}

/** Below this many in a row, starting a process each is fast enough, and an outcome says more about its one step. */
const FEWEST_IN_A_BATCH = 16;
/** One report of progress a batch: 500 entries take ten milliseconds, so the start of the process is lost in it. */
const MOST_IN_A_BATCH = 500;

/**
 * Runs the steps one after the other, a process each so that a crash of ours leaves at most one unreported; long runs of
 * table entries go through `-batch` on stdin. Stops at the first failure, which is then the last outcome.
 */
export async function writeSteps(
  place: Place,
  steps: readonly Step[],
  options: WriteOptions,
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  while (outcomes.length < steps.length && (outcomes.at(-1)?.exitCode ?? 0) === 0 && !outcomes.at(-1)?.failure) {
    const from = outcomes.length;
    for (const outcome of await writeSome(place, steps, from, options)) {
      options.onStep?.(outcomes.length, outcome);
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

function writeSome(
  place: Place,
  steps: readonly Step[],
  from: number,
  options: WriteOptions,
): Promise<readonly CommandOutcome[]> {
  const batch = batchFrom(steps, from);
  if (batch.length >= FEWEST_IN_A_BATCH)
    return writeBatch(place, steps.slice(from, from + batch.length), batch, options);
  const step = steps[from];
  return step ? writeOne(place, stepArgv(step), options) : Promise.resolve([]);
}

async function writeOne(
  place: Place,
  argv: readonly string[],
  options: WriteOptions,
): Promise<readonly CommandOutcome[]> {
  if (!place.isAlive()) return [goneOutcome(argv)];
  const outcome = await runCommand(place.enter(argv), { timeoutMs: WRITE_TIMEOUT_MS, ...options });
  return judge(place, [{ ...outcome, argv }]);
}

/** The lines of the longest run of steps from here on that one `-batch` can take. */
function batchFrom(steps: readonly Step[], from: number): readonly BatchLine[] {
  const lines: BatchLine[] = [];
  for (let at = from; at < steps.length && lines.length < MOST_IN_A_BATCH; at += 1) {
    const step = steps[at];
    const line = step && stepBatch(step);
    const first = lines[0] ?? line;
    if (!line || line.tool !== first?.tool || line.netns !== first.netns) break;
    lines.push(line);
  }
  return lines;
}

async function writeBatch(
  place: Place,
  steps: readonly Step[],
  batch: readonly BatchLine[],
  options: WriteOptions,
): Promise<readonly CommandOutcome[]> {
  const argvs = steps.map(stepArgv);
  if (!place.isAlive()) return [goneOutcome(argvs[0] ?? [])];
  const { tool = '', netns = '' } = batch[0] ?? {};
  const argv = [tool, ...(netns === '' ? [] : ['-n', netns]), '-batch', '-'];
  const input = batch.map(({ line }) => `${line}\n`).join('');
  const whole = await runCommand(place.enter(argv), { timeoutMs: WRITE_TIMEOUT_MS, ...options, input });
  return judge(place, shareOut(whole, argvs));
}

/**
 * One outcome a line out of the outcome of the batch. Without `-force` both tools stop at the first line that fails and
 * say which it was; a batch that was stopped by us says nothing, and is then reported as failed at its first line.
 */
export function shareOut(whole: CommandOutcome, argvs: readonly (readonly string[])[]): readonly CommandOutcome[] {
  const durationMs = whole.durationMs / Math.max(1, argvs.length);
  const done = whole.exitCode === 0 ? argvs.length : failedLine(whole.stderr) - 1;
  const shared = argvs
    .slice(0, done)
    .map((argv) => ({ argv, exitCode: 0, stdout: '', stderr: '', startedAt: whole.startedAt, durationMs }));
  const failed = argvs[done];
  return failed === undefined ? shared : [...shared, { ...whole, argv: failed, durationMs }];
}

/** "Command failed -:3" → 3; lines count from 1. */
function failedLine(stderr: string): number {
  return Number(/^Command failed -:(\d+)$/m.exec(stderr)?.[1] ?? 1);
}
