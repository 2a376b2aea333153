import type { ChildProcess } from 'node:child_process';
import { readText } from '../lab/proc.ts';

/** nsenter follows its child at once. Shorter would kill it too early on a busy machine; longer only delays a cancel. */
const NSENTER_EXIT_MS = 500;

/**
 * Kills a command and its process group. nsenter waits for its child in the other pid namespace: killed first, it would
 * leave that child to our init, and until init has reaped it the kernel cannot end the lab host. Where init is slow to
 * reap, or never does, that takes for ever; so its child goes first, and nsenter follows.
 */
export function endCommand(child: ChildProcess, file: string): void {
  const { pid } = child;
  if (pid === undefined) return;
  const inner = file === 'nsenter' ? childrenOf(pid) : [];
  if (inner.length === 0) return signal(-pid);
  const timer = setTimeout(() => signal(-pid), NSENTER_EXIT_MS);
  child.once('exit', () => {
    clearTimeout(timer);
    signal(-pid);
  });
  inner.forEach(signal);
}

function childrenOf(pid: number): readonly number[] {
  return readText(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** Kills a process, or with a negative number its process group. */
function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: it has just ended by itself
  }
}
