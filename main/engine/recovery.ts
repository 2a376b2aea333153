/** Takes back a change that was interrupted, judged by what the hosts show today. */
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { specOfLink } from '../../app/overlay/link-spec.ts';
import { withoutClaimed } from '../../app/plan/claims.ts';
import { skipped } from '../../app/plan/undo.ts';
import type { Change } from '../../app/change/journal-change.ts';
import type { End, HostRows, Statement } from '../../app/change/journal-entry.ts';
import { interruptedPlan, tablesBefore, type RowsBefore } from '../../app/plan/interrupted.ts';
import type { HostPlan } from '../../app/plan/plan.ts';
import { touchedRows } from '../../app/plan/touched.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { claimsOn } from './claims.ts';
import { sentence, type Applied, type ApplyContext } from './executor.ts';
import { bringFile } from './file-change.ts';
import type { Hosts } from './hosts.ts';
import { unended, type Journal } from './journal.ts';
import type { Overlays } from './overlays.ts';
import { rollBack } from './rollback.ts';
import type { Stated } from './stated.ts';
import { changeNamed, claimed, statementBack } from './undo.ts';

export interface RecoveryContext extends Pick<ApplyContext, 'collector' | 'record'> {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly overlays: Overlays;
  readonly stated: Stated;
}

/** The change that an id, or the beginning of one, means; only one that is unfinished, and whose process has ended. */
export function changeToRecover(entryId: string, overlays: Overlays): Result<Change> {
  const named = changeNamed(overlays.changes(), entryId);
  if (!named.ok) return fail(notUnfinished(String(named.problem.facts.reason)));
  const change = overlays.findRecovery(named.value.armed.id);
  if (change !== undefined) return ok(change);
  const { end } = named.value;
  return fail(notUnfinished(end === undefined ? 'that change still runs' : `that change ended as "${end.end}"`));
}

function notUnfinished(reason: string): Problem {
  return { code: 'recovery-unknown', severity: 'error', where: {}, facts: { reason }, retry: false };
}

/**
 * A host that is gone (a lab that ended) has nothing left to take back. What came later is not touched: steps that a declared
 * overlay or a later change relies on are left, and named.
 */
export async function recover(change: Change, context: RecoveryContext): Promise<Applied> {
  const { armed } = change;
  const left: Problem[] = [];
  const base = new Map<HostId, Tables>();
  const hosts: HostPlan[] = [];
  for (const plan of armed.plan.hosts) {
    const read = await context.collector(plan.host)?.refresh();
    if (read === undefined || (!read.ok && read.problem.code === 'host-gone')) continue;
    if (!read.ok) {
      hosts.push(plan);
      continue;
    }
    const { tables } = read.value;
    const before = rowsBefore(change, plan.host);
    const own = interruptedPlan(plan, tables, before);
    const free = withoutClaimed(own.plan, tables, claimsOn(plan.host, change, context.overlays));
    hosts.push(free.plan);
    base.set(plan.host, tablesBefore(free.plan, tables, before));
    left.push(...own.left.map((one) => skipped(plan.host, one)), ...free.left.map((one) => claimed(plan.host, one)));
  }
  const problems = await rollBack({ plan: { ...armed.plan, hosts }, base }, context);
  const end = problems.length === 0 ? 'rolled-back' : 'diverged';
  const isBack = end === 'rolled-back';
  left.push(...(isBack ? await bringFile(armed.file, 'before', armed.id) : []));
  const texts = [...problems, ...left].map(sentence);
  const stated = isBack ? statementBack(change, [], context) : undefined;
  const closed = await context.journal.append(
    { kind: 'end', id: armed.id, at: context.clock.now(), end, problems: texts, stated },
    { sync: true },
  );
  return { end, problems: [...problems, ...left, ...(closed.ok ? [] : [unended(closed.problem)])] };
}

interface KeepContext extends Pick<RecoveryContext, 'journal' | 'clock' | 'overlays' | 'stated'> {
  readonly hosts: Hosts;
}

/** Lets an interrupted change stand; answers with what of it could not be completed. */
export async function keepAsItIs(
  entryId: string,
  { hosts, overlays, stated, journal, clock }: KeepContext,
): Promise<Result<readonly Problem[]>> {
  const change = changeToRecover(entryId, overlays);
  if (!change.ok) return change;
  const confirmed = await confirmArmed(change.value, hosts);
  if (!confirmed.ok) return confirmed;
  const { id, file } = change.value.armed;
  const kept = statementKept(change.value, overlays, stated);
  const after = rowsKept(change.value, hosts);
  // Its file says what is declared: all of what was asked, or what was declared before.
  const left = await bringFile(file, kept === undefined ? 'before' : 'after', id);
  const problems = left.map(sentence);
  const end: End = { kind: 'end', id, at: clock.now(), end: 'kept', problems, after, stated: kept };
  const written = await journal.append(end, { sync: true });
  return written.ok ? ok(left) : written;
}

/** What of it is there: by that it is known when it is taken back later. */
function rowsKept(change: Change, hosts: Hosts): HostRows[] {
  return change.armed.plan.hosts.flatMap((host) => {
    const today = hosts.find(host.host)?.snapshot()?.tables;
    if (today === undefined) return [];
    return touchedRows(host, today, tablesBefore(host, today, rowsBefore(change, host.host))) ?? [];
  });
}

/** Nothing in entries of early versions. */
function rowsBefore({ armed }: Change, host: HostId): RowsBefore | undefined {
  return armed.before?.find((one) => one.host === host)?.rows;
}

/** What was to be built is declared, so that status says what is missing and a repair completes it; unless it was declared anew since. */
function statementKept(change: Change, overlays: Overlays, stated: Stated): Statement | undefined {
  const { intent, at } = change.armed;
  if (change.end !== undefined) return undefined;
  if (intent.kind === 'overlay-declare') return { name: intent.name, spec: intent.spec, keepTrue: intent.keepTrue };
  const spec = intent.kind === 'overlay-apply' ? intent.spec : intent.kind === 'link' ? specOfLink(intent) : undefined;
  if (spec === undefined) return undefined;
  const now = stated.find(spec.name);
  if (now !== undefined && now.at > at) return undefined;
  return { name: spec.name, spec, keepTrue: now?.keepTrue ?? false };
}

/** Hosts that still wait to take the change back by themselves must hear of it, or they would. */
async function confirmArmed({ armed: { id, plan } }: Change, hosts: Hosts): Promise<Result<null>> {
  for (const { host } of plan.hosts) {
    const deadMan = hosts.find(host)?.transport.deadMan;
    const state = await deadMan?.state(id);
    if (deadMan === undefined || state?.ok !== true || state.value.state !== 'armed') continue;
    const confirmed = await deadMan.confirm(id);
    if (!confirmed.ok) return confirmed;
    if (confirmed.value.state !== 'confirmed')
      return fail({
        code: 'dead-man-reverted',
        severity: 'info',
        where: { host },
        facts: { host: hostName(host), failed: 0 },
        retry: false,
      });
  }
  return ok(null);
}
