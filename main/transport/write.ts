import type { CommandOutcome } from '../../app/problem/command.ts';
import type { CancelSignal } from '../../app/contract/ports.ts';
import { checkStep } from '../../app/guard/check-step.ts';
import { stepArgv, stepBatch, stepInput, type BatchLine } from '../../app/noun/step-argv.ts';
import type { Step } from '../../app/noun/step.ts';
import { WRITE_TIMEOUT_MS, type CommandOptions } from './command.ts';
import { notRun, type Place } from './place.ts';
import { shareOut } from './share-out.ts';

/** A host as a writer needs it: how one command is run there, and whether it may be. */
export interface WritePlace extends Pick<Place, 'isAlive' | 'readOnly'> {
  /** Never rejects. */
  run(argv: readonly string[], options: CommandOptions): Promise<CommandOutcome>;
}

export interface WriteOptions extends CommandOptions {
  readonly onStep?: (index: number, outcome: CommandOutcome) => void;
}

/** Below this many in a row, starting a process each is fast enough, and an outcome says more about its one step. */
const FEWEST_IN_A_BATCH = 16;
/**
 * Progress is reported, and a cancel heard, once a batch. Starting a process costs as much as a thousand entries: with 500
 * in a batch ten thousand took 2.3 times as long as in one, with 2000 1.3 times. 4000 entries take 50 ms, so more
 * would gain nothing that one can see (measured with iproute2 6.1).
 */
const MOST_IN_A_BATCH = 4000;
/**
 * What a cancelled step or batch may still take to end by itself, so that its outcome is known. They take some ten
 * milliseconds: shorter would leave a busy machine's batch half done; longer would only make Cancel feel dead.
 */
const CANCEL_GRACE_MS = 1000;

/**
 * Runs the steps one after the other, a process each so that a crash of ours leaves at most one unreported; long runs of
 * table entries go through `-batch` on stdin. Stops at the first failure, which is then the last outcome; a step that
 * was not begun because of a cancel is such a failure too.
 */
export async function writeSteps(
  place: WritePlace,
  steps: readonly Step[],
  options: WriteOptions,
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  const timeoutMs = options.timeoutMs ?? WRITE_TIMEOUT_MS;
  const grace = delayed(options.signal, CANCEL_GRACE_MS);
  const tell = (some: readonly CommandOutcome[]): void => {
    for (const outcome of some) {
      outcomes.push(outcome);
      options.onStep?.(outcomes.length - 1, outcome);
    }
  };
  const start = (batch: readonly BatchLine[], from: number): Promise<readonly CommandOutcome[]> =>
    writeSome(place, steps, { batch, from }, { timeoutMs, signal: grace.signal }, options.signal);
  let batch = batchFrom(steps, 0);
  let running = start(batch, 0);
  for (let from = sizeOf(batch); ; from += sizeOf(batch)) {
    // The next batch is put together, and the last one's outcomes are told, while the kernel works.
    const next = batchFrom(steps, from);
    const some = await running;
    const goesOn = from < steps.length && succeeded(some.at(-1));
    if (sizeOf(batch) === 1 || !goesOn) tell(some);
    if (!goesOn) break;
    running = start(next, from);
    if (sizeOf(batch) > 1) tell(some);
    batch = next;
  }
  grace.release();
  return outcomes;
}

/** How many steps one process does. */
function sizeOf(batch: readonly BatchLine[]): number {
  return batch.length < FEWEST_IN_A_BATCH ? 1 : batch.length;
}

async function writeSome(
  place: WritePlace,
  steps: readonly Step[],
  { batch, from }: { readonly batch: readonly BatchLine[]; readonly from: number },
  options: CommandOptions,
  cancelled: CancelSignal | undefined,
): Promise<readonly CommandOutcome[]> {
  const step = steps[from];
  if (!step) return [];
  if (cancelled?.aborted) return [notRun(stepArgv(step), 'cancelled')];
  if (!place.isAlive()) return [notRun(stepArgv(step), 'host-gone')];
  if (place.readOnly !== undefined) return [notRun(stepArgv(step), 'not-started', place.readOnly)];
  const wrong = checkStep(step);
  if (wrong) return [notRun(stepArgv(step), 'not-started', `${wrong.facts['field']}: ${wrong.facts['reason']}`)];
  if (sizeOf(batch) === 1) return [await place.run(stepArgv(step), { ...options, ...inputOf(step) })];
  return writeBatch(place, batch, options);
}

function inputOf(step: Step): Pick<CommandOptions, 'input'> {
  const input = stepInput(step);
  return input === undefined ? {} : { input };
}

async function writeBatch(
  place: WritePlace,
  batch: readonly BatchLine[],
  options: CommandOptions,
): Promise<readonly CommandOutcome[]> {
  const { tool = '', netns = '' } = batch[0] ?? {};
  const argv = [tool, ...(netns === '' ? [] : ['-n', netns]), '-batch', '-'];
  const input = batch.map(({ line }) => `${line}\n`).join('');
  const whole = await place.run(argv, { ...options, input });
  return shareOut(
    whole,
    batch.map((one) => one.argv),
  );
}

/** The lines of the longest run of steps from here on that one `-batch` can take. */
function batchFrom(steps: readonly Step[], from: number): readonly BatchLine[] {
  const lines: BatchLine[] = [];
  for (const step of steps.slice(from, from + MOST_IN_A_BATCH)) {
    const line = checkStep(step) ? undefined : stepBatch(step);
    const first = lines[0] ?? line;
    if (!line || line.tool !== first?.tool || line.netns !== first.netns) break;
    lines.push(line);
  }
  return lines;
}

function succeeded(outcome: CommandOutcome | undefined): boolean {
  return outcome === undefined || outcome.exitCode === 0;
}

/** A signal that aborts some time after another one. */
function delayed(source: CancelSignal | undefined, delayMs: number): { signal: AbortSignal; release: () => void } {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => void (timer = setTimeout(() => later.abort(), delayMs));
  source?.addEventListener('abort', start);
  return {
    signal: later.signal,
    release: () => {
      clearTimeout(timer);
      source?.removeEventListener('abort', start);
    },
  };
}
