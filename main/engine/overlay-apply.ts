/**
 * Applies an overlay's plan a host at a time, all hosts at once: each commits or is taken back by itself, so that one host that
 * fails leaves the others as they should be. What was reached is stated afterwards.
 */
import type { ApplyEnd } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/model/host.ts';
import { EMPTY_TABLES, type Tables } from '../../app/model/snapshot.ts';
import { planOverlay } from '../../app/overlay/overlay-plan.ts';
import type { OverlaySpec } from '../../app/overlay/overlay.ts';
import type { HostPlan } from '../../app/plan/plan.ts';
import { planUndo } from '../../app/plan/undo.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { applyPlan, type Applied, type ApplyContext, type ApplyInput } from './executor.ts';
import { unended } from './journal.ts';
import { shareProgress, type SharedProgress } from './overlay-progress.ts';
import type { Stated } from './stated.ts';

export interface OverlayInput extends ApplyInput {
  readonly name: string;
  /** What it is to be; `null` when it is destroyed. */
  readonly spec: OverlaySpec | null;
  /** What was stated before. */
  readonly before?: OverlaySpec;
}

interface Part extends Applied {
  readonly id: string;
  readonly host: HostId;
  readonly plan: HostPlan;
}

export async function applyOverlay(input: OverlayInput, context: ApplyContext, stated: Stated): Promise<Applied> {
  const group = context.newId();
  const progress = shareProgress(input.planId, input.plan, context.onProgress);
  const shared = { ...context, ...sharedConfirm(context) };
  const parts = await Promise.all(input.plan.hosts.map((plan) => applyPart(plan, group, input, shared, progress)));
  if (context.signal.aborted) return takeAllBack(parts, input, context, progress);
  const failed = parts.filter(({ end }) => end !== 'committed');
  if (failed.length > 0 && failed.length === parts.length) return { end: worst(failed), problems: problemsOf(failed) };
  const reached = await dropFailedJoiners(failed, group, input, context, progress);
  const written = await stated.state(input.name, reached.spec, { group });
  const problems = [...memberProblems(failed, input.name), ...problemsOf(failed), ...reached.problems];
  return { end: worst([...failed, reached]) === 'diverged' ? 'diverged' : 'committed', problems: written.ok ? problems : [...problems, unended(written.problem)] }; // prettier-ignore
}

async function applyPart(
  plan: HostPlan,
  group: string,
  { planId, name, base, plan: { title } }: OverlayInput,
  context: ApplyContext,
  progress: SharedProgress,
): Promise<Part> {
  const { host } = plan;
  const part: ApplyInput = {
    planId,
    plan: { title: `${title}: ${hostName(host)}`, hosts: [plan] },
    intent: { kind: 'overlay-part', name },
    base,
    group,
  };
  const id = context.newId();
  const applied = await applyPlan(part, { ...context, newId: () => id, onProgress: progress.of(host) });
  return { id, host, plan, ...applied };
}

/** One question for all hosts, however many of them are at risk. */
function sharedConfirm({ confirm }: ApplyContext): Pick<ApplyContext, 'confirm'> {
  if (confirm === undefined) return {};
  let answer: ReturnType<typeof confirm> | undefined;
  return { confirm: (until) => (answer ??= confirm(until)) };
}

/** A host that could not join is no member: what the others have of it goes again. */
async function dropFailedJoiners(
  failed: readonly Part[],
  group: string,
  input: OverlayInput,
  context: ApplyContext,
  progress: SharedProgress,
): Promise<{ readonly spec: OverlaySpec | null; readonly end: ApplyEnd; readonly problems: readonly Problem[] }> {
  const { spec, before } = input;
  if (spec === null) return { spec: remainder(before, failed), end: 'committed', problems: [] };
  const members = new Set(before?.members.map(({ host }) => host));
  const dropped = new Set(failed.map(({ host }) => host).filter((host) => !members.has(host)));
  if (dropped.size === 0) return { spec, end: 'committed', problems: [] };
  const without = { ...spec, members: spec.members.filter(({ host }) => !dropped.has(host)) };
  const rest = without.members.map(({ host }) => host);
  const tables = new Map(rest.flatMap((host): [HostId, Tables][] => {
    const now = context.collector(host)?.snapshot()?.tables;
    return now === undefined ? [] : [[host, now]];
  })); // prettier-ignore
  const plan = planOverlay({ spec: without, before: spec, tables });
  const again = { ...input, plan, base: tables };
  const parts = await Promise.all(
    plan.hosts
      .filter(({ host, steps }) => steps.length > 0 && rest.includes(host))
      .map((one) => applyPart(one, group, again, context, progress)),
  );
  const bad = parts.filter(({ end }) => end !== 'committed');
  return { spec: without, end: worst(bad), problems: problemsOf(bad) };
}

/** Members that could not be cleaned stay members, so that destroying can be asked again. */
function remainder(before: OverlaySpec | undefined, failed: readonly Part[]): OverlaySpec | null {
  const left = before?.members.filter(({ host }) => failed.some((part) => part.host === host)) ?? [];
  return before === undefined || left.length === 0 ? null : { ...before, members: left };
}

/** Cancelling means all of it, the hosts that had ended well before among them. */
async function takeAllBack(
  parts: readonly Part[],
  input: OverlayInput,
  context: ApplyContext,
  progress: SharedProgress,
): Promise<Applied> {
  const never = new AbortController().signal;
  const committed = parts.filter(({ end }) => end === 'committed');
  const undone = await Promise.all(committed.map(async ({ id, host, plan }) => {
    const tables = context.collector(host)?.snapshot()?.tables ?? EMPTY_TABLES;
    const base = new Map([[host, tables]]);
    const back = planUndo({ title: input.plan.title, hosts: [plan] }, base).plan;
    const undo: ApplyInput = { planId: input.planId, plan: back, intent: { kind: 'overlay-part', name: input.name }, base, undoes: id }; // prettier-ignore
    return applyPlan(undo, { ...context, signal: never, confirm: undefined, onProgress: progress.of(host) });
  })); // prettier-ignore
  const bad = [...parts.filter(({ end }) => end === 'diverged'), ...undone.filter(({ end }) => end !== 'committed')];
  const cancelled = parts.flatMap(({ problems }) => problems).find(({ code }) => code === 'apply-cancelled');
  const total = input.plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  const told: Problem = cancelled ?? { code: 'apply-cancelled', severity: 'info', where: {}, facts: { done: total, total }, retry: true }; // prettier-ignore
  return { end: bad.length === 0 ? 'rolled-back' : 'diverged', problems: [told, ...problemsOf(bad)] };
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
