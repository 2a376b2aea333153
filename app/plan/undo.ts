/** A change that was made and the hosts as they are today → the plan that takes back what of it still stands. */
import { hostName, type HostId } from '../base/host.ts';
import { linkKeysOf } from '../noun/place.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Problem } from '../problem/problem.ts';
import { describeStep, makes, needs, simulateNext, holds, stepsOf, type Step, type Wish } from '../noun/step.ts';
import { judgeLink, NOTHING_KNOWN, takenByOthers, usersOf, withMade, type Ours } from './ours.ts';
import { planHost, type HostPlan, type Plan, type PlannedStep } from './plan.ts';
import { exists } from './stale.ts';
import { standingNow } from './standing.ts';

export interface PlannedUndo {
  readonly plan: Plan;
  /** What is left out because the host has moved on, each as information. */
  readonly problems: readonly Problem[];
}

/** `tables` holds only the hosts that can be read now. */
export function planUndo(
  made: Plan,
  tables: ReadonlyMap<HostId, Tables>,
  ours: ReadonlyMap<HostId, Ours> = new Map(),
): PlannedUndo {
  const hosts = made.hosts.map((plan) => undoHost(plan, tables.get(plan.host), ours.get(plan.host) ?? NOTHING_KNOWN));
  return {
    plan: { title: undoTitle(made.title), hosts: hosts.flatMap(({ plan }) => plan ?? []) },
    problems: hosts.flatMap(({ problems }) => problems),
  };
}

/** Undoing an undo is redoing. */
export function undoTitle(title: string): string {
  const [, word, rest = ''] = /^(Undo|Redo): (.*)$/s.exec(title) ?? [];
  return word === undefined ? `Undo: ${title}` : `${word === 'Undo' ? 'Redo' : 'Undo'}: ${rest}`;
}

/**
 * Goes back step by step with the tables as they will be then: a step whose effect is not there (any more, or because a
 * later one of somebody else's overwrote it) has nothing to be taken back.
 */
function undoHost(
  made: HostPlan,
  today: Tables | undefined,
  ours: Ours,
): { plan?: HostPlan; problems: readonly Problem[] } {
  const { host } = made;
  if (today === undefined) return { problems: [skipped(host, { what: 'all of it', now: 'the host is not here' })] };
  const wishes: Wish[] = [];
  const problems: Problem[] = [];
  let tables = today;
  let known = ours;
  for (const planned of [...made.steps].reverse()) {
    if (planned.inverse.length === 0) continue;
    const back = stepsBack(planned, tables, made, known);
    known = withMade(known, back.steps);
    problems.push(...back.left.map((what) => skipped(host, what)));
    wishes.push(...back.steps.map((step) => ({ step, why: `Takes back: ${describeStep(planned.step)}.` })));
    tables = back.tables;
  }
  return { plan: planHost(host, today, wishes), problems };
}

/** What does not apply any more, and what stands there instead, in words. */
interface Left {
  readonly what: string;
  readonly now: string;
}

interface Back {
  readonly steps: readonly Step[];
  readonly left: readonly Left[];
  readonly tables: Tables;
}

function stepsBack({ step, inverse }: PlannedStep, today: Tables, made: HostPlan, ours: Ours): Back {
  const taken = takenByOthers(today, step, ours);
  if (taken !== undefined) return { steps: [], left: [{ what: describeStep(step), now: taken }], tables: today };
  if (!holds(today, step) && !isOurs(today, step, ours))
    return { steps: [], left: [leftOf(today, step)], tables: today };
  const steps: Step[] = [];
  const left: Left[] = [];
  let tables = today;
  for (const planned of inverse) {
    const back = stepsOf(planned).fitted(tables, planned);
    if (holds(tables, back)) continue;
    const users = usersOf(tables, back, made);
    if (users.length > 0) left.push({ what: describeStep(step), now: `used by ${users.join(', ')}` });
    else if (!isPossible(tables, back, step)) left.push(leftOf(tables, back));
    else {
      steps.push(back);
      tables = simulateNext(tables, back);
    }
  }
  return { steps, left, tables };
}

/** A link that this change made stays its own when somebody changed it since. */
function isOurs(tables: Tables, step: Step, ours: Ours): boolean {
  const links = linkKeysOf(makes(step));
  return links.length > 0 && links.every((key) => judgeLink(tables, key, ours) === 'ours');
}

/** What it stands on is there, and nothing else took its place meanwhile. */
function isPossible(tables: Tables, step: Step, done: Step): boolean {
  if (!needs(step).every((place) => exists(tables, place))) return false;
  if (makes(step).some((place) => exists(tables, place))) return false;
  // A `replace` that brings back what was removed would overwrite what somebody else has put there since.
  return !stepsOf(step).wouldOverwrite(tables, step, done);
}

function leftOf(tables: Tables, step: Step): Left {
  return { what: describeStep(step), now: standingNow(tables, step) };
}

/** Said of what is left out since the host has moved on. */
export function skipped(host: HostId, left: Left): Problem {
  return {
    code: 'undo-skipped',
    severity: 'info',
    where: { host },
    facts: { host: hostName(host), ...left },
    retry: false,
  };
}
