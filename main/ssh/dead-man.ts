/** The remote's own rollback, over whatever session stands or can be made. */
import type { DeadMan } from '../../app/contract/ports.ts';
import type { CommandOutcome } from '../../app/problem/command.ts';
import { outcomeProblem } from '../../app/problem/outcome.ts';
import { hostName } from '../../app/base/host.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import {
  armTask,
  confirmTask,
  forgetTask,
  parseDeadManState,
  revertTask,
  stateTask,
  type DeadManState,
  type DeadManTask,
} from '../../app/ssh/dead-man.ts';
import type { Dial } from './dial.ts';

/**
 * An answer needs a round trip, and a rollback at most five seconds more. Shorter gives up a host that still takes back;
 * longer waits for a connection that the change has cut, while the time to confirm runs.
 */
const ANSWER_MS = 7000;

export function createDeadMan(dial: Dial, prove: DeadMan['prove']): DeadMan {
  const ask = (task: DeadManTask): Promise<Result<DeadManState>> => askState(dial, task);
  return {
    session: () => dial.current()?.address,
    arm: async (id, steps, seconds) => {
      const armed = await ask(armTask(id, steps, seconds));
      if (armed.ok && armed.value.state === 'armed') return ok(null);
      return fail(notArmed(dial, armed.ok ? undefined : armed.problem));
    },
    prove,
    confirm: (id) => ask(confirmTask(id)),
    revert: (id) => ask(revertTask(id)),
    state: (id) => ask(stateTask(id)),
    forget: (id) => ask(forgetTask(id)),
  };
}

async function askState(dial: Dial, { argv, input }: DeadManTask): Promise<Result<DeadManState>> {
  const opened = await dial.open();
  if (!opened.ok) return opened;
  const [outcome] = await opened.value.run([{ argv, input }], { timeoutMs: ANSWER_MS });
  const state = outcome?.exitCode === 0 ? parseDeadManState(outcome.stdout) : undefined;
  return state === undefined ? fail(failureOf(dial, outcome)) : ok(state);
}

/** The command is our own script: its words are better left in the details. */
function failureOf({ host }: Dial, outcome: CommandOutcome | undefined): Problem {
  const short = outcome && { ...outcome, argv: ['overlane-dead-man'] };
  const problem = short && outcomeProblem(short, { host });
  return (
    problem ?? {
      code: 'dead-man-unknown',
      severity: 'error',
      where: { host },
      facts: { host: hostName(host) },
      retry: true,
    }
  );
}

function notArmed({ host }: Dial, why: Problem | undefined): Problem {
  const message = String(why?.cause?.stderr.trim() || why?.facts['message'] || 'the host gave no answer');
  return {
    code: 'dead-man-not-armed',
    severity: 'error',
    where: { host },
    facts: { host: hostName(host), message },
    cause: why?.cause,
    retry: true,
  };
}
