/** Runs the steps of a plan on all its hosts, and says why it does not stand. Journal and progress are kept along the way. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import { outcomeProblem } from '../../app/problem/outcome.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { HostPlan, Plan } from '../../app/plan/plan.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { ApplyContext } from './executor.ts';
import { hostGone } from './host-gone.ts';
import { lineOf, type Journal } from './journal.ts';
import type { Progress } from './progress.ts';
import { commandOf } from './recorded-change.ts';
import { nextTurn } from './sliced.ts';

export interface HostRun {
  readonly host: HostId;
  /** Steps that may have had an effect: a step whose command said no had none. */
  readonly ran: number;
  readonly failure?: Problem;
}

/** All hosts at once; the first failure anywhere stops the others at their next step. */
export async function runSteps(
  id: string,
  plan: Plan,
  context: ApplyContext,
  progress: Progress,
): Promise<readonly HostRun[]> {
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  context.signal.addEventListener('abort', cancel, { once: true });
  if (context.signal.aborted) cancel();
  const runs = plan.hosts.map(async (host) => {
    const ended = await runHost(id, host, context, progress, stop.signal);
    if (ended.failure !== undefined) stop.abort();
    return ended;
  });
  const ended = await Promise.all(runs);
  context.signal.removeEventListener('abort', cancel);
  return ended;
}

/** Why the plan does not stand: the user's own cancel first, else what failed; hosts that were merely stopped for it say nothing. */
export function reasonsOf(runs: readonly HostRun[], context: ApplyContext, progress: Progress): readonly Problem[] {
  const asked = cancelled(context, progress);
  if (asked.length > 0) return asked;
  return runs.flatMap(({ failure }) => failure ?? []).filter(({ facts }) => facts.message !== STOPPED);
}

/** A cancel counts until the change is kept, also one that came too late to stop a step. */
export function cancelled(context: ApplyContext, { done, total }: Progress): readonly Problem[] {
  if (!context.signal.aborted) return [];
  return [{ code: 'apply-cancelled', severity: 'info', where: {}, facts: { done, total }, retry: true }];
}

const STOPPED = 'stopped because another host failed';

async function runHost(
  id: string,
  plan: HostPlan,
  context: ApplyContext,
  progress: Progress,
  signal: AbortSignal,
): Promise<HostRun> {
  const { host, steps } = plan;
  const transport = context.collector(host)?.transport;
  if (transport === undefined) return { host, ran: 0, failure: hostGone(host) };
  if (steps.length === 0) return { host, ran: 0 };
  const journal = progressWriter(id, host, context.journal);
  const outcomes = await transport.write(
    steps.map(({ step }) => step),
    { signal, onStep: stepListener(plan, progress, journal) },
  );
  context.record(host, 'apply', outcomes);
  await journal.settled();
  void recordCommands(id, host, outcomes, context.journal);
  const saidNo = outcomes.at(-1)?.exitCode !== undefined && outcomes.at(-1)?.exitCode !== 0;
  return {
    host,
    ran: saidNo ? outcomes.length - 1 : outcomes.length,
    failure: failureOf(host, steps.length, outcomes),
  };
}

/** While the host is read back; what is added to the journal later comes after it. */
async function recordCommands(
  id: string,
  host: HostId,
  outcomes: readonly CommandOutcome[],
  journal: Journal,
): Promise<void> {
  await journal.append(
    nextTurn().then(() => lineOf({ kind: 'commands', id, host, commands: outcomes.map(commandOf) })),
  );
}

function stepListener(
  { host, steps }: HostPlan,
  progress: Progress,
  journal: (done: number) => void,
): (index: number, outcome: CommandOutcome) => void {
  if (steps[0] !== undefined) progress.mark(host, 0, 'running');
  return (index, outcome) => {
    if (outcome.failure === 'cancelled') return progress.mark(host, index, 'waiting');
    if (outcome.exitCode !== 0) return progress.mark(host, index, 'failed');
    progress.mark(host, index, 'done');
    journal(index + 1);
    if (index + 1 < steps.length) progress.mark(host, index + 1, 'running');
  };
}

function failureOf(host: HostId, expected: number, outcomes: readonly CommandOutcome[]): Problem | undefined {
  const step = outcomes.findIndex((outcome) => outcome.exitCode !== 0);
  const outcome = outcomes[step];
  if (outcome === undefined)
    return outcomes.length === expected ? undefined : stepFailed(host, outcomes.length, STOPPED);
  if (outcome.failure === 'cancelled') return stepFailed(host, step, STOPPED);
  const problem = outcomeProblem(outcome, { host, step });
  if (problem?.code === 'host-gone') return { ...problem, facts: { host: hostName(host), ...problem.facts } };
  const seconds = Math.max(1, Math.round(outcome.durationMs / 1000));
  const message = outcome.failure === 'timeout' ? `it did not end within ${seconds} s` : lastLine(outcome.stderr);
  return { ...stepFailed(host, step, message), cause: problem?.cause };
}

function stepFailed(host: HostId, step: number, message: string): Problem {
  return {
    code: 'step-failed',
    severity: 'error',
    where: { host, step },
    facts: { host: hostName(host), step: step + 1, message },
    retry: true,
  };
}

function lastLine(stderr: string): string {
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('Command failed'));
  return lines.at(-1)?.replace(/^(RTNETLINK answers|Error): /, '') || 'no message';
}

/** One line at a time, never holding up the steps: what matters is that a crash finds most of them. */
function progressWriter(
  id: string,
  host: HostId,
  journal: Journal,
): ((done: number) => void) & { settled(): Promise<void> } {
  let pending: number | undefined;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (pending !== undefined) {
      const done = pending;
      pending = undefined;
      await journal.append({ kind: 'progress', id, host, done });
    }
    writing = undefined;
  };
  const note = (done: number): void => {
    pending = done;
    writing ??= write();
  };
  return Object.assign(note, { settled: async () => void (await writing) });
}
