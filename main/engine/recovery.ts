/** Takes back a change that was interrupted, judged by what the hosts show today. */
import type { Clock } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/model/host.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import type { Change } from '../../app/plan/journal-fold.ts';
import { rollbackOf, type HostPlan } from '../../app/plan/plan.ts';
import { simulate } from '../../app/plan/step.ts';
import type { Applied, ApplyContext } from './executor.ts';
import type { Journal } from './journal.ts';
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
  return { end, problems: closed.ok ? problems : [...problems, closed.problem] };
}

/** The journal keeps no tables: what was there before is today's tables with every step taken back in the model. */
function tablesBefore(plan: HostPlan, today: Tables): Tables {
  return rollbackOf(plan).reduce((tables, step) => simulate(tables, step), today);
}
