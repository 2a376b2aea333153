/** How far a plan is, told often enough to watch and seldom enough not to matter. */
import type { ApplyProgress, StepState } from '../../app/contract/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Plan } from '../../app/plan/plan.ts';

/** Milliseconds between two messages. Shorter: a plan of 10,000 steps spends its time telling; longer: ticks come in bunches. */
const TELL_MS = 40;

export interface Progress {
  phase(phase: ApplyProgress['phase']): void;
  mark(host: HostId, step: number, state: StepState): void;
  doneOn(host: HostId): number;
  readonly done: number;
  readonly total: number;
  /** Says the last state at once. */
  flush(): void;
}

export function createProgress(planId: string, plan: Plan, tell: (progress: ApplyProgress) => void): Progress {
  const hosts = plan.hosts.map(({ host, steps }) => ({ host, steps: steps.map((): StepState => 'waiting') }));
  const total = plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  let current: ApplyProgress['phase'] = 'checking';
  let timer: NodeJS.Timeout | undefined;
  let done = 0;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    tell({ planId, phase: current, hosts: hosts.map(({ host, steps }) => ({ host, steps: [...steps] })), done, total });
  };
  const listOf = (host: HostId): StepState[] => hosts.find((one) => one.host === host)?.steps ?? [];
  return {
    phase(phase) {
      current = phase;
      flush();
    },
    mark(host, step, state) {
      const list = listOf(host);
      if (list[step] === 'done') done -= 1;
      if (state === 'done') done += 1;
      list[step] = state;
      timer ??= setTimeout(flush, TELL_MS);
    },
    doneOn: (host) => listOf(host).filter((state) => state === 'done').length,
    get done() {
      return done;
    },
    total,
    flush,
  };
}
