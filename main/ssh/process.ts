/** One `ssh` process of ours: started with the user's environment, read as streams, ended softly and then not. */
import { execa, type ResultPromise } from 'execa';
import type { Readable, Writable } from 'node:stream';

/** The agent ends with its stdin within a round trip. Shorter would cut far hosts short; longer makes closing a window slow. */
const LEAVE_MS = 1500;
/** ssh removes its control socket on SIGTERM, in some milliseconds; a stopped process never hears it. */
const TERM_MS = 500;
/** Between the end of ssh and the end of its pipes. Shorter could lose its last words; longer holds up whoever closes a window. */
const LAST_WORDS_MS = 300;
/** What ssh says fits many times; a remote that shouts is not kept. */
const LAST_WORDS = 16 * 1024;

/** Besides the user's own. What makes our runtime plain Node is not for their proxy commands. */
export const SSH_ENV = { LC_ALL: 'C', ELECTRON_RUN_AS_NODE: undefined };

export interface SshProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<SshEnd>;
  /** Ends stdin, which ends the agent; insists when that does not help. Resolves when it is gone. */
  leave(): Promise<void>;
  /** Ends it at once: for a login that was given up. */
  kill(): void;
}

/** `missing`: there is no such program. */
export interface SshEnd {
  readonly exitCode?: number;
  readonly missing: boolean;
}

export function startSsh(
  [file = 'ssh', ...argv]: readonly string[],
  env: Readonly<Record<string, string>>,
): SshProcess {
  const child: ResultPromise = execa(file, argv, {
    reject: false,
    // Its own process group: Ctrl-C in our terminal is ours to answer, and ProxyCommands end with it.
    detached: true,
    cleanup: false,
    cwd: '/',
    env: { ...env, ...SSH_ENV },
    buffer: false,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a pipe is missing');
  // A write after the connection has ended is no news: `ended` says it.
  stdin.on('error', () => undefined);
  const ended = endOf(child);
  const send = (signal: NodeJS.Signals): void => signalGroup(child.pid, signal);
  return {
    stdin,
    stdout,
    stderr,
    ended,
    kill: () => send('SIGTERM'),
    leave: async () => {
      stdin.end();
      const soft = setTimeout(() => send('SIGTERM'), LEAVE_MS);
      const hard = setTimeout(() => send('SIGKILL'), LEAVE_MS + TERM_MS);
      await ended;
      clearTimeout(soft);
      clearTimeout(hard);
    },
  };
}

/**
 * A client of somebody's master hands our pipes on to that master, which keeps them open while its connection is dead: the
 * end of the process counts, and what it said is waited for a moment only.
 */
async function endOf(child: ResultPromise): Promise<SshEnd> {
  const exited = new Promise<SshEnd>((resolve) => {
    child.once('exit', (exitCode) =>
      setTimeout(() => resolve({ exitCode: exitCode ?? undefined, missing: false }), LAST_WORDS_MS),
    );
  });
  const settled = Promise.resolve(child).then(({ exitCode, code }) => ({ exitCode, missing: code === 'ENOENT' }));
  const end = await Promise.race([settled, exited]);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  return end;
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: it has just ended by itself
  }
}

/** Keeps the end of a stream as text. */
export function createLastWords(): { push(chunk: Buffer | string): void; text(): string } {
  let kept = '';
  return {
    push: (chunk) => void (kept = (kept + chunk.toString()).slice(-LAST_WORDS)),
    text: () => kept,
  };
}
