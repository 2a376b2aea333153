/** Starts the root helper: directly when we are root, else through pkexec, and says in plain words why it did not start. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { PROTOCOL } from '../../app/contract/helper.ts';
import type { ProblemCode } from '../../app/problem/catalogue.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { connectHelper, type Hello, type HelperClient } from './client.ts';
import { HELPER_PATH } from './installed.ts';

const PKEXEC = '/usr/bin/pkexec';
/** Its last words are enough: a helper that logs ten thousand steps must not fill our memory. */
const KEPT_STDERR = 16_384;
/** Ending is a cancel of what runs, at most a second. Shorter kills a busy one half way; longer only delays our own end. */
const CLOSE_MS = 3_000;

export interface StartOptions {
  /** The bundle that a process which is root already runs itself. */
  readonly bundle: string;
  readonly version: string;
  /** Gives up waiting for the password. */
  readonly signal?: AbortSignal;
  readonly asRoot?: boolean;
}

/** Resolves when the helper has greeted, which may take as long as somebody needs for a password. */
export async function startHelper(options: StartOptions): Promise<Result<HelperClient>> {
  const direct = options.asRoot ?? process.getuid?.() === 0;
  if (!direct && !existsSync(PKEXEC)) return fail(problem('admin-no-pkexec', {}));
  if (!direct && !existsSync(HELPER_PATH)) return fail(problem('admin-not-installed', { path: HELPER_PATH }));
  const argv = direct ? [process.execPath, options.bundle] : [PKEXEC, '--disable-internal-agent', HELPER_PATH];
  return greet(run(argv), options, direct);
}

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves when it is gone: its exit code, or null after a signal. */
  readonly gone: Promise<number | null>;
  readonly stderr: () => string;
}

/** In a group of its own: Ctrl-C in the terminal must leave it to us, for what was begun has to be taken back. */
function run([file = '', ...args]: readonly string[]): Started {
  const child = spawn(file, args, {
    cwd: '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ELECTRON_RUN_AS_NODE: '1', ...forTest() },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-KEPT_STDERR)));
  const gone = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(127);
    });
    child.once('close', resolve);
  });
  return { child, gone, stderr: () => said };
}

async function greet(started: Started, options: StartOptions, direct: boolean): Promise<Result<HelperClient>> {
  const { child, gone, stderr } = started;
  const giveUp = (): void => void child.kill('SIGTERM');
  options.signal?.addEventListener('abort', giveUp);
  if (options.signal?.aborted) giveUp();
  let client: HelperClient | undefined;
  const hello = new Promise<Hello>((onHello) => {
    const ended = gone.then(() => lastWords(stderr()));
    client = connectHelper({ stdin: child.stdin, stdout: child.stdout, ended, version: options.version, onHello });
  });
  const first = await Promise.race([hello, gone]);
  options.signal?.removeEventListener('abort', giveUp);
  if (client === undefined || first === null || typeof first === 'number')
    return fail(whyNot(typeof first === 'number' ? first : null, stderr(), direct, options.signal?.aborted ?? false));
  if (first.protocol === PROTOCOL && first.uid === 0) return ok(closing(client, started));
  child.stdin.end();
  if (first.uid !== 0)
    return fail(problem('admin-start-failed', { message: `it runs as user ${first.uid}, not as root` }));
  return fail(problem('admin-outdated', { found: first.protocol, wanted: PROTOCOL }));
}

/** One of root's cannot be killed by us; it has ended its work by itself, or hears of our end when our pipe closes. */
function closing(client: HelperClient, { child }: Started): HelperClient {
  const close = async (): Promise<void> => {
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_MS).unref());
    await Promise.race([client.close(), late]);
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  };
  return { ...client, close };
}

/** pkexec(1): 126 for a dismissed dialog, 127 for everything else it did not do. Its texts are polkit 105 to 126's. */
function whyNot(code: number | null, stderr: string, direct: boolean, aborted: boolean): Problem {
  const message = lastWords(stderr);
  if (direct || (code !== 126 && code !== 127)) {
    return problem(aborted ? 'admin-dismissed' : 'admin-start-failed', { message });
  }
  if (code === 126) return problem('admin-dismissed', {});
  if (/No authentication agent found|authentication agent/i.test(stderr)) return problem('admin-no-agent', {});
  if (/getting authority|initializing authority|org\.freedesktop\.PolicyKit1|D-?Bus/i.test(stderr))
    return problem('admin-no-polkit', { message });
  if (/not authorized/i.test(stderr)) return problem('admin-denied', { message });
  return problem('admin-start-failed', { message });
}

function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.at(-1) ?? '').replace(/^overlane-helper: /, '').trim() || 'it said nothing';
}

export function problem(code: ProblemCode, facts: Problem['facts']): Problem {
  return { code, severity: 'error', where: { host: 'local' }, facts, retry: true };
}

/** Reaches only a helper that we start ourselves as root: pkexec and the installed script hand nothing on. */
function forTest(): NodeJS.ProcessEnv {
  const idle = process.env['OVERLANE_HELPER_IDLE_MS'];
  return idle === undefined ? {} : { OVERLANE_HELPER_IDLE_MS: idle };
}
