import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { HOST_MARK, SWITCH_MARK, type LabState } from './discover.ts';
import { UNDERLAY_LENGTH, type Place } from './layout.ts';
import { forbiddenUserns, hasAdministrativeAccess, SEARCH_PATH } from './machine.ts';
import { withoutComments } from './script.ts';
import hostText from './host.sh?raw';
import switchText from './switch.sh?raw';

/** unshare(1), the parent of the switch's pid 1. Ending either of the two ends the lab. */
export type Holder = ChildProcessByStdio<Writable | null, Readable, Readable>;

export interface LaunchOptions {
  readonly name: string;
  readonly places: readonly Place[];
  readonly lifetime: 'owned' | 'detached';
  readonly signal?: AbortSignal;
}

/**
 * How long the set-up may take. Three hosts take a quarter of a second and fifty take three on a small machine, so
 * less would fail a large lab on a busy one; more would only delay the news that the kernel hangs.
 */
const START_TIMEOUT_MS = 30_000;

/** Starts the switch and waits until it says that all hosts are up. On failure nothing is left running. */
export async function launch(options: LaunchOptions): Promise<Result<Holder>> {
  const argv = holderArgv(options);
  const holder = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: '/',
    env: { PATH: SEARCH_PATH, LC_ALL: 'C' },
    // Its own session: Ctrl-C or the end of our terminal is ours to answer, not the lab's.
    detached: true,
    stdio: [options.lifetime === 'owned' ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  }) as Holder;
  // A write after the lab has ended is no news: the "exit" event says it.
  holder.stdin?.on('error', () => undefined);
  const failure = await settle(holder, options.signal);
  return failure ? fail(failure) : ok(holder);
}

function holderArgv({ name, places, lifetime }: LaunchOptions): readonly string[] {
  const userns = hasAdministrativeAccess() ? [] : ['-U', '--map-root-user'];
  const state: LabState = { name, hosts: places.map(({ name: host, underlay }) => ({ name: host, underlay })) };
  const hosts = places.flatMap((place) => [place.name, place.underlay, String(UNDERLAY_LENGTH), place.mac]);
  return [
    ...['unshare', ...userns, '--mount', '--net', '--uts', '--pid', '--fork', '--mount-proc', '--kill-child'],
    ...['--propagation', 'private', 'sh', '-c', withoutComments(switchText), SWITCH_MARK],
    ...[name, lifetime, withoutComments(hostText), HOST_MARK, JSON.stringify(state), ...hosts],
  ];
}

/** Resolves when the holder said "ready" (undefined) or has ended (why). */
function settle(holder: Holder, signal: AbortSignal | undefined): Promise<Problem | undefined> {
  let said = '';
  let complained = '';
  let reason = '';
  const stop = (why: string): void => {
    reason = why;
    holder.kill('SIGKILL');
  };
  const cancel = (): void => stop('it was cancelled');
  const timer = setTimeout(() => stop(`it was not ready within ${START_TIMEOUT_MS / 1000} s`), START_TIMEOUT_MS);
  signal?.addEventListener('abort', cancel);
  if (signal?.aborted) cancel();
  return new Promise<Problem | undefined>((resolve) => {
    holder.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready\n')) resolve(undefined);
    });
    holder.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
    holder.once('error', (error) => resolve(startFailed(error.message, complained)));
    holder.once('close', (code) =>
      resolve(
        reason ? startFailed(reason, complained) : refused(lastLine(complained) || `exit code ${code}`, complained),
      ),
    );
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  });
}

/** The kernel says no more than "not permitted" or "no space left": which setting it was has to be looked up. */
function refused(message: string, stderr: string): Problem {
  const forbidden = hasAdministrativeAccess() ? undefined : forbiddenUserns();
  const failed = startFailed(message, stderr);
  return forbidden ? { ...forbidden, cause: failed.cause } : failed;
}

function startFailed(message: string, stderr: string): Problem {
  const cause = { argv: ['unshare', '-U', '--map-root-user'], stderr };
  return {
    code: 'lab-start-failed',
    severity: 'error',
    where: { host: 'local' },
    facts: { message },
    cause,
    retry: true,
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
