/** The changes that this session is making: one a host, each of which can be cancelled, and none while another process makes one there. */
import { setMaxListeners } from 'node:events';
import { dirname, join } from 'node:path';
import type { ApplyProgress } from '../../app/contract/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Plan } from '../../app/plan/plan.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { lockHosts } from './host-lock.ts';
import type { Hosts } from './hosts.ts';
import { applyBusy } from './refusals.ts';

export interface Running {
  run<T>(
    planId: string,
    plan: Plan,
    job: (signal: AbortSignal) => Promise<T>,
    tell: (progress: ApplyProgress) => void,
  ): Promise<Result<T>>;
  cancel(planId: string): void;
  /** Cancels all, and resolves when each has ended. */
  endAll(): Promise<void>;
}

interface Run {
  readonly stop: AbortController;
  readonly hosts: readonly HostId[];
  readonly ended: Promise<unknown>;
}

export function createRunning(hosts: Hosts, journalPath: string): Running {
  const running = new Map<string, Run>();
  const folder = join(dirname(journalPath), 'locks');
  const isBusy = (host: HostId): boolean => [...running.values()].some((run) => run.hosts.includes(host));
  return {
    async run(planId, plan, job, tell) {
      const wanted = plan.hosts.map(({ host }) => host);
      const busy = wanted.find(isBusy);
      if (busy !== undefined) return fail(applyBusy(busy));
      const stop = new AbortController();
      // Each host of a large overlay listens; eleven are no leak.
      setMaxListeners(0, stop.signal);
      const onWait = (note: Problem): void => tell(waiting(planId, plan, note));
      const options = { folder, about: plan.title, signal: stop.signal, onWait };
      const ended = lockHosts(
        wanted.flatMap((host) => hosts.find(host) ?? []),
        options,
      ).then(async (lock) => {
        if (!lock.ok) return lock;
        return job(stop.signal).then(ok).finally(lock.value);
      });
      running.set(planId, { stop, hosts: wanted, ended });
      return ended.finally(() => running.delete(planId));
    },
    cancel: (planId) => running.get(planId)?.stop.abort(),
    async endAll() {
      for (const { stop } of running.values()) stop.abort();
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };
}

function waiting(planId: string, plan: Plan, note: Problem): ApplyProgress {
  const hosts = plan.hosts.map(({ host, steps }) => ({ host, steps: steps.map(() => 'waiting' as const) }));
  const total = plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  return { planId, phase: 'checking', hosts, done: 0, total, note };
}
