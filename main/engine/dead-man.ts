/**
 * A plan that may cut us off: its rollback is armed on the hosts before the first step, and disarmed when everything has
 * been proved over new connections and somebody said yes. All hosts keep the change, or all take it back.
 */
import type { DeadMan } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { EMPTY_TABLES } from '../../app/noun/snapshot.ts';
import { rollbackOf } from '../../app/plan/plan.ts';
import { ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { DeadManState } from '../../app/ssh/dead-man.ts';
import { touchesManagementPath } from '../../app/ssh/management-path.ts';
import type { ApplyContext, ApplyInput } from './executor.ts';

/** From arming to the rollback. Shorter: no time to look before saying yes; longer: a host that is cut off stays so. */
export const CONFIRM_WITHIN_S = 30;
/** Before the hosts' own time is up: a yes that arrives too late is worse than none. */
const MARGIN_MS = 2000;
/** How long after its time a host may need to take back and be reached again; logging in to a host that was cut off takes some. */
const RETURN_MS = 20_000;
/** Between two looks at a host that does not answer. Shorter only costs logins; longer tells the end late. */
const LOOK_AGAIN_MS = 1000;

/** Asked when everything is applied and proved; absent where nobody is asked, which means keep. */
export type Confirm = (until: number) => Promise<'keep' | 'revert'>;

export interface Guard {
  /** When the hosts take it back by themselves, in milliseconds since the epoch; absent where nothing is armed. */
  readonly deadline?: number;
  /** Empty when every host keeps the change. */
  confirm(): Promise<readonly Problem[]>;
  /** Answers when each host has taken it back, or can no longer be waited for. */
  takeBack(): Promise<readonly Problem[]>;
}

type Context = Pick<ApplyContext, 'collector' | 'clock' | 'confirm' | 'confirmWithinS'>;

interface Armed {
  readonly host: HostId;
  readonly deadMan: DeadMan;
}

const UNARMED: Guard = { confirm: async () => [], takeBack: async () => [] };

/** Arms every host of the plan that can be, if the plan touches what carries the session to any of them. */
export async function armDeadMen(id: string, { plan, base }: ApplyInput, context: Context): Promise<Result<Guard>> {
  const guarded = plan.hosts.flatMap((host) => {
    const deadMan = context.collector(host.host)?.transport.deadMan;
    return deadMan === undefined || host.steps.length === 0 ? [] : [{ plan: host, host: host.host, deadMan }];
  });
  const risky = guarded.some(
    ({ plan: one, host, deadMan }) =>
      touchesManagementPath(one, base.get(host) ?? EMPTY_TABLES, deadMan.session()) !== undefined,
  );
  if (!risky) return ok(UNARMED);
  const seconds = context.confirmWithinS ?? CONFIRM_WITHIN_S;
  const deadline = context.clock.now() + seconds * 1000;
  const armed = await Promise.all(guarded.map(({ plan: one, deadMan }) => deadMan.arm(id, rollbackOf(one), seconds)));
  const guard = guardOf(id, deadline, guarded, context);
  const refused = armed.find((one) => !one.ok);
  if (refused === undefined || refused.ok) return ok(guard);
  await guard.takeBack();
  return refused;
}

function guardOf(id: string, deadline: number, armed: readonly Armed[], context: Context): Guard {
  return {
    deadline,
    confirm: async () => {
      const proofs = await Promise.all(armed.map(({ deadMan }) => deadMan.prove()));
      const unproved = proofs.flatMap((proof) => (proof.ok ? [] : [proof.problem]));
      if (unproved.length > 0) return unproved;
      const answer = (await context.confirm?.(deadline - MARGIN_MS)) ?? 'keep';
      if (answer === 'revert')
        return [{ code: 'dead-man-declined', severity: 'info', where: {}, facts: {}, retry: true }];
      return confirmAll(id, armed);
    },
    takeBack: async () => {
      const until = deadline + RETURN_MS;
      return (await Promise.all(armed.map((one) => takenBack(id, one, until, context)))).flat();
    },
  };
}

/** One after the other: where one says no, the rest are not confirmed. */
async function confirmAll(id: string, armed: readonly Armed[]): Promise<readonly Problem[]> {
  for (const { host, deadMan } of armed) {
    const answer = await deadMan.confirm(id);
    if (!answer.ok) return [answer.problem];
    if (answer.value.state !== 'confirmed') return [stateProblem(host, answer.value)];
  }
  return [];
}

/** Asks it to begin now; where it cannot be reached, waits until it has done so by itself. */
async function takenBack(
  id: string,
  { host, deadMan }: Armed,
  until: number,
  { clock }: Context,
): Promise<readonly Problem[]> {
  for (;;) {
    const answer = await deadMan.revert(id);
    const state = answer.ok ? answer.value : undefined;
    if (state?.state === 'none') return [];
    if (state?.state === 'reverted') {
      await deadMan.forget(id);
      return [stateProblem(host, state)];
    }
    if (clock.now() >= until) return [problem('dead-man-unknown', host, {})];
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

function stateProblem(host: HostId, state: DeadManState): Problem {
  if (state.state === 'reverted') return problem('dead-man-reverted', host, { failed: state.failed });
  return problem('dead-man-unknown', host, {});
}

function problem(code: 'dead-man-reverted' | 'dead-man-unknown', host: HostId, facts: Problem['facts']): Problem {
  const severity = code === 'dead-man-reverted' ? 'info' : 'warning';
  return { code, severity, where: { host }, facts: { host: hostName(host), ...facts }, retry: true };
}
