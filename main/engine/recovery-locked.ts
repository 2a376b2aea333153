/** Settles what a crash left, as the only one who changes its hosts: what somebody else did while they were waited for is read first. */
import type { ApplyProgress, ApplyResult } from '../../app/contract/plan-view.ts';
import { ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { Applied } from './executor.ts';
import type { Hosts } from './hosts.ts';
import { changeToRecover, keepAsItIs, recover, type RecoveryContext } from './recovery.ts';
import type { Running } from './running.ts';

export interface Recovering extends Pick<RecoveryContext, 'journal' | 'clock' | 'overlays' | 'stated'> {
  readonly hosts: Hosts;
  readonly running: Running;
  /** Told whom it waits for. */
  readonly tell?: (progress: ApplyProgress) => void;
}

export async function takeBackLocked(
  entryId: string,
  context: Recovering & RecoveryContext & { readonly slow: () => readonly Problem[] },
): Promise<Result<ApplyResult>> {
  const { clock } = context;
  const startedAt = clock.now();
  const applied = await locked(entryId, context, async (id): Promise<Result<Applied>> => {
    const change = changeToRecover(id, context.overlays);
    return change.ok ? ok(await recover(change.value, context)) : change;
  });
  if (!applied.ok) return applied;
  const problems = [...applied.value.problems, ...context.slow()];
  return ok({ planId: entryId, ...applied.value, problems, durationMs: clock.now() - startedAt });
}

export function keepLocked(entryId: string, context: Recovering): Promise<Result<readonly Problem[]>> {
  return locked(entryId, context, (id) => keepAsItIs(id, context));
}

async function locked<T>(
  entryId: string,
  { overlays, running, tell = () => undefined }: Recovering,
  settle: (id: string) => Promise<Result<T>>,
): Promise<Result<T>> {
  const change = changeToRecover(entryId, overlays);
  if (!change.ok) return change;
  const { id, plan } = change.value.armed;
  const job = async (): Promise<Result<T>> => {
    await overlays.reload();
    return settle(id);
  };
  const settled = await running.run(id, plan, job, tell);
  await overlays.reload();
  return settled.ok ? settled.value : settled;
}
