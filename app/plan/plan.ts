/** A plan: the steps for each host, why each is there, and what takes it back. Pure data, so that the journal can keep it whole. */
import type { HostId } from '../base/host.ts';
import { TABLE_NAMES, type TableName, type Tables } from '../noun/snapshot.ts';
import { undrafted } from '../noun/draft.ts';
import { NOUN } from '../noun/nouns.ts';
import { readyFor, simulateNext, tableOf, holds, isGranted, simulate, type Step, type Wish } from '../noun/step.ts';
import { inverseWriter } from './along.ts';
import { withRest } from './rest.ts';

/** `inverse` is already in the order to run it; it is empty where taking back an earlier step takes this one along. */
export interface PlannedStep {
  readonly step: Step;
  readonly why: string;
  readonly inverse: readonly Step[];
}

export interface HostPlan {
  readonly host: HostId;
  readonly steps: readonly PlannedStep[];
  /** Rows that the inverses do not bring back as they were, in words: shown before it is applied. Absent when all of them do. */
  readonly lost?: readonly string[];
}

/** Everything one Intent means, for all hosts it touches. */
export interface Plan {
  readonly title: string;
  readonly hosts: readonly HostPlan[];
}

/** Steps that already hold are left out; the others get their inverse, computed against the tables as they will be at that point. */
export function planHost(host: HostId, before: Tables, wishes: readonly Wish[]): HostPlan {
  const steps: PlannedStep[] = [];
  const inverses = inverseWriter();
  let tables = before;
  for (const wish of wishes) {
    const { step, why } = wish;
    tables = readyFor(tables, step);
    if (isGranted(tables, wish)) continue;
    steps.push({ step, why, inverse: inverses(step, tables) });
    tables = simulate(tables, step);
  }
  const after = undrafted(tables);
  const { steps: whole, lost } = withRest(before, after, steps);
  const plan = { host, steps: whole, ...(lost.length === 0 ? {} : { lost }) };
  ends.set(plan, { before, after });
  return plan;
}

/** How each plan ended when it was made: going through ten thousand steps again would take as long as making it. */
const ends = new WeakMap<HostPlan, { readonly before: Tables; readonly after: Tables }>();

/** The tables as they will be after the plan. */
export function simulatePlan(before: Tables, plan: HostPlan): Tables {
  const end = ends.get(plan);
  if (end?.before === before) return end.after;
  return undrafted(plan.steps.reduce((tables, { step }) => simulateNext(tables, step), before));
}

/** What takes the first `done` steps back, in the order to run it. */
export function rollbackOf(plan: HostPlan, done = plan.steps.length): readonly Step[] {
  return plan.steps
    .slice(0, done)
    .reverse()
    .flatMap(({ inverse }) => inverse);
}

/** Of steps to be run one after the other those that do not hold already when it is their turn. */
export function pendingOf(now: Tables, steps: readonly Step[]): readonly Step[] {
  let tables = now;
  const pending = steps.filter((step) => {
    tables = readyFor(tables, step);
    if (holds(tables, step)) return false;
    tables = simulate(tables, step);
    return true;
  });
  undrafted(tables);
  return pending;
}

/** The steps that must still hold when the whole plan has run; a later step may have overwritten an earlier one. */
export function lastingSteps(before: Tables, plan: HostPlan): readonly Step[] {
  return plan.steps.map(({ step }) => step).filter(lastingOf(before, plan));
}

/** The same, asked of one step of the plan: whoever asks about few of ten thousand need not look at all. */
export function lastingOf(before: Tables, plan: HostPlan): (step: Step) => boolean {
  let after: Tables | undefined;
  return (step) => {
    after ??= simulatePlan(before, plan);
    return holds(after, step);
  };
}

/** The tables to read again for a plan, before it and after it; `undefined` means all. */
export function tablesToRead({ steps }: HostPlan): readonly TableName[] | undefined {
  const tables = [...new Set(steps.map(({ step }) => tableOf(step)))];
  const along = tables.map((table) => NOUN[table].read.readAlong);
  // What is only read while somebody has to do with it is no part of "all" unless it is named.
  if (along.includes('all'))
    return tables.some((table) => NOUN[table].read.asked === 'watched') ? TABLE_NAMES : undefined;
  return [...new Set<TableName>(['link', ...tables, ...along.flatMap((some) => (some === 'all' ? [] : some))])];
}
