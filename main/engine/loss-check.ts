/** What a plan takes away that no table holds: the host is asked once, and only where something goes. */
import type { Preview } from '../../app/contract/plan-view.ts';
import { LIMITS } from '../../app/contract/helper.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { devicesOf, heldLines, losingMore, takenBy, type Taken } from '../../app/plan/held.ts';
import type { HostPlan, Plan } from '../../app/plan/plan.ts';
import type { ApplyContext } from './executor.ts';

type Context = Pick<ApplyContext, 'collector' | 'record'> & { readonly now: () => number };

export interface LossChecks {
  /** The plan with everything of `lost` that only the hosts could tell. One that was judged before is returned as it is. */
  judge(plan: Plan, base: ReadonlyMap<HostId, Tables>): Promise<Plan>;
}

/** A form asks with every key; an answer of that age in milliseconds is good enough for it. */
const FRESH_MS = 5000;

export function createLossChecks(context: Context): LossChecks {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<readonly string[]> }>();
  const ask = (host: HostId, taken: Taken): Promise<readonly string[]> => {
    const key = JSON.stringify([host, taken]);
    const known = kept.get(key);
    if (known !== undefined && context.now() - known.at < FRESH_MS) return known.answer;
    for (const [old, { at }] of kept) if (context.now() - at >= FRESH_MS) kept.delete(old);
    const answer = askHeld(host, taken, context);
    kept.set(key, { at: context.now(), answer });
    return answer;
  };
  const judgeHost = async (plan: HostPlan, before: Tables | undefined): Promise<HostPlan> => {
    const taken = before === undefined ? [] : takenBy(before, plan);
    const lines = await Promise.all(taken.map((one) => ask(plan.host, one)));
    return losingMore(plan, lines.flat());
  };
  const judged = new WeakSet<Plan>();
  return {
    async judge(plan, base) {
      if (judged.has(plan)) return plan;
      const hosts = await Promise.all(plan.hosts.map((one) => judgeHost(one, base.get(one.host))));
      const whole = { ...plan, hosts };
      judged.add(whole);
      return whole;
    },
  };
}

async function askHeld(host: HostId, taken: Taken, { collector, record }: Context): Promise<readonly string[]> {
  const devices = devicesOf(taken);
  const where = taken.netns === '' ? '' : ` in ${taken.netns}`;
  const unread = (devs: readonly string[]): readonly string[] =>
    devs.length === 0
      ? []
      : [`settings, tc and multicast entries of ${devs.join(', ')}${where}: they could not be read`];
  const asked = devices.slice(0, LIMITS.devices);
  const outcome = await collector(host)?.transport.probe({ kind: 'held', netns: taken.netns, devs: asked });
  if (outcome !== undefined) record(host, 'verify', [outcome]);
  if (outcome?.exitCode !== 0) return unread(devices);
  return [...heldLines(outcome.stdout, taken), ...unread(devices.slice(LIMITS.devices))];
}

/** The preview as it is shown, with what the plan says by now. */
export function previewWith(preview: Preview, { hosts }: Plan): Preview {
  if (preview.plan === undefined) return preview;
  const lost = new Map(hosts.map((one) => [one.host, one.lost]));
  const shown = preview.plan.hosts.map((one) => ({ ...one, ...(lost.get(one.host) && { lost: lost.get(one.host) }) }));
  return { ...preview, plan: { ...preview.plan, hosts: shown } };
}
