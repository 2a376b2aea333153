import type { ApplyResult, RecoveryView } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { call } from '../bridge.ts';

export type Settlement =
  | { readonly kind: 'kept'; readonly problems: readonly Problem[] }
  | { readonly kind: 'rolled'; readonly result: ApplyResult }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** What the user chose for an interrupted change and how it went; main forgets the entry as soon as it is settled. */
class Settled {
  list = $state.raw<readonly RecoveryView[]>([]);
  #how = $state.raw<ReadonlyMap<string, Settlement>>(new Map());
  busy = $state.raw<ReadonlySet<string>>(new Set());

  how(entryId: string): Settlement | undefined {
    return this.#how.get(entryId);
  }

  async rollBack(recovery: RecoveryView): Promise<void> {
    await this.#settle(recovery, async () => {
      const answer = await call('recovery.rollBack', { entryId: recovery.entryId });
      return answer.ok ? { kind: 'rolled', result: answer.value } : { kind: 'failed', problem: answer.problem };
    });
  }

  async keep(recovery: RecoveryView): Promise<void> {
    await this.#settle(recovery, async () => {
      const answer = await call('recovery.keep', { entryId: recovery.entryId });
      return answer.ok ? { kind: 'kept', problems: answer.value } : { kind: 'failed', problem: answer.problem };
    });
  }

  dismiss(entryId: string): void {
    this.list = this.list.filter((one) => one.entryId !== entryId);
  }

  async #settle(recovery: RecoveryView, run: () => Promise<Settlement>): Promise<void> {
    this.list = [...this.list.filter((one) => one.entryId !== recovery.entryId), recovery];
    this.busy = new Set([...this.busy, recovery.entryId]);
    const how = await run();
    this.#how = new Map([...this.#how, [recovery.entryId, how]]);
    this.busy = new Set([...this.busy].filter((id) => id !== recovery.entryId));
  }
}

export const settled = new Settled();
