/**
 * Applies an overlay's plan as one change of all its hosts: one journal entry, opened before the first host is touched and ended
 * after the last. Each host commits or is taken back by itself, so that one that fails leaves the others as they should be; how
 * each ended is written down as it happens.
 */
import type { ApplyEnd } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { planOverlay } from '../../app/overlay/overlay-plan.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import type { Armed } from '../../app/change/journal-entry.ts';
import type { HostPlan, Plan } from '../../app/plan/plan.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { armedEntry } from './armed.ts';
import {
  endChange,
  findStale,
  runArmed,
  sentence,
  withFile,
  type Applied,
  type ApplyContext,
  type ApplyInput,
} from './executor.ts';
import { shareProgress, type SharedProgress } from './overlay-progress.ts';
import { createProgress } from './progress.ts';
import { rollBack } from './rollback.ts';

export interface OverlayInput extends ApplyInput {
  readonly name: string;
  /** What it is to be; `null` when it is destroyed. */
  readonly spec: OverlaySpec | null;
  /** What was stated before. */
  readonly before?: OverlaySpec;
  readonly keepTrue: boolean;
  /** Members of one that is destroyed that are not connected: they stay declared. */
  readonly away?: readonly HostId[];
}

interface Part extends Applied {
  readonly host: HostId;
  readonly plan: HostPlan;
}

/** The change while it runs. */
interface Running {
  readonly id: string;
  readonly input: OverlayInput;
  readonly context: ApplyContext;
  readonly progress: SharedProgress;
}

export async function applyOverlay(asked: OverlayInput, given: ApplyContext): Promise<Applied> {
  const input = { ...asked, plan: withMembers(asked) };
  const context = { ...given, ...sharedConfirm(given) };
  const stale = await Promise.all(input.plan.hosts.map((plan) => findStale(only(plan, input), context)));
  const fresh = input.plan.hosts.filter((_, at) => stale[at] === undefined);
  if (fresh.length === 0) return { end: 'rolled-back', problems: stale.flatMap((one) => one ?? []) };
  const id = context.newId();
  const opened = await context.journal.append(armedEntry(id, input, context.clock.now()), { sync: true });
  if (!opened.ok) return { end: 'rolled-back', problems: [opened.problem] };
  const running = { id, input, context, progress: shareProgress(input.planId, input.plan, context.onProgress) };
  const parts = await Promise.all(input.plan.hosts.map((plan, at) => applyPart(plan, running, stale[at])));
  const { applied, spec } = await conclude(parts, running);
  const stated = spec === undefined ? undefined : { name: input.name, spec, keepTrue: input.keepTrue };
  // Where less than was asked is declared, its file does not say more.
  const told = spec === input.spec ? await withFile(id, applied, input) : applied;
  return endChange(id, told, input, context, stated);
}

/** A plan without steps is written down with the members it speaks of, so that it can be found and taken back. */
function withMembers({ plan, spec, before }: OverlayInput): Plan {
  if (plan.hosts.length > 0) return plan;
  return { ...plan, hosts: ((spec ?? before)?.members ?? []).map(({ host }) => ({ host, steps: [] })) };
}

/** `spec` is what was reached; absent where everything was taken back. */
async function conclude(
  parts: readonly Part[],
  running: Running,
): Promise<{ readonly applied: Applied; readonly spec?: OverlaySpec | null }> {
  const { input, context } = running;
  if (context.signal.aborted) return { applied: await takeAllBack(parts, running) };
  const failed = parts.filter(({ end }) => end !== 'committed');
  if (failed.length > 0 && failed.length === parts.length)
    return { applied: { end: worst(failed), problems: problemsOf(failed) } };
  const reached = await dropFailedJoiners(failed, running);
  const end = worst([...failed, reached]) === 'diverged' ? 'diverged' : 'committed';
  const problems = [...memberProblems(failed, input.name), ...problemsOf(failed), ...reached.problems];
  return { applied: { end, problems }, spec: reached.spec };
}

async function applyPart(plan: HostPlan, { id, input, context, progress }: Running, stale?: Problem): Promise<Part> {
  const { host } = plan;
  const part = only(plan, input);
  const own = createProgress(input.planId, part.plan, progress.of(host));
  const applied: Applied =
    stale === undefined
      ? await runArmed(id, part, { ...context, onProgress: progress.of(host) }, own)
      : { end: 'rolled-back', problems: [stale] };
  own.phase('ended');
  await noteEnd(host, applied, { id, context });
  return { host, plan, ...applied };
}

/** Not waited for on the disk: what a host shows decides, should the machine lose power. */
async function noteEnd(
  host: HostId,
  { end, problems }: Applied,
  { id, context }: Pick<Running, 'id' | 'context'>,
): Promise<void> {
  await context.journal.append({ kind: 'host-end', id, host, end, problems: problems.map(sentence) });
}

function only(plan: HostPlan, input: ApplyInput): ApplyInput {
  return { ...input, plan: { title: input.plan.title, hosts: [plan] } };
}

/** One question for all hosts, however many of them are at risk. */
function sharedConfirm({ confirm }: ApplyContext): Pick<ApplyContext, 'confirm'> {
  if (confirm === undefined) return {};
  let answer: ReturnType<typeof confirm> | undefined;
  return { confirm: (until) => (answer ??= confirm(until)) };
}

interface Reached extends Applied {
  readonly spec: OverlaySpec | null;
}

/** A host that could not join is no member: what the others have of it goes again. */
async function dropFailedJoiners(failed: readonly Part[], running: Running): Promise<Reached> {
  const { id, input, context } = running;
  const { spec, before } = input;
  if (spec === null) return { spec: remainder(before, failed, input.away), end: 'committed', problems: [] };
  const members = new Set(before?.members.map(({ host }) => host));
  const dropped = new Set(failed.map(({ host }) => host).filter((host) => !members.has(host)));
  if (dropped.size === 0) return { spec, end: 'committed', problems: [] };
  const without = { ...spec, members: spec.members.filter(({ host }) => !dropped.has(host)) };
  const rest = without.members.map(({ host }) => host);
  const tables = tablesOf(rest, context);
  const all = planOverlay({ spec: without, before: spec, tables });
  const hosts = all.hosts.filter(({ host, steps }) => steps.length > 0 && rest.includes(host));
  if (hosts.length === 0) return { spec: without, end: 'committed', problems: [] };
  const written = await context.journal.append(
    { kind: 'amended', id, hosts: hosts as unknown as Armed['plan']['hosts'] },
    { sync: true },
  );
  if (!written.ok) return { spec: without, end: 'diverged', problems: [written.problem] };
  const again = { ...running, input: { ...input, plan: { ...all, hosts }, base: tables } };
  const parts = await Promise.all(hosts.map((one) => dropOn(one, again)));
  const bad = parts.filter(({ end }) => end !== 'committed');
  return { spec: without, end: worst(bad), problems: problemsOf(bad) };
}

/** The host keeps what it has committed, whether or not it could let go of the one that failed. */
async function dropOn(plan: HostPlan, { id, input, context, progress }: Running): Promise<Part> {
  const part = only(plan, input);
  const own = createProgress(input.planId, part.plan, progress.of(plan.host));
  const applied = await runArmed(id, part, { ...context, onProgress: progress.of(plan.host) }, own);
  own.phase('ended');
  if (applied.end === 'diverged') await noteEnd(plan.host, applied, { id, context });
  return { host: plan.host, plan, ...applied };
}

function tablesOf(hosts: readonly HostId[], { collector }: ApplyContext): ReadonlyMap<HostId, Tables> {
  return new Map(
    hosts.flatMap((host): [HostId, Tables][] => {
      const now = collector(host)?.snapshot()?.tables;
      return now === undefined ? [] : [[host, now]];
    }),
  );
}

/** Members that could not be cleaned stay members, so that destroying can be asked again. */
function remainder(
  before: OverlaySpec | undefined,
  failed: readonly Part[],
  away: readonly HostId[] = [],
): OverlaySpec | null {
  const left =
    before?.members.filter(({ host }) => away.includes(host) || failed.some((part) => part.host === host)) ?? [];
  return before === undefined || left.length === 0 ? null : { ...before, members: left };
}

/** Cancelling means all of it, the hosts that had ended well before among them. */
async function takeAllBack(parts: readonly Part[], running: Running): Promise<Applied> {
  const { input } = running;
  const committed = parts.filter(({ end }) => end === 'committed');
  const undone = await Promise.all(committed.map((part) => takeBack(part, running)));
  const bad = [...parts.filter(({ end }) => end === 'diverged'), ...undone.filter(({ end }) => end === 'diverged')];
  const cancelled = parts.flatMap(({ problems }) => problems).find(({ code }) => code === 'apply-cancelled');
  const total = input.plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  const told: Problem = cancelled ?? {
    code: 'apply-cancelled',
    severity: 'info',
    where: {},
    facts: { done: total, total },
    retry: true,
  };
  return { end: bad.length === 0 ? 'rolled-back' : 'diverged', problems: [told, ...problemsOf(bad)] };
}

async function takeBack({ host, plan }: Part, { id, input, context, progress }: Running): Promise<Applied> {
  const part = only(plan, input);
  const own = createProgress(input.planId, part.plan, progress.of(host));
  own.phase('rolling-back');
  const problems = await rollBack(part, context, own);
  own.phase('ended');
  const applied: Applied = { end: problems.length === 0 ? 'rolled-back' : 'diverged', problems };
  await noteEnd(host, applied, { id, context });
  return applied;
}
function worst(parts: readonly { readonly end: ApplyEnd }[]): ApplyEnd {
  if (parts.some(({ end }) => end === 'diverged')) return 'diverged';
  return parts.some(({ end }) => end === 'rolled-back') ? 'rolled-back' : 'committed';
}

function problemsOf(parts: readonly { readonly problems: readonly Problem[] }[]): readonly Problem[] {
  return parts.flatMap(({ problems }) => problems);
}

function memberProblems(failed: readonly Part[], name: string): readonly Problem[] {
  return failed.map(({ host, end }) => ({
    code: 'overlay-member-failed',
    severity: 'error',
    where: { host },
    facts: { host: hostName(host), name, state: end === 'diverged' ? 'is not as before' : 'is as before' },
    retry: true,
  }));
}
