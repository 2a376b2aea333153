/** A real transport with one fault in it: at a chosen step something goes wrong as it does in the field. */
import type { CommandOutcome } from '../../../app/problem/command.ts';
import type { Transport } from '../../../app/contract/ports.ts';
import type { Step } from '../../../app/noun/step.ts';

/**
 * - `exists`: somebody did the same a moment before, so the command is refused (where it can be)
 * - `hangs`: the command does not end, and had no effect
 * - `hangs-after`: the command does not end, but had its effect
 * - `vanishes`: the host dies before the step
 * - `lies`: the command says that it worked, and did nothing
 */
export type Fault = 'exists' | 'hangs' | 'hangs-after' | 'vanishes' | 'lies';

export interface FaultPlan {
  readonly fault: Fault;
  readonly at: number;
  /** Kills the host; for `vanishes`. */
  readonly kill?: () => Promise<void>;
}

/** The fault strikes once: the rollback that follows works. */
export function faultyTransport(real: Transport, plan: FaultPlan): Transport {
  let armed = true;
  return {
    ...real,
    host: real.host,
    write: async (steps, options) => {
      if (!armed || steps.length <= plan.at) return real.write(steps, options);
      armed = false;
      const before = await real.write(steps.slice(0, plan.at), options);
      if (before.at(-1)?.exitCode !== 0 && plan.at > 0) return before;
      const rest = await strike(real, steps.slice(plan.at), plan);
      rest.forEach((outcome, index) => options?.onStep?.(plan.at + index, outcome));
      return [...before, ...rest];
    },
  };
}

async function strike(
  real: Transport,
  steps: readonly Step[],
  { fault, kill }: FaultPlan,
): Promise<readonly CommandOutcome[]> {
  const step = steps[0] as Step;
  if (fault === 'hangs') return [hung()];
  if (fault === 'lies') return [{ ...hung(), failure: undefined, exitCode: 0 }, ...(await real.write(steps.slice(1)))];
  if (fault === 'vanishes') await kill?.();
  if (fault === 'exists' || fault === 'hangs-after') await real.write([step]);
  return fault === 'hangs-after' ? [hung()] : real.write(steps);
}

function hung(): CommandOutcome {
  return { argv: ['ip'], failure: 'timeout', stdout: '', stderr: '', startedAt: 0, durationMs: 0 };
}

/** From the read number `from` on (0 is the first), some reads time out at once, as on a host whose kernel is busy. */
export function lateTransport(
  real: Transport,
  { from, times }: { readonly from: number; readonly times: number },
): Transport {
  let reads = -1;
  return {
    ...real,
    host: real.host,
    read: async (queries, options) => {
      reads += 1;
      if (reads < from || reads >= from + times) return real.read(queries, options);
      return queries.map(({ argv }) => ({ ...hung(), argv }));
    },
  };
}
