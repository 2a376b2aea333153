/**
 * The lock of a host, held by an open file that every command of a change inherits (flock(2): it belongs to the open file, and ends
 * when the last process has closed it). Whoever kills us in the middle of a change keeps others out until the command that still runs
 * has ended, and nobody has to clear up. The file is the one that an ssh session holds there (`main/ssh/lock.sh`).
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { HostLock } from '../../app/contract/ports.ts';
import { runCommand } from './command.ts';

/** In a folder that only root writes in and that a reboot empties. */
export const LOCK_FILE = '/run/overlane-change';
/** Characters; what another says of itself is shown, so it is bounded here as well. */
const MOST = 200;
/** flock(1) only asks. Longer would hold a change up where the program hangs. */
const ASK_MS = 5_000;

export interface HeldLock {
  take(who: string): Promise<HostLock>;
  /** The open file while it is held: for the commands of the change. */
  fd(): number | undefined;
}

/** `flock` is how the program is called where we are. */
export function heldLock(path: string, flock: readonly string[] = ['flock']): HeldLock {
  let held: number | undefined;
  const release = (): void => {
    if (held === undefined) return;
    rmSync(path, { force: true });
    closeSync(held);
    held = undefined;
  };
  return {
    fd: () => held,
    async take(who) {
      for (;;) {
        const fd = opened(path);
        if (typeof fd === 'string') return free(fd);
        const { exitCode, stderr } = await runCommand([...flock, '-n', '3'], { inherit: fd, timeoutMs: ASK_MS });
        if (exitCode === 0 && isThere(fd, path)) {
          ftruncateSync(fd);
          writeSync(fd, `${printable(who)}\n`);
          held = fd;
          return { release };
        }
        const by = exitCode === 1 ? holderIn(fd) : undefined;
        closeSync(fd);
        // Whoever held it before removes the file at its end: then that was a lock of nothing.
        if (exitCode === 0) continue;
        return by === undefined ? free(stderr.trim() || 'flock cannot be run') : { by };
      }
    },
  };
}

/** Nobody is kept out: what is read again before each change has to do. */
function free(unlocked: string): HostLock {
  return { release: () => undefined, unlocked };
}

function opened(path: string): number | string {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  } catch (error) {
    return (error as Error).message;
  }
}

function isThere(fd: number, path: string): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.ino === fstatSync(fd).ino;
}

function holderIn(fd: number): string {
  const [line = ''] = readFileSync(fd, 'utf8').split('\n');
  return printable(line) || 'somebody else';
}

/** As it is written into the file, and as it is shown of what stands there. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, MOST);
}
