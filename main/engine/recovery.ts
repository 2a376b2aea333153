/** Takes back a change that was interrupted, judged by what the hosts show today. */
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/model/host.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import type { Change } from '../../app/plan/journal-fold.ts';
import { rollbackOf, type HostPlan } from '../../app/plan/plan.ts';
import { simulate } from '../../app/plan/step.ts';
import { fail, ok, type Result } from '../../app/problem/problem.ts';
import type { Applied, ApplyContext } from './executor.ts';
import type { Hosts } from './hosts.ts';
import { unended, type Journal } from './journal.ts';
import type { Overlays } from './overlays.ts';
import { rollBack } from './rollback.ts';

export interface RecoveryContext extends Pick<ApplyContext, 'collector' | 'record'> {
  readonly journal: Journal;
  readonly clock: Clock;
}

/** A host that is gone (a lab that ended) has nothing left to take back. */
export async function recover({ armed }: Change, context: RecoveryContext): Promise<Applied> {
  const base = new Map<HostId, Tables>();
  const hosts: HostPlan[] = [];
  for (const plan of armed.plan.hosts) {
    const read = await context.collector(plan.host)?.refresh();
    if (read === undefined || (!read.ok && read.problem.code === 'host-gone')) continue;
    hosts.push(plan);
    if (read.ok) base.set(plan.host, tablesBefore(plan, read.value.tables));
  }
  const problems = await rollBack({ plan: { ...armed.plan, hosts }, base }, context);
  const end = problems.length === 0 ? 'rolled-back' : 'diverged';
  const texts = problems.map(({ code }) => code);
  const closed = await context.journal.append(
    { kind: 'end', id: armed.id, at: context.clock.now(), end, problems: texts },
    { sync: true },
  );
  return { end, problems: closed.ok ? problems : [...problems, unended(closed.problem)] };
}

interface KeepContext extends Pick<RecoveryContext, 'journal' | 'clock'> {
  readonly hosts: Hosts;
  readonly overlays: Overlays;
}

/** Lets an interrupted change stand. */
export async function keepAsItIs(
  entryId: string,
  { hosts, overlays, journal, clock }: KeepContext,
): Promise<Result<null>> {
  const change = overlays.findRecovery(entryId);
  const confirmed = change === undefined ? ok(null) : await confirmArmed(change, hosts);
  if (!confirmed.ok) return confirmed;
  return journal.append({ kind: 'end', id: entryId, at: clock.now(), end: 'kept', problems: [] }, { sync: true });
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
      return fail({ code: 'dead-man-reverted', severity: 'info', where: { host }, facts: { host: hostName(host), failed: 0 }, retry: false }); // prettier-ignore
  }
  return ok(null);
}

/** The journal keeps no tables: what was there before is today's tables with every step taken back in the model. */
function tablesBefore(plan: HostPlan, today: Tables): Tables {
  return rollbackOf(plan).reduce((tables, step) => simulate(tables, step), today);
}
