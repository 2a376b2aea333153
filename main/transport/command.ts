import { constants } from 'node:os';
import { execa, type ResultPromise } from 'execa';
import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import type { CancelSignal } from '../../app/contract/ports.ts';
import { SEARCH_PATH } from '../lab/machine.ts';
import { endCommand } from './end-command.ts';

/**
 * A whole read of a host, some thirty commands. 100,000 FDB entries take one second, and a big deletion elsewhere holds
 * the kernel's rtnl lock for a few: shorter would call a busy host stale; longer would leave old rows unmarked.
 */
export const READ_TIMEOUT_MS = 15_000;
/**
 * One step, or one batch of them. Stopping a change half way leaves its end unknown, so this is longer than a read:
 * shorter would give up while other programs hold the kernel's rtnl lock, half a minute and more with ten thousand links
 * coming and going; longer keeps the user, who may cancel, before a host that hangs.
 */
export const WRITE_TIMEOUT_MS = 60_000;
/** A million FDB entries are 130 MB; more than this from one command is a fault, and would end our process. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

export interface CommandOptions {
  /** Written to stdin, which then ends; without it stdin is empty. */
  readonly input?: string;
  /** Milliseconds; without it the command may run for ever. */
  readonly timeoutMs?: number;
  readonly signal?: CancelSignal;
  /** Bytes of output after which it is ended; 512 MiB when absent. */
  readonly mostBytes?: number;
  /** An open file that it has as its file 3, for as long as it runs. */
  readonly inherit?: number;
}

/** How a command ended. */
export interface Ending {
  /** As a shell would say it: 128 + N after signal N. Absent where `failure` is present. */
  readonly exitCode?: number;
  readonly failure?: CommandFailure;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly process: ResultPromise;
  readonly ending: Promise<Ending>;
  /** Ends the command and everything it started in its process group. */
  kill(): void;
}

/** Runs one command to its end. Never throws or rejects: what fails is in the outcome. Invalid UTF-8 becomes U+FFFD. */
export async function runCommand(argv: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
  const startedAt = Date.now();
  const began = performance.now();
  const ending = await startCommand(argv, options).ending;
  return { argv, ...ending, startedAt, durationMs: performance.now() - began };
}

/**
 * Starts a command in its own process group, so that cancelling ends what it has forked as well (nsenter forks to enter a
 * pid namespace). `buffer: false` leaves the output to the caller, who must read it; `stdin: 'pipe'` leaves it open.
 */
export function startCommand(argv: readonly string[], options: CommandOptions & StreamOptions): RunningCommand {
  const [file = ''] = argv;
  const child = spawn(argv, options);
  let failure: CommandFailure | undefined;
  const kill = (): void => endCommand(child, file);
  const giveUp = (why: CommandFailure): void => {
    failure ??= why;
    kill();
  };
  const disarm = arm(giveUp, options.timeoutMs, options.signal);
  const ending = Promise.resolve(child).then((result) => {
    disarm();
    return endingOf(result, failure);
  });
  return { process: child, ending, kill };
}

interface StreamOptions {
  readonly buffer?: boolean;
  readonly stdin?: 'ignore' | 'pipe';
}

function spawn(
  [file = '', ...rest]: readonly string[],
  { input, buffer = true, stdin = 'ignore', mostBytes = MAX_OUTPUT_BYTES, inherit }: CommandOptions & StreamOptions,
): ResultPromise {
  return execa(file, rest, {
    reject: false,
    detached: true,
    cleanup: false,
    cwd: '/',
    extendEnv: false,
    env: { PATH: SEARCH_PATH, LC_ALL: 'C' },
    stripFinalNewline: false,
    maxBuffer: mostBytes,
    buffer,
    ...(input === undefined ? {} : { input }),
    // execa's types know the numbers 3 to 9 only; it hands on any.
    stdio: [input === undefined ? stdin : 'pipe', 'pipe', 'pipe', ...(inherit === undefined ? [] : [inherit as 3])],
  });
}

/** What execa answers with; only the fields used here. */
interface Result {
  readonly exitCode?: number;
  readonly signal?: string;
  readonly isMaxBuffer?: boolean;
  readonly stdout?: unknown;
  readonly stderr?: unknown;
  readonly shortMessage?: string;
}

function endingOf(result: Result, failure: CommandFailure | undefined): Ending {
  const output = { stdout: textOf(result.stdout), stderr: textOf(result.stderr) };
  if (failure) return { failure, ...output };
  // What is cut off is no listing; the half of it would be rows that seem to be all.
  if (result.isMaxBuffer === true) return { failure: 'flood', stdout: '', stderr: '' };
  if (result.exitCode !== undefined) return { exitCode: result.exitCode, ...output };
  const signal = constants.signals[result.signal as NodeJS.Signals];
  if (signal !== undefined) return { exitCode: 128 + signal, ...output };
  return { failure: 'not-started', stdout: output.stdout, stderr: output.stderr || (result.shortMessage ?? '') };
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : '';
}

function arm(
  giveUp: (why: CommandFailure) => void,
  timeoutMs: number | undefined,
  signal: CancelSignal | undefined,
): () => void {
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => giveUp('timeout'), timeoutMs);
  const cancel = (): void => giveUp('cancelled');
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
}
