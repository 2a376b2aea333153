/**
 * Reads a host while a change is under way. Other programs may hold the kernel's rtnl lock for minutes (ten thousand links that
 * come or go), and every `ip` then waits: a read that is late says nothing about what was done, so it is asked again.
 */
import type { ApplyProgress } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Collector } from './collector-port.ts';
import type { Hosts } from './hosts.ts';

/**
 * Milliseconds for each further try. A read that waits for the lock has to begin anew when it is given up, so each gets longer
 * than the one before. In all nearly three minutes: less would call a slow host lost, more would keep the user before a dead one.
 */
const AGAIN_MS = [30_000, 60_000, 60_000] as const;

/** A host that had to be asked more than once, and how long it took. */
export interface Slow {
  readonly host: HostId;
  readonly command: string;
  /** Milliseconds. */
  readonly tookMs: number;
}

/** The same collector, but its reads are asked again when they time out; `told` hears of it before and after each further try. */
export function patient(
  collector: Collector,
  told: (slow: Slow) => void,
  again: readonly number[] = AGAIN_MS,
): Collector {
  return {
    transport: collector.transport,
    host: () => collector.host(),
    snapshot: () => collector.snapshot(),
    watchOffload: () => collector.watchOffload(),
    start: () => collector.start(),
    stop: () => collector.stop(),
    async refresh(only) {
      const began = performance.now();
      let read = await collector.refresh(only);
      for (const timeoutMs of again) {
        if (read.ok || read.problem.code !== 'command-timeout') return read;
        const { command = '' } = read.problem.facts;
        const say = (): void =>
          told({ host: collector.transport.host, command: String(command), tookMs: performance.now() - began });
        say();
        read = await collector.refresh(only, { timeoutMs });
        say();
      }
      return read;
    },
  };
}

export function slowProblem({ host, command, tookMs }: Slow): Problem {
  const facts = { host: hostName(host), command, seconds: Math.max(1, Math.round(tookMs / 1000)) };
  return { code: 'host-slow', severity: 'info', where: { host }, facts, retry: false };
}

/** Looks hosts up, each as patient as that. */
export function patientHosts(
  hosts: Pick<Hosts, 'find'>,
  told: (slow: Slow) => void,
): (host: HostId) => Collector | undefined {
  return (host) => {
    const found = hosts.find(host);
    return found && patient(found, told);
  };
}

/** Gathers what was slow for the result, and tells it with the progress at once. */
export function createSlowNotes(tell: (progress: ApplyProgress) => void): {
  readonly note: (slow: Slow) => void;
  readonly onProgress: (progress: ApplyProgress) => void;
  problems(): readonly Problem[];
} {
  const slow = new Map<HostId, Problem>();
  let last: ApplyProgress | undefined;
  return {
    note: (one) => {
      const note = slowProblem(one);
      slow.set(one.host, note);
      if (last !== undefined) tell({ ...last, note });
    },
    onProgress: (progress) => tell((last = progress)),
    problems: () => [...slow.values()],
  };
}
