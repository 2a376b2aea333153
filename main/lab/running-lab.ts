import { findHosts, type FoundHost, type FoundSwitch, type LabState } from './discover.ts';
import type { Holder } from './launch.ts';
import { argvOf, exists, processAt, type Process } from './proc.ts';

export interface LabHost {
  readonly name: string;
  /** Pid 1 of the host, in our pid namespace. */
  readonly pid: number;
  /** With the pid it names the process for good: pids are used again. */
  readonly startTicks: string;
  readonly dev: 'eth0';
  readonly underlay: string;
}

export interface Lab {
  readonly name: string;
  /** The hosts that lived when this object was made. */
  readonly hosts: readonly LabHost[];
  /** True when we started it with lifetime `owned`: it ends when we do, unless kept. */
  readonly owned: boolean;
  /** Whether an owned lab outlives us; for any other lab this does nothing. */
  keep(on: boolean): void;
  /** Resolves when every process of it is gone; the kernel frees namespaces, mounts and links with them. */
  stop(): Promise<void>;
  /** Called once when the lab ended, by itself or by `stop`; at once if it already has. */
  onEnd(listener: () => void): void;
}

/**
 * How often the end is looked for where no child process tells it. /proc gives no event: shorter only costs
 * wake-ups, longer lets the window show a dead host as alive for that long.
 */
const POLL_MS = 250;
/** After SIGKILL the kernel takes some ten milliseconds for three hosts; this only spaces the looks. */
const GONE_POLL_MS = 5;

export function runningLab(holder: FoundSwitch, state: LabState, child?: Holder): Lab {
  const found = findHosts(holder);
  const members: readonly Process[] = [holder, ...found, ...unshareOf(holder)];
  const end = endOf(holder);
  child?.once('exit', end.check);
  return {
    name: state.name,
    hosts: hostsOf(found, state),
    owned: child?.stdin != null,
    keep: (on) => void child?.stdin?.write(on ? 'keep\n' : 'drop\n'),
    stop: async () => {
      if (exists(holder)) process.kill(holder.pid, 'SIGKILL');
      while (members.some(exists) || (child && child.exitCode === null && child.signalCode === null)) {
        await new Promise((resolve) => setTimeout(resolve, GONE_POLL_MS));
      }
      end.check();
    },
    onEnd: (listener) => end.add(listener),
  };
}

/** unshare(1) follows the switch's pid 1 a moment later. */
function unshareOf(holder: Process): readonly Process[] {
  const parent = argvOf(holder.parent)[0] === 'unshare' ? processAt(holder.parent) : undefined;
  return parent ? [parent] : [];
}

function hostsOf(found: readonly FoundHost[], state: LabState): readonly LabHost[] {
  return state.hosts.flatMap(({ name, underlay }) => {
    const pid1 = found.find((host) => host.name === name);
    return pid1 ? [{ name, pid: pid1.pid, startTicks: pid1.startTicks, dev: 'eth0' as const, underlay }] : [];
  });
}

/** Calls its listeners once when the process is gone; looks only while somebody listens, and keeps no program alive. */
function endOf(holder: Process): { add(listener: () => void): void; check(): void } {
  let listeners: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const check = (): void => {
    if (exists(holder)) return;
    clearInterval(timer);
    const called = listeners;
    listeners = [];
    for (const listener of called) listener();
  };
  const add = (listener: () => void): void => {
    listeners.push(listener);
    timer ??= setInterval(check, POLL_MS).unref();
    check();
  };
  return { add, check };
}
