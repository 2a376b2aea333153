/** A host reached by the user's own ssh: nothing is installed there; it needs sh, dd, setsid, iproute2, and sudo where the login is not root. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { probeArgv, probeTimeoutMs, type Probe } from '../../app/problem/probe.ts';
import { problemText } from '../../app/problem/text.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { notSent } from '../ssh/answer.ts';
import { runAside } from '../ssh/aside.ts';
import { createDeadMan } from '../ssh/dead-man.ts';
import { lockRemote } from '../ssh/lock.ts';
import { createDial, type Dial, type DialOptions } from '../ssh/dial.ts';
import { proveReachable } from '../ssh/prove.ts';
import type { Task } from '../ssh/program.ts';
import type { Session } from '../ssh/session.ts';
import { createCalls } from './calls.ts';
import { READ_TIMEOUT_MS, type CommandOptions } from './command.ts';
import { startSshWatch, type SshWatch } from './ssh-watch.ts';
import { writeSteps, type WritePlace } from './write.ts';

/** What an SSH host can besides: for who added it. */
export interface SshTransport extends Transport {
  /** Asks again for what was refused or cancelled, with the next read. */
  tryAgain(): void;
  /** Round trips on the connection that stands. */
  exchanges(): number;
  /** Why it is not connected, or why it may only be read. */
  problem(): Problem | undefined;
}

export function sshTransport(options: DialOptions): SshTransport {
  const dial = createDial(options);
  const calls = createCalls();
  const watches = new Set<SshWatch>();
  return {
    host: options.host,
    get writable() {
      return dial.current()?.root ?? false;
    },
    get why() {
      return whyNot(dial);
    },
    problem: dial.why,
    exchanges: () => dial.current()?.exchanges ?? 0,
    tryAgain: dial.tryAgain,
    read: (queries, call) =>
      calls.run(call, (joined) =>
        runTasks(dial, queries, { ...joined, timeoutMs: joined.timeoutMs ?? READ_TIMEOUT_MS }),
      ),
    write: (steps, call) =>
      calls.run(call, (joined) => writeSteps(writePlace(dial), steps, { ...joined, onStep: call?.onStep })),
    probe: (probe, call) => calls.run(call, (joined) => probeAside(dial, probe, joined)),
    watch: (namespaces, onDirty, onEnd) => {
      const watch = startSshWatch(dial, namespaces, onDirty, onEnd);
      watches.add(watch);
      return { stop: () => (watches.delete(watch), watch.stop()) };
    },
    lock: (who) => lockRemote(dial, who),
    deadMan: createDeadMan(dial, () => proveReachable(options.host, options)),
    close: async () => {
      for (const watch of watches) watch.stop();
      await Promise.all([calls.endAll(), dial.close()]);
    },
  };
}

async function runTasks(
  dial: Dial,
  tasks: readonly Task[],
  options: CommandOptions,
): Promise<readonly CommandOutcome[]> {
  const opened = await dial.open();
  if (!opened.ok) return tasks.map(({ argv }) => notSent(argv, opened.problem));
  return opened.value.run(tasks, options);
}

async function probeAside(dial: Dial, probe: Probe, options: CommandOptions): Promise<CommandOutcome> {
  const argv = probeArgv(probe);
  const opened = await dial.open();
  if (!opened.ok) return notSent(argv, opened.problem);
  return runAside(opened.value, argv, { ...options, timeoutMs: options.timeoutMs ?? probeTimeoutMs(probe) });
}

/** A step is never the reason to log in again: what was read before may not hold any more. */
function writePlace(dial: Dial): WritePlace {
  const session: Session | undefined = dial.current();
  return {
    isAlive: () => true,
    readOnly: session === undefined || session.root ? undefined : whyNot(dial),
    run: async (argv, { input, ...options }) => {
      const failed = notSent(argv, dial.why());
      if (session === undefined) return failed;
      return (await session.run([{ argv, input }], options))[0] ?? failed;
    },
  };
}

function whyNot(dial: Dial): string | undefined {
  const problem = dial.why();
  if (problem !== undefined) return problemText(problem).text;
  return dial.current() === undefined ? 'It is not connected yet.' : undefined;
}
