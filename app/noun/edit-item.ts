/** What every noun's edit gets and gives: the host as it will be at that point, and wishes or reasons against them. */
import { hostName, type HostId } from '../base/host.ts';
import { linkKey, type Link } from './link/row.ts';
import type { Tables } from './snapshot.ts';
import type { Wish } from '../plan/plan.ts';
import type { Step } from '../plan/step.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';

export interface EditFacts {
  readonly host: HostId;
  /** With every earlier item of the same intent done. */
  readonly tables: Tables;
  /** What `ip -V` printed there. */
  readonly iproute: string;
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
