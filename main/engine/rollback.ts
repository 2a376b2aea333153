/** Takes back what was done of a plan, and answers with what could not be brought back. */
import type { Transport } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { EMPTY_TABLES, type Tables } from '../../app/noun/snapshot.ts';
import { describeStep, type Step } from '../../app/noun/step.ts';
import { countDone, leftBehind } from '../../app/plan/done.ts';
import { pendingOf, rollbackOf, type HostPlan } from '../../app/plan/plan.ts';
import { changedSince } from '../../app/plan/stale.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { ApplyContext, ApplyInput } from './executor.ts';
import type { Progress } from './progress.ts';
import { lookUntil } from './verify.ts';

type Context = Pick<ApplyContext, 'collector' | 'record'>;

interface Undone extends Pick<ApplyInput, 'plan' | 'base'> {
  /** How many steps may have had an effect, by host; unknown after a crash. */
  readonly ran?: ReadonlyMap<HostId, number>;
}

/** Empty when every host is as it was before. */
export async function rollBack(
  { plan, base, ran }: Undone,
  context: Context,
  progress?: Progress,
): Promise<readonly Problem[]> {
  const hosts = plan.hosts.map((host) => {
    const steps = host.steps.slice(0, ran?.get(host.host) ?? host.steps.length);
    return rollBackHost({ ...host, steps }, base.get(host.host) ?? EMPTY_TABLES, context, progress);
  });
  return (await Promise.all(hosts)).flat();
}

async function rollBackHost(
  plan: HostPlan,
  base: Tables,
  context: Context,
  progress?: Progress,
): Promise<readonly Problem[]> {
  const { host } = plan;
  const read = await context.collector(host)?.refresh();
  if (read === undefined || !read.ok)
    return [diverged(host, 'everything that this plan did', read?.ok === false ? read.problem : undefined)];
  const transport = context.collector(host)?.transport;
  const done = countDone(plan, base, read.value.tables);
  const inverse = pendingOf(read.value.tables, rollbackOf(plan, done));
  if (transport !== undefined) await runAll(transport, inverse, context);
  for (let step = 0; step < done; step += 1) progress?.mark(host, step, 'undone');
  const missing = (tables: Tables): readonly string[] => {
    const changed = changedSince(plan, base, tables);
    return changed === undefined ? leftBehind(plan, base, tables) : [changed];
  };
  const left = await lookUntil(host, context, { missing });
  return left.map((problem) =>
    problem.code === 'verify-missing' ? diverged(host, String(problem.facts.what), undefined, inverse) : problem,
  );
}

/** A step that fails is left out and the rest goes on: what counts is read afterwards. */
async function runAll(transport: Transport, steps: readonly Step[], context: Context): Promise<void> {
  let left = steps;
  while (left.length > 0) {
    const outcomes = await transport.write(left);
    context.record(transport.host, 'rollback', outcomes);
    if (outcomes.length === 0) return;
    left = left.slice(outcomes.length);
  }
}

function diverged(host: HostId, what: string, cause?: Problem, commands: readonly Step[] = []): Problem {
  const facts = {
    host: hostName(host),
    what,
    ...(commands.length === 0 ? {} : { commands: commands.map(describeStep).join(', ') }),
  };
  return { code: 'diverged', severity: 'error', where: { host }, facts, cause: cause?.cause, retry: true };
}
