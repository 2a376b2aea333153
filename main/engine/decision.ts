/** Waits for a person to keep a change or to have it taken back; silence takes it back. */
import type { ApplyProgress } from '../../app/contract/plan-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import type { Confirm } from './dead-man.ts';

export type Decision = 'keep' | 'revert';

export interface Decisions {
  /** What the executor needs to ask, telling with the progress until when. */
  ask(
    planId: string,
    tell: (progress: ApplyProgress) => void,
    signal: AbortSignal,
    clock: Clock,
  ): { readonly onProgress: (progress: ApplyProgress) => void; readonly confirm: Confirm };
  answer(planId: string, decision: Decision): void;
}

export function createDecisions(): Decisions {
  const waiting = new Map<string, (decision: Decision) => void>();
  return {
    ask: (planId, tell, signal, clock) => {
      let last: ApplyProgress | undefined;
      const decided = (until: number): Promise<Decision> =>
        new Promise((resolve) => {
          const revert = (): void => resolve('revert');
          const timer = setTimeout(revert, until - clock.now());
          signal.addEventListener('abort', revert, { once: true });
          if (signal.aborted) revert();
          waiting.set(planId, (decision) => {
            clearTimeout(timer);
            resolve(decision);
          });
        });
      return {
        onProgress: (progress) => tell((last = progress)),
        confirm: async (until) => {
          if (last !== undefined) tell({ ...last, confirmBy: until });
          const decision = await decided(until);
          waiting.delete(planId);
          if (last !== undefined) tell(last);
          return decision;
        },
      };
    },
    answer: (planId, decision) => waiting.get(planId)?.(decision),
  };
}
