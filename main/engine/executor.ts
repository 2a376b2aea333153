/**
 * Applies a Plan and answers for its end: re-read → journal "armed" → steps → read back → committed, or everything taken back.
 * It never throws; whatever happens is an end with problems.
 */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { ApplyEnd, ApplyProgress } from '../../app/contract/plan-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { FileChange, JournalIntent, Statement } from '../../app/change/journal-entry.ts';
import { tablesToRead, type Plan } from '../../app/plan/plan.ts';
import { changedSince } from '../../app/plan/stale.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Collector } from './collector-port.ts';
import type { Purpose } from './commands.ts';
import { armDeadMen, type Confirm } from './dead-man.ts';
import { bringFile } from './file-change.ts';
import { hostGone } from './host-gone.ts';
import { lineOf, unended, type Journal } from './journal.ts';
import { armedEntry } from './armed.ts';
import { createProgress, type Progress } from './progress.ts';
import { rowsAfter } from './recorded-change.ts';
import { rollBack } from './rollback.ts';
import { cancelled, reasonsOf, runSteps } from './run-steps.ts';
import type { DeclaredThen } from './since-planned.ts';
import { nextTurn } from './sliced.ts';
import { verifyPlan } from './verify.ts';

export interface ApplyInput {
  readonly planId: string;
  readonly plan: Plan;
  readonly intent: JournalIntent;
  /** The tables that the plan was made from. */
  readonly base: ReadonlyMap<HostId, Tables>;
  /** The journal entry that this plan takes apart. */
  readonly undoes?: string;
  /** What an overlay is to be when this is committed. */
  readonly stated?: Statement;
  /** What is declared by the name that it gives a word on. */
  readonly declared?: DeclaredThen;
  /** A file that is written with it. */
  readonly file?: FileChange;
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
  const id = context.newId();
  // Put into words while the hosts are read.
  const worded = nextTurn().then(() => lineOf(armedEntry(id, input, context.clock.now())));
  const [refused, line] = await Promise.all([findStale(input, context), worded]);
  if (refused !== undefined) return { end: 'rolled-back', problems: [refused] };
  const armed = await context.journal.append(line, { sync: true });
  if (!armed.ok) return { end: 'rolled-back', problems: [armed.problem] };
  const applied = await runArmed(id, input, context, progress);
  progress.phase('ended');
  const stands = applied.end === 'committed';
  const told = stands ? await withFile(id, applied, input) : applied;
  return endChange(id, told, input, context, stands ? input.stated : undefined);
}

/** Its file is written before its last word: whoever finds the change without an end finds the file named in it. */
export async function withFile(id: string, applied: Applied, { file }: ApplyInput): Promise<Applied> {
  return { ...applied, problems: [...applied.problems, ...(await bringFile(file, 'after', id))] };
}

/** Writes the last word on a change, and what an overlay is to be from then on. */
export async function endChange(
  id: string,
  applied: Applied,
  input: ApplyInput,
  context: ApplyContext,
  stated?: Statement,
): Promise<Applied> {
  const { clock, journal } = context;
  const problems = applied.problems.map(sentence);
  const closed = await journal.append(
    { kind: 'end', id, at: clock.now(), end: applied.end, problems, after: rowsAfter(input, context), stated },
    { sync: true },
  );
  return closed.ok ? applied : { ...applied, problems: [...applied.problems, unended(closed.problem)] };
}

/** Steps → read back → kept or taken back, of a change that the journal knows. */
export async function runArmed(
  id: string,
  input: ApplyInput,
  context: ApplyContext,
  progress: Progress,
): Promise<Applied> {
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
  const unproved = missing.length > 0 ? missing : ((await context.prove?.()) ?? []);
  return unproved.length > 0 ? unproved : cancelled(context, progress);
}

/** Reads again what the plan touches; anything else than expected there refuses the plan. */
export async function findStale({ plan, base }: ApplyInput, { collector }: ApplyContext): Promise<Problem | undefined> {
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

export function sentence(problem: Problem): string {
  return `${problem.code}: ${Object.entries(problem.facts)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;
}
