/** What of an interrupted change may be its own doing, and the tables before it: by what the journal says was there, and by what is there today. */
import { putRow, rowOfKey, undrafted } from '../noun/draft.ts';
import type { Link } from '../noun/link/row.ts';
import { linkKeysOf } from '../noun/place.ts';
import { TABLE_NAMES, type Row, type RowOf, type TableName, type Tables } from '../noun/snapshot.ts';
import { describeStep, makes, needs, simulate, simulateNext, type Step } from '../noun/step.ts';
import { identityText } from './ours.ts';
import { pendingOf, planHost, rollbackOf, type HostPlan } from './plan.ts';

/** Rows of one host by table, as the change found them where it was about to change something (`armed.before`). */
export type RowsBefore = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

export interface Interrupted {
  /** Only the steps whose effects may be this change's. */
  readonly plan: HostPlan;
  /** Steps that made a link in whose place another stands today, and what that is. */
  readonly left: readonly { readonly what: string; readonly now: string }[];
}

/** What held already when a step's turn came, and what stands on a link that the change did not make, is none of it. */
export function interruptedPlan(plan: HostPlan, today: Tables, before: RowsBefore = {}): Interrupted {
  const others = otherLinks(plan, today, before);
  const isOthers = (step: Step): boolean => linkKeysOf([...needs(step), ...makes(step)]).some((key) => others.has(key));
  const own = { ...plan, steps: plan.steps.filter(({ step }) => !isOthers(step)) };
  const start = tablesBefore(own, today, before);
  const todo = own.steps.map(({ step }) => step);
  const done = pendingOf(start, todo);
  // What stands on something that stays does not go along with it.
  const steps = done.length === todo.length ? own.steps : planHost(plan.host, start, own.steps).steps;
  const left = plan.steps.flatMap(({ step }) => {
    const [other] = linkKeysOf(makes(step)).flatMap((key) => others.get(key) ?? []);
    const now = other && `taken by ${identityText(other)}, which this change did not make`;
    return now === undefined ? [] : [{ what: describeStep(step), now }];
  });
  return { plan: { ...plan, steps }, left };
}

/**
 * Today's tables with every step taken back in the model. What the journal says was there before, and is there today, is not what a
 * step made.
 */
export function tablesBefore(plan: HostPlan, today: Tables, before: RowsBefore = {}): Tables {
  const bare = undrafted(rollbackOf(plan).reduce(simulateNext, today));
  return TABLE_NAMES.reduce((tables, table) => withKept(tables, table, today, before[table] ?? []), bare);
}

function withKept<T extends TableName>(bare: Tables, table: T, today: Tables, before: RowsBefore[string]): Tables {
  return before.reduce<Tables>((tables, { key, ...was }) => {
    if (typeof key !== 'string' || rowOfKey(tables[table] as readonly Row[], key) !== undefined) return tables;
    const now = rowOfKey(today[table] as readonly RowOf<T>[], key);
    const isSame = now !== undefined && (table !== 'link' || isAs(was as Partial<Link>, now as unknown as Link));
    return isSame ? putRow(tables, table, { ...now, ...was }) : tables;
  }, bare);
}

/** The links of today, by key, that the plan makes under that name, but that are as it neither makes nor found them. */
function otherLinks(plan: HostPlan, today: Tables, before: RowsBefore): ReadonlyMap<string, Link> {
  const made = new Set(plan.steps.flatMap(({ step }) => linkKeysOf(makes(step))));
  const others = new Map(today.link.filter(({ key }) => made.has(key)).map((link) => [link.key, link]));
  const known = (key: string, one: Partial<Link>): void => {
    const now = others.get(key);
    if (now !== undefined && isAs(one, now)) others.delete(key);
  };
  for (const { key, ...row } of before['link'] ?? []) if (typeof key === 'string') known(key, row);
  if (others.size === 0) return others;
  let tables = tablesBefore(plan, today, before);
  for (const { step } of plan.steps) {
    if (others.size === 0) break;
    tables = simulate(tables, step);
    for (const key of others.keys()) {
      const link = rowOfKey(tables.link, key);
      if (link !== undefined) known(key, link);
    }
  }
  return others;
}

/** By what identifies a link: its kind, VNI and port, and its MAC where it was given one. */
function isAs(one: Partial<Link>, now: Link): boolean {
  const sameTunnel = one.vxlan?.vni === now.vxlan?.vni && one.vxlan?.dstport === now.vxlan?.dstport;
  return one.kind === now.kind && sameTunnel && (one.mac === undefined || one.mac === now.mac);
}
