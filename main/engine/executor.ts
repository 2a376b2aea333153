/**
 * Applies a Plan and answers for its end: re-read → journal "armed" → steps → read back → committed, or everything taken back.
 * It never throws; whatever happens is an end with problems.
 */
import { outcomeProblem } from '../../app/iproute/outcome.ts';
import type { CommandOutcome } from '../../app/contract/command.ts';
import type { ApplyEnd, ApplyProgress } from '../../app/contract/plan-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/model/host.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import type { Intent } from '../../app/edit/intent.ts';
import { tablesToRead, type HostPlan, type Plan } from '../../app/plan/plan.ts';
import { changedSince } from '../../app/plan/stale.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Collector } from './collector.ts';
import type { Purpose } from './commands.ts';
import { armDeadMen, type Confirm } from './dead-man.ts';
import type { Journal } from './journal.ts';
import { armedEntry } from './armed.ts';
import { createProgress, type Progress } from './progress.ts';
import { commandOf, rowsAfter } from './recorded-change.ts';
import { rollBack } from './rollback.ts';
import { verifyPlan } from './verify.ts';

export interface ApplyInput {
  readonly planId: string;
  readonly plan: Plan;
  readonly intent: Intent;
  /** The tables that the plan was made from. */
  readonly base: ReadonlyMap<HostId, Tables>;
  /** The journal entry that this plan takes apart. */
  readonly undoes?: string;
}

export interface ApplyContext {
  readonly collector: (host: HostId) => Collector | undefined;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly record: (host: HostId, purpose: Purpose, outcomes: readonly CommandOutcome[]) => void;
  readonly onProgress: (progress: ApplyProgress) => void;
  readonly signal: AbortSignal;
  /** A last check of what was made, with packets; problems in its answer take the plan back. */
  readonly prove?: () => Promise<readonly Problem[]>;
  /** Asked before a change that may cut us off is kept; without it, it is kept when it was proved. */
  readonly confirm?: Confirm;
  /** Seconds until a host takes such a change back by itself; 30 when absent. */
  readonly confirmWithinS?: number;
}

export interface Applied {
  readonly end: ApplyEnd;
  readonly problems: readonly Problem[];
}

export async function applyPlan(input: ApplyInput, context: ApplyContext): Promise<Applied> {
  const progress = createProgress(input.planId, input.plan, context.onProgress);
  progress.phase('checking');
  const refused = await findStale(input, context);
  if (refused !== undefined) return { end: 'rolled-back', problems: [refused] };
  const id = context.newId();
  const armed = await context.journal.append(armedEntry(id, input, context.clock.now()), { sync: true });
  if (!armed.ok) return { end: 'rolled-back', problems: [armed.problem] };
  const applied = await run(id, input, context, progress);
  progress.phase('ended');
  const problems = applied.problems.map(sentence);
  const closed = await context.journal.append(
    { kind: 'end', id, at: context.clock.now(), end: applied.end, problems, after: rowsAfter(input, context) },
    { sync: true },
  );
  return closed.ok ? applied : { ...applied, problems: [...applied.problems, closed.problem] };
}

async function run(id: string, input: ApplyInput, context: ApplyContext, progress: Progress): Promise<Applied> {
  const guard = await armDeadMen(id, input, context);
  if (!guard.ok) return { end: 'rolled-back', problems: [guard.problem] };
  progress.phase('applying');
  const runs = await runSteps(id, input.plan, context, progress);
  const failures = reasonsOf(runs, context, progress);
  const unproved = failures.length > 0 ? failures : await proveIt(input, context, progress);
  const reason = unproved.length > 0 ? unproved : await guard.value.confirm();
  if (reason.length === 0) return { end: 'committed', problems: [] };
  progress.phase('rolling-back');
  const takenBack = await guard.value.takeBack();
  const ran = new Map(runs.map((one) => [one.host, one.ran]));
  const left = await rollBack({ ...input, ran }, context, progress);
  return left.length === 0
    ? { end: 'rolled-back', problems: [...reason, ...takenBack] }
    : { end: 'diverged', problems: [...reason, ...takenBack, ...left] };
}

async function proveIt(input: ApplyInput, context: ApplyContext, progress: Progress): Promise<readonly Problem[]> {
  progress.phase('verifying');
  const missing = await verifyPlan(input, context);
  return missing.length > 0 ? missing : ((await context.prove?.()) ?? []);
}

interface HostRun {
  readonly host: HostId;
  /** Steps that may have had an effect: a step whose command said no had none. */
  readonly ran: number;
  readonly failure?: Problem;
}

/** All hosts at once; the first failure anywhere stops the others at their next step. */
async function runSteps(
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
function reasonsOf(runs: readonly HostRun[], context: ApplyContext, progress: Progress): readonly Problem[] {
  const failures = runs.flatMap(({ failure }) => failure ?? []);
  if (failures.length === 0) return [];
  const { done, total } = progress;
  if (context.signal.aborted)
    return [{ code: 'apply-cancelled', severity: 'info', where: {}, facts: { done, total }, retry: true }];
  return failures.filter(({ facts }) => facts.message !== STOPPED);
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
  const journal = progressWriter(id, host, context.journal);
  const outcomes = await transport.write(
    steps.map(({ step }) => step),
    { signal, onStep: stepListener(plan, progress, journal) },
  );
  context.record(host, 'apply', outcomes);
  await journal.settled();
  await context.journal.append({ kind: 'commands', id, host, commands: outcomes.map(commandOf) });
  const saidNo = outcomes.at(-1)?.exitCode !== undefined && outcomes.at(-1)?.exitCode !== 0;
  return {
    host,
    ran: saidNo ? outcomes.length - 1 : outcomes.length,
    failure: failureOf(host, steps.length, outcomes),
  };
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
  const message = outcome.failure === 'timeout' ? 'it did not end in time' : lastLine(outcome.stderr);
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

/** Reads again what the plan touches; anything else than expected there refuses the plan. */
async function findStale({ plan, base }: ApplyInput, { collector }: ApplyContext): Promise<Problem | undefined> {
  for (const hostPlan of plan.hosts) {
    const { host } = hostPlan;
    const current = await collector(host)?.refresh(tablesToRead(hostPlan));
    if (current === undefined) return hostGone(host);
    if (!current.ok) return current.problem;
    const what = changedSince(hostPlan, base.get(host) ?? current.value.tables, current.value.tables);
    if (what !== undefined)
      return {
        code: 'plan-stale',
        severity: 'warning',
        where: { host },
        facts: { host: hostName(host), what },
        retry: true,
      };
  }
  return undefined;
}

export function hostGone(host: HostId): Problem {
  return { code: 'host-gone', severity: 'error', where: { host }, facts: { host: hostName(host) }, retry: false };
}

function sentence(problem: Problem): string {
  return `${problem.code}: ${Object.entries(problem.facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;
}
