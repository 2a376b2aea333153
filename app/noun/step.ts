/**
 * One change to one host, typed: what the executor runs, the journal keeps and the root helper re-parses. It never holds a command
 * line. What it does is asked of its noun, found by its `do`: nothing here knows a noun by name.
 */
import * as v from 'valibot';
import { draftOf, undrafted } from './draft.ts';
import { dropOrphans } from './orphans.ts';
import type { Noun, Steps, StepVariants } from './noun.ts';
import { NOUNS } from './nouns.ts';
import type { Place } from './place.ts';
import type { Problem } from '../problem/problem.ts';
import type { Row, TableName, Tables } from './snapshot.ts';

type StepOf<N> = N extends Noun<string, infer _R, infer S, infer _I> ? S : never;

export type Step = StepOf<(typeof NOUNS)[number]>;
type AnySteps = Steps<Row, Step>;

/** Those nouns to which something can be done. */
const CHANGING = NOUNS.flatMap((noun) =>
  'none' in noun.steps ? [] : [{ id: noun.id, steps: noun.steps as unknown as AnySteps }],
);

export const StepSchema = v.variant(
  'do',
  CHANGING.flatMap(({ steps }) => steps.schema.options) as never,
) as unknown as StepVariants<Step>;

interface Changing {
  readonly id: TableName;
  readonly steps: AnySteps;
}

const BY_DO = Object.fromEntries(
  CHANGING.flatMap((one) => one.steps.schema.options.map(({ entries }) => [entries.do.literal, one])),
) as Readonly<Record<Step['do'], Changing>>;

/** What the step's noun knows of it. */
export function stepsOf(step: Step): AnySteps {
  return BY_DO[step.do].steps;
}

/** The table that a step changes first of all. */
export function tableOf(step: Step): TableName {
  return BY_DO[step.do].id;
}

/** The tables as the kernel will show them after the step (what it derives by itself, such as connected routes, left out). */
export function simulate(tables: Tables, step: Step): Tables {
  const steps = stepsOf(step);
  const after = steps.simulate(tables, step);
  return steps.takesAlong(step, tables) ? dropOrphans(tables, after) : after;
}

/** Whether the tables already are as the step would leave them. */
export function holds(tables: Tables, step: Step): boolean {
  return stepsOf(step).holds(tables, step);
}

/** `simulate` for somebody who forgets the tables before: entries by the thousand come and go in one list. */
export function simulateNext(tables: Tables, step: Step): Tables {
  return simulate(readyFor(tables, step), step);
}

/** The tables in the form that the step changes with the least work. */
export function readyFor(tables: Tables, step: Step): Tables {
  const { id, steps } = BY_DO[step.do];
  return steps.byThousands ? draftOf(tables, id) : undrafted(tables);
}

/** Where a step is done; files and namespaces themselves belong to the host's own. */
export function netnsOfStep(step: Step): string {
  return 'netns' in step ? step.netns : '';
}

/** What a step is about, in a few words, for sentences such as "… is missing on alpha". */
export function describeStep(step: Step): string {
  const netns = netnsOfStep(step);
  return stepsOf(step).inWords(step) + (netns === '' ? '' : ` in namespace ${netns}`);
}

/** What a step's schema cannot say: combinations that iproute2 or the kernel would misread. `undefined` when it may run. */
export function wrongStep(step: Step): Problem | undefined {
  const [field, reason] = stepsOf(step).wrong(step) ?? [];
  if (field === undefined || reason === undefined) return undefined;
  const where = { netns: netnsOfStep(step), field };
  return { code: 'bad-input', severity: 'error', where, facts: { field, reason }, retry: false };
}

/** Every place that must exist for the step to work. */
export function needs(step: Step): readonly Place[] {
  const { livesOn, needs: besides } = stepsOf(step).places;
  return [...livesOn(step), ...besides(step)];
}

/** Places (a link, a namespace) that a step makes: everything done on them later goes when they go. */
export function makes(step: Step): readonly Place[] {
  return stepsOf(step).places.makes(step);
}

/** Places whose removal would take the step's effect along. Making or removing a thing in a host's own namespace lives on nothing. */
export function livesOn(step: Step): readonly Place[] {
  return stepsOf(step).places.livesOn(step);
}

/** A step that is to hold, and why: one sentence to read beside it. */
export interface Wish {
  readonly step: Step;
  readonly why: string;
  /** Does as well where it stands already; what is made is `step`. */
  readonly alike?: Step;
}

/** Whether nothing is left to do for a wish. */
export function isGranted(tables: Tables, { step, alike }: Wish): boolean {
  return holds(tables, step) || (alike !== undefined && holds(tables, alike));
}
