/** Files that a process was started with although nobody meant to give them. */
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { reasonOf } from '../engine/reason.ts';

/**
 * Closes everything that was inherited beyond stdio and `keep`. Chromium does not mark its files close-on-exec (seen with Electron
 * 25.1.1), so a child of Electron's main process gets all of them, sockets to the zygotes and locked databases among them, and would
 * hand them on to a lab that outlives the window, to ssh and to the root helper.
 * A file counts as inherited when the parent has the same one under the same number, and its name says which one it is.
 * Answers with how many were closed.
 */
export function closeInherited(keep: readonly number[]): number {
  const candidates = openFiles('self').filter((fd) => fd > 2 && !keep.includes(fd));
  const inherited = candidates.filter((fd) => {
    const target = targetOf('self', fd);
    return target !== undefined && tellsWhich(target) && target === targetOf(String(process.ppid), fd);
  });
  return inherited.filter(closeOne).length;
}

/**
 * Whether a link of `/proc/PID/fd` (proc(5)) names one open file and no other: sockets and pipes by their inode, files by their path.
 * `anon_inode:[eventpoll]` is every epoll there is. Ours may have the number of the parent's; closed, Chromium's loop in this process
 * spins for ever and fills stderr with "epoll_wait: Invalid argument" (seen with Electron 25.1.1).
 */
export function tellsWhich(target: string): boolean {
  if (/^(socket|pipe):\[\d+\]$/.test(target)) return true;
  const isDevice = target.startsWith('/dev/') && !target.startsWith('/dev/shm/');
  return target.startsWith('/') && !isDevice && !target.startsWith('/memfd:');
}

function openFiles(pid: string): readonly number[] {
  return readdirSync(`/proc/${pid}/fd`).map(Number);
}

function targetOf(pid: string, fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    // Closed meanwhile, or the parent has none of that number: not inherited.
    return undefined;
  }
}

function closeOne(fd: number): boolean {
  try {
    closeSync(fd);
    return true;
  } catch (error) {
    console.error(`overlane: file ${fd} could not be closed: ${reasonOf(error)}`);
    return false;
  }
}
