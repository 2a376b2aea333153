/** What every noun's edit gets and gives: the host as it will be at that point, and wishes or reasons against them. */
import type * as v from 'valibot';
import { hostName, type HostId } from '../base/host.ts';
import { linkKey, type Link } from './link/row.ts';
import type { Tables } from './snapshot.ts';
import type { Step, Wish } from './step.ts';
import type { Fields, Reader } from './words.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';

/** What an edit asks of the planner: that stands on the nouns, so it is handed in. */
export interface Planner {
  /** The tables after a step. */
  simulate(tables: Tables, step: Step): Tables;
  /** The steps that bring back what the second tables lack of the first. */
  restore(before: Tables, after: Tables): readonly Step[];
  /** What else went between the two, in words; nothing where that is all. */
  goesAlong(before: Tables, after: Tables, about: { readonly removed?: Link; readonly step?: Step }): string;
  /** What of that does not come back as it was, in words. */
  untiedAgain(before: Tables, after: Tables): readonly string[];
}

export interface EditFacts {
  readonly host: HostId;
  /** With every earlier item of the same intent done. */
  readonly tables: Tables;
  /** What `ip -V` printed there. */
  readonly iproute: string;
  readonly planner: Planner;
  /** Path of this item in the form: `items.3`. */
  readonly path: string;
}

export interface EditOutcome {
  readonly problems: readonly Problem[];
  readonly wishes: readonly Wish[];
}

export function planned(wishes: readonly Wish[], problems: readonly Problem[] = []): EditOutcome {
  return { wishes, problems };
}

/** Nothing is done for an item with an error; what is only worth knowing stays beside the wishes. */
export function checked(problems: readonly Problem[], wishes: () => readonly Wish[]): EditOutcome {
  return { problems, wishes: problems.some(({ severity }) => severity === 'error') ? [] : wishes() };
}

export function wish(step: Step, why: string): Wish {
  return { step, why };
}

/** A problem with one field of this item. */
export function wrong({ path, host }: EditFacts, field: string, label: string, reason: string): Problem {
  return badField(`${path}.${field}`, label, reason, host);
}

/** Something to know before applying. */
export function note({ path, host }: EditFacts, code: ProblemCode, field: string, facts: Problem['facts']): Problem {
  return { code, severity: 'info', where: { host, field: `${path}.${field}` }, facts, retry: false };
}

export function linkAt({ tables }: EditFacts, netns: string, name: string): Link | undefined {
  const key = linkKey(netns, name);
  return tables.link.find((row) => row.key === key);
}

export function where(facts: EditFacts, netns: string): string {
  return netns === '' ? hostName(facts.host) : `namespace ${netns} of ${hostName(facts.host)}`;
}

export function missingLink(facts: EditFacts, netns: string, name: string, field = 'dev'): readonly Problem[] {
  if (linkAt(facts, netns, name) !== undefined) return [];
  return [wrong(facts, field, 'Device', `there is no ${name} in ${where(facts, netns)}`)];
}

export function missingNetns(facts: EditFacts, netns: string, field = 'netns'): readonly Problem[] {
  if (netns === '' || facts.tables.netns.some(({ name }) => name === netns)) return [];
  return [wrong(facts, field, 'Namespace', `${hostName(facts.host)} has no namespace ${netns}`)];
}

export function takenName(facts: EditFacts, netns: string, name: string, field = 'name'): readonly Problem[] {
  if (linkAt(facts, netns, name) === undefined) return [];
  return [wrong(facts, field, 'Name', `there is already a link named ${name} in ${where(facts, netns)}`)];
}

/** A note on what a step takes along besides what it is about, or none. `act` begins the sentence: `Stopping br7`. */
export function alongNote(facts: EditFacts, field: string, act: string, step: Step): readonly Problem[] {
  const { tables, planner } = facts;
  const along = planner.goesAlong(tables, planner.simulate(tables, step), { step });
  return along === '' ? [] : [note(facts, 'goes-along', field, { act, along })];
}

export interface ItemLike {
  readonly noun: string;
  readonly verb: 'add' | 'set' | 'del';
}

/** What a word sets, and which field the first word without one of its own is. */
export interface ItemWords {
  readonly first: string;
  readonly words: Readonly<Record<string, Reader>>;
  /** What follows from the words together: the family of an address. */
  readonly whole?: (fields: Fields) => Fields;
  /** What a word left out means: the same as to iproute2. */
  readonly defaults?: { readonly [V in ItemLike['verb']]?: Fields };
}

/** How one kind of thing is edited: a noun's own rows, or what is made of several (a tunnel, an endpoint). */
export interface Editing<I extends ItemLike> {
  readonly noun: I['noun'];
  readonly titles: readonly [one: string, many: string];
  readonly item: v.GenericSchema<unknown, I>;
  readonly edit: (item: I, facts: EditFacts) => EditOutcome;
  /** Which one, in the title of a plan. */
  readonly subject: (item: I) => string;
  readonly words: ItemWords;
}
