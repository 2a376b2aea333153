/** After applying: does the kernel show what was asked for? */
import { hostName, type HostId } from '../../app/base/host.ts';
import { EMPTY_TABLES, type TableName, type Tables } from '../../app/noun/snapshot.ts';
import { describeStep, holds } from '../../app/noun/step.ts';
import { lastingOf, simulatePlan, tablesToRead, type HostPlan } from '../../app/plan/plan.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { ApplyContext, ApplyInput } from './executor.ts';

/**
 * Milliseconds before each further look. The kernel finishes some things after `ip` has returned (removing a namespace takes its
 * links along later). Shorter: a slow machine is told that things are missing; longer: a real failure is reported late.
 */
const LOOK_AGAIN_MS = [0, 50, 200, 600] as const;
/** The longest wait between two looks at a slow host. */
const SLOWEST_MS = 20_000;

export async function verifyPlan(input: ApplyInput, context: ApplyContext): Promise<readonly Problem[]> {
  const checks = input.plan.hosts.map(async (plan) => {
    const base = input.base.get(plan.host) ?? EMPTY_TABLES;
    const lasts = lastingOf(base, plan);
    const missing = (tables: Tables): readonly string[] =>
      plan.steps.flatMap(({ step }) => (holds(tables, step) || !lasts(step) ? [] : [describeStep(step)]));
    return lookUntil(plan.host, context, { missing, leaving: leavingOf(plan, base), only: tablesToVerify(plan) });
  });
  return (await Promise.all(checks)).flat();
}

/**
 * Whether a link that goes along is still seen. Of a removed namespace the other ends of its veths stay for a moment (`cleanup_net`,
 * seen on 6.18), or for good while a process lives in it: this is waited for, and no failure.
 */
function leavingOf(plan: HostPlan, base: Tables): (tables: Tables) => boolean {
  if (!plan.steps.some(({ step }) => step.do === 'netns-del')) return () => false;
  const after = new Set(simulatePlan(base, plan).link.map(({ key }) => key));
  const gone = new Set(base.link.map(({ key }) => key).filter((key) => !after.has(key)));
  return (tables) => tables.link.some(({ key }) => gone.has(key));
}

/** A plan of entries leaves links alone, and one that is gone has taken its entries along. */
function tablesToVerify(plan: HostPlan): readonly TableName[] | undefined {
  return tablesToRead(plan)?.filter((table) => table !== 'link');
}

interface Wanted {
  /** What is not there yet, in words. */
  readonly missing: (tables: Tables) => readonly string[];
  readonly leaving?: (tables: Tables) => boolean;
  readonly only?: readonly TableName[];
}

/** Reads the host until nothing is missing, a few times at most. */
export async function lookUntil(
  host: HostId,
  { collector }: Pick<ApplyContext, 'collector'>,
  { missing, leaving = () => false, only }: Wanted,
): Promise<readonly Problem[]> {
  let last: readonly Problem[] = [];
  let readMs = 0;
  for (const least of LOOK_AGAIN_MS) {
    // A kernel that takes long to answer takes as long to finish.
    const wait = least === 0 ? 0 : Math.max(least, readMs);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const began = performance.now();
    const read = await collector(host)?.refresh(only);
    if (read === undefined)
      return [{ code: 'host-gone', severity: 'error', where: { host }, facts: { host: hostName(host) }, retry: false }];
    readMs = Math.min(performance.now() - began, SLOWEST_MS);
    if (!read.ok) return [read.problem];
    const what = missing(read.value.tables);
    if (what.length === 0 && !leaving(read.value.tables)) return [];
    last = what.map((one) => ({
      code: 'verify-missing',
      severity: 'error',
      where: { host },
      facts: { host: hostName(host), what: one },
      retry: false,
    }));
  }
  return last;
}
