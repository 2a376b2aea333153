/** The way to a host's session: dials when there is none, shares one attempt among all who ask, and says why it failed. */
import type { HostId } from '../../app/base/host.ts';
import type { ProblemCode } from '../../app/problem/catalogue.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { HostArgument } from '../../app/ssh/host-argument.ts';
import { problemOf } from '../../app/ssh/stderr.ts';
import type { Asker } from './asker.ts';
import { either } from './either.ts';
import { controlOf, resolveTarget } from './control.ts';
import { logIn, type LoginOptions } from './login.ts';
import { openSession, type Session } from './session.ts';

export interface DialOptions extends HostArgument {
  readonly host: HostId;
  /** Another file than the user's own configuration. */
  readonly configFile?: string;
  /** Who answers ssh's and sudo's questions; absent where nobody can be asked. */
  readonly asker?: Asker;
  /** Where shared connections have their sockets; not shared when absent. */
  readonly controlFolder?: string;
  /** Seconds of silence after which what runs there ends by itself; a minute when absent. */
  readonly patienceS?: number;
  /** When it is closed for good. */
  readonly onClose?: () => void;
}

export interface Dial {
  readonly host: HostId;
  /** The session that stands now. */
  current(): Session | undefined;
  /** It, or a new one; no new attempt where the last one needs a person first. */
  open(): Promise<Result<Session>>;
  /** Lets the next `open` try again whatever the last one said. */
  tryAgain(): void;
  /** Why there is no session, or why the one there is only reads. */
  why(): Problem | undefined;
  close(): Promise<void>;
}

const NEEDS_A_PERSON: readonly ProblemCode[] = ['ssh-denied', 'ssh-host-key-unknown'];

export function createDial(options: DialOptions): Dial {
  const { host } = options;
  const closing = new AbortController();
  let session: Session | undefined;
  let attempt: Promise<Result<Session>> | undefined;
  let problem: Problem | undefined;
  let lost = false;
  let theirsIsDead = false;
  const dial = async (): Promise<Result<Session>> => {
    const opened = await connect(options, closing.signal, theirsIsDead);
    problem = opened.ok ? opened.value.problem : opened.problem;
    if (!opened.ok) return opened;
    const fresh = opened.value;
    if (closing.signal.aborted) {
      await fresh.close();
      return fail(problemOf('ssh-cancelled', host, '', ['ssh']));
    }
    session = fresh;
    void fresh.ended.then((why) => {
      if (session !== fresh) return;
      session = undefined;
      problem = why;
      lost = true;
      // Their master holds a dead connection until TCP gives it up: through it nothing comes back before.
      theirsIsDead = fresh.silent;
    });
    return opened;
  };
  return {
    host,
    current: () => session,
    why: () => problem,
    open: () => {
      if (session !== undefined) return Promise.resolve(ok(session));
      // Said once before a new attempt, which may take long: whoever reads learns now that the connection is gone.
      const first = lost;
      lost = false;
      if (problem !== undefined && (first || !problem.retry) && attempt === undefined)
        return Promise.resolve(fail(problem));
      attempt ??= dial().finally(() => (attempt = undefined));
      return attempt;
    },
    tryAgain: () => {
      const gone = session;
      // One that only reads may write now: sudo was put right there, or is answered this time.
      if (gone !== undefined && gone.problem === undefined) return;
      session = undefined;
      problem = undefined;
      void gone?.close();
    },
    close: async () => {
      closing.abort();
      await attempt;
      const gone = session;
      session = undefined;
      await gone?.close();
      options.onClose?.();
    },
  };
}

async function connect(options: DialOptions, signal: AbortSignal, alone: boolean): Promise<Result<Session>> {
  const { host, target, port, configFile, asker } = options;
  const resolved = await resolveTarget(options);
  const control = await controlOf({ ...options, alone }, resolved);
  const attempt = new AbortController();
  const asking = asker?.begin(host, () => attempt.abort());
  const login: LoginOptions = {
    host,
    ssh: { target, port, configFile, prompts: asking !== undefined, control, against: resolved?.against },
    env: asking?.env ?? {},
    askPassword: asking?.sudoPassword ?? (() => Promise.resolve(undefined)),
    isAsking: asking?.isAsking ?? (() => false),
    wasAsked: asking?.wasAsked ?? (() => false),
    wish: 'root',
    patienceS: options.patienceS,
    signal: either(signal, attempt.signal),
  };
  const arrived = await logIn(login);
  const cancelled = asking?.end() ?? false;
  if (arrived.ok) return ok(openSession(host, arrived.value, { givesUp: control?.role === 'use' }));
  if (cancelled) return fail({ ...arrived.problem, code: 'ssh-cancelled', retry: false });
  const unanswered = asking === undefined && NEEDS_A_PERSON.includes(arrived.problem.code);
  return unanswered ? fail({ ...arrived.problem, code: 'ssh-unanswered' }) : arrived;
}
