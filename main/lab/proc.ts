import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** A process at one moment. Two processes are the same only if pid and start time agree: pids are used again. */
export interface Process {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of proc_pid_stat(5). */
  readonly startTicks: string;
  readonly parent: number;
  /** It is on its way out; pid 1 of a namespace stays so until everything in it is gone. */
  readonly exiting: boolean;
}

/** PF_EXITING of linux/sched.h, in field 9 of proc_pid_stat(5). */
const EXITING = 0x4;

/** The process with this pid, or undefined when there is none or it is a zombie (dead, not yet reaped). */
export function processAt(pid: number): Process | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  // The command name stands in parentheses and may hold anything, also ") ": the fields start after the last one.
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTicks = rest[17];
  if (!startTicks || state === 'Z' || state === 'X') return undefined;
  return { pid, startTicks, parent: Number(parent), exiting: (Number(rest[4]) & EXITING) !== 0 };
}

type Known = Pick<Process, 'pid' | 'startTicks'>;

/** Whether anything of it is left. */
export function exists(known: Known): boolean {
  return processAt(known.pid)?.startTicks === known.startTicks;
}

/** Whether it is of use: there, and not on its way out. */
export function isAlive(known: Known): boolean {
  const found = processAt(known.pid);
  return found?.startTicks === known.startTicks && !found.exiting;
}

/** All pids in our pid namespace that belong to our own user. */
export function ownPids(): readonly number[] {
  const uid = process.getuid?.();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && ownerOf(name) === uid)
    .map(Number);
}

/** The argv a process was started with; empty when it is gone or a kernel thread. */
export function argvOf(pid: number): readonly string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0').slice(0, -1);
}

/** Its pid in our namespace, then in each nested one (proc_pid_status(5), NSpid). */
export function nestedPids(pid: number): readonly number[] {
  const line = /^NSpid:\s*(.*)$/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? '';
  return line.split(/\s+/).map(Number);
}

/** `user:[4026531837]`, or undefined when the process is gone or not ours to look at. */
export function namespaceOf(pid: number | 'self', kind: 'user' | 'net' | 'mnt' | 'pid' | 'uts'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return undefined; // gone between two looks, or another user's: both mean "not one of ours"
  }
}

/** The text of a file under /proc; empty when the process ended before or while it was read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // ENOENT or ESRCH: a process may end at any moment, and its callers treat "no text" as "gone"
  }
}

function ownerOf(pid: string): number | undefined {
  return statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
}
