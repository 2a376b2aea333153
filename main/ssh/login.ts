/** From nothing to an agent that answers: ssh's own login, then as much privilege as the remote gives. */
import { randomBytes } from 'node:crypto';
import type { HostId } from '../../app/base/host.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { sshArgv, type SshOptions } from '../../app/ssh/options.ts';
import { problemOf, sshProblem } from '../../app/ssh/stderr.ts';
import { becomeRoot, parseArrival, type AskPassword, type Arrival } from './privilege.ts';
import { startSsh, type SshEnd, type SshProcess } from './process.ts';
import { agentProgram, arriveProgram, BOOT, sized } from './program.ts';
import { watchSilence, type Silence } from './silence.ts';
import { createTalk, type Talk } from './talk.ts';

/**
 * From the login to an agent that answers, without the time that people take: a few round trips and sudo's own work.
 * Shorter fails slow logins (directory services, jump hosts); longer is spent on accounts whose shell never answers.
 */
const ARRIVE_MS = 45_000;
const TICK_MS = 1000;

export interface LoginOptions {
  readonly host: HostId;
  readonly ssh: SshOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly askPassword: AskPassword;
  /** Whether a person is being asked at this moment: that time does not count. */
  readonly isAsking: () => boolean;
  /** Whether a person was asked for this login at all: it is not made a second time then. */
  readonly wasAsked: () => boolean;
  readonly wish: 'root' | 'plain';
  /** How long the agent waits for signs of life; a minute when absent. */
  readonly patienceS?: number;
  readonly signal: AbortSignal;
}

/** An agent that waits for requests. */
export interface Arrived {
  readonly process: SshProcess;
  readonly mark: string;
  readonly root: boolean;
  /** Why we are not root. */
  readonly problem?: Problem;
  readonly session?: Arrival['session'];
  /** ssh's own last words. */
  readonly words: () => string;
}

/** Never throws or rejects. Nothing of a login that failed is left running. */
export async function logIn(options: LoginOptions): Promise<Result<Arrived>> {
  const first = await attempt(options, !options.wasAsked());
  return first === 'slow' ? ((await attempt(options, false)) as Result<Arrived>) : first;
}

/** `slow`: it answered after its input had been ended to see whether a shell reads it; only where `impatient`. */
async function attempt(options: LoginOptions, impatient: boolean): Promise<Result<Arrived> | 'slow'> {
  const mark = randomBytes(16).toString('hex');
  const nonce = `overlane-${randomBytes(8).toString('hex')}:`;
  const argv = sshArgv(options.ssh, BOOT);
  const process = startSsh(argv, options.env);
  const talk = createTalk(process, mark);
  const patience = startPatience(options, process);
  const silence = watchSilence(process, talk, () => impatient && !options.wasAsked());
  process.stdin.write(sized(arriveProgram({ mark, nonce, wish: options.wish })));
  const arrived = await arrive(options, { process, talk, silence, mark, nonce });
  patience.stop();
  talk.stop();
  if (typeof arrived === 'object') return ok(arrived);
  process.kill();
  const end = await process.ended;
  if (arrived === 'slow') return 'slow';
  return fail(whyNot(options.host, argv, { ...end, talk, silence, late: patience.lost() }));
}

interface Failed extends SshEnd {
  readonly talk: Talk;
  readonly silence: Silence;
  readonly late: boolean;
}

function whyNot(host: HostId, argv: readonly string[], { exitCode, missing, talk, silence, late }: Failed): Problem {
  if (late) return problemOf('ssh-shell', host, `no answer within ${ARRIVE_MS / 1000} s`, argv);
  if (talk.tooLoud()) return problemOf('ssh-shell', host, 'it prints without end', argv);
  if (missing) return { ...problemOf('ssh-missing', host, '', argv), retry: false };
  const own = sshProblem(host, talk.words(), argv);
  // ssh itself ends with 255; anything else is what the login shell said (nologin, a shell that is not there).
  const isShell = exitCode !== undefined && (exitCode !== 255 || (silence.through() && own.code === 'ssh-failed'));
  if (!isShell) return own;
  return problemOf(silence.broken() ? 'ssh-startup-file' : 'ssh-shell', host, talk.words(), argv, exitCode);
}

interface Way {
  readonly process: SshProcess;
  readonly talk: Talk;
  readonly silence: Silence;
  readonly mark: string;
  readonly nonce: string;
}

async function arrive(options: LoginOptions, way: Way): Promise<Arrived | 'slow' | undefined> {
  const { process, talk, silence, mark } = way;
  const said = await talk.next();
  silence.stop();
  if (said === undefined) return undefined;
  if (silence.broken()) return 'slow';
  const arrival = parseArrival(said);
  const refused = await becomeRoot(arrival, { ...way, host: options.host, ask: options.askPassword });
  if ((await talk.next()) === undefined) return undefined;
  process.stdin.write(sized(agentProgram(options.patienceS)));
  const ready = /^agent (\d+)$/.exec((await talk.next()) ?? '');
  if (ready === null) return undefined;
  const root = ready[1] === '0';
  return { process, mark, root, problem: root ? undefined : refused(), session: arrival.session, words: talk.words };
}

/** Ends a login that takes too long, or that was cancelled. */
function startPatience(
  { isAsking, signal }: LoginOptions,
  process: SshProcess,
): { lost: () => boolean; stop: () => void } {
  let left = ARRIVE_MS;
  const timer = setInterval(() => {
    if (!isAsking()) left -= TICK_MS;
    if (left <= 0) process.kill();
  }, TICK_MS);
  const cancel = (): void => process.kill();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  return {
    lost: () => left <= 0,
    stop: () => {
      clearInterval(timer);
      signal.removeEventListener('abort', cancel);
    },
  };
}
