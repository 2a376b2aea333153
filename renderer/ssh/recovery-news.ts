import type { RecoveryView } from '../../app/contract/plan-view.ts';
import type { HistoryDetails } from '../../app/contract/history.ts';
import { hostName } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';
import { notices } from '../notices.svelte.ts';
import { settled } from '../overlay/recovery.svelte.ts';

const ENDS = {
  'rolled-back': 'it was taken back',
  diverged: 'it was taken back only in part',
  kept: 'it was kept as it was',
  committed: 'it was done',
} as const;

/** An interrupted change that is settled without us (by its hosts, by a command line) would go from the window unseen: says how it ended. */
export async function tellSettled(before: readonly RecoveryView[], now: readonly RecoveryView[]): Promise<void> {
  const ours = new Set(settled.list.map(({ entryId }) => entryId));
  const gone = before.filter(({ entryId }) => !ours.has(entryId) && !now.some((one) => one.entryId === entryId));
  for (const { entryId } of gone) {
    const answer = await call('history.show', { entryId });
    notices.add(answer.ok ? settledProblem(answer.value) : answer.problem);
  }
}

function settledProblem({ title, hosts, end, problems }: HistoryDetails): Problem {
  const why = problems.length === 0 ? '' : ` (${problems.join('; ')})`;
  const how = end === undefined ? 'the journal does not say how' : `${ENDS[end]}${why}`;
  const facts = { title, hosts: hosts.map(hostName).join(' and '), how };
  return { code: 'dead-man-settled', severity: 'info', where: {}, facts, retry: false };
}
