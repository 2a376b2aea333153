/** An edit and the host as it is → what is wrong with it, and its plan. */
import type { Snapshot, Tables } from '../noun/snapshot.ts';
import { rowOfKey, rowsOfMac } from '../noun/draft.ts';
import { canonicalIp } from '../base/ip.ts';
import { planHost, type Plan } from '../plan/plan.ts';
import { type Wish, simulate, simulateNext, holds } from '../noun/step.ts';
import type { Problem } from '../problem/problem.ts';
import type { EditFacts, EditOutcome, Planner } from '../noun/edit-item.ts';
import { goesAlong, untiedAgain } from '../plan/goes-along.ts';
import { restore } from '../plan/restore.ts';
import { ownerOfDevice, ownerOfNetns } from '../noun/foreign.ts';
import { linkKey } from '../noun/link/row.ts';
import { editingOf, type EditIntent, type EditItem } from '../noun/items.ts';
import { titleOf } from './title.ts';

const PLANNER: Planner = { simulate, restore, goesAlong, untiedAgain };

export interface PlannedEdit {
  readonly problems: readonly Problem[];
  /** Absent when a problem is an error. */
  readonly plan?: Plan;
}

/** Each item is judged with the ones before it done, so that one intent can make a thing and what stands on it. */
export function planEdit(intent: EditIntent, snapshot: Snapshot): PlannedEdit {
  const { host, items, unlock = [] } = intent;
  const problems: Problem[] = [];
  const notes = new Set<string>();
  const wishes: Wish[] = [];
  let { tables } = snapshot;
  items.forEach((item, index) => {
    const facts: EditFacts = { host, tables, iproute: snapshot.iproute, planner: PLANNER, path: `items.${index}` };
    const outcome = isForeign(item, unlock) ?? editingOf(item).edit(item, facts);
    const fresh = outcome.problems.filter((problem) => isNew(problem, notes));
    problems.push(...fresh.map((problem) => ({ ...problem, where: { host, ...problem.where } })));
    wishes.push(...outcome.wishes);
    tables = outcome.wishes.reduce(simulateWish, tables);
    function isForeign(one: EditItem, unlocked: readonly string[]): EditOutcome | undefined {
      const problem = foreignProblem(one, unlocked, facts);
      return problem === undefined ? undefined : { problems: [problem], wishes: [] };
    }
  });
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return { problems, plan: { title: titleOf(intent), hosts: [planHost(host, snapshot.tables, wishes)] } };
}

/** What is only worth knowing is said once, not for each of many items. */
function isNew({ code, severity, facts }: Problem, notes: Set<string>): boolean {
  if (severity !== 'info') return true;
  const note = `${code} ${JSON.stringify(facts)}`;
  const known = notes.has(note);
  notes.add(note);
  return !known;
}

function simulateWish(tables: Tables, { step }: Wish): Tables {
  return holds(tables, step) ? tables : simulateNext(tables, step);
}

/** Every device and namespace that an item would change; a route's or an entry's device counts, the underlay of a tunnel does not. */
function touched(
  item: EditItem,
  { link }: Tables,
): readonly (readonly [field: string, name: string, owner: string | undefined])[] {
  const names: (readonly [string, string])[] = [];
  if ('dev' in item && item.dev !== undefined) names.push(['dev', item.dev]);
  if ('name' in item && item.noun !== 'netns') names.push(['name', item.name]);
  if ('bridge' in item && typeof item.bridge === 'string') names.push(['bridge', item.bridge]);
  if ('master' in item && typeof item.master === 'string') names.push(['master', item.master]);
  const place = 'netns' in item ? item.netns : '';
  const ownerAt = (name: string): string | undefined => ownerOfDevice(rowOfKey(link, linkKey(place, name)) ?? { name });
  const netns =
    item.noun === 'netns'
      ? (['name', item.name] as const)
      : 'netns' in item
        ? (['netns', item.netns] as const)
        : undefined;
  return [
    ...names.map(([field, name]) => [field, name, ownerAt(name)] as const),
    ...(netns === undefined ? [] : [[...netns, ownerOfNetns(netns[1])] as const]),
  ];
}

/** Entries that a control plane keeps (`extern_learn`): it does not write them again when they are gone (FRR 10.3). */
function learnedElsewhere(item: EditItem, { fdb, neighbour }: Tables): ReturnType<typeof touched> {
  if ((item.noun !== 'fdb' && item.noun !== 'neighbour') || item.verb === 'add') return [];
  const { netns, dev } = item;
  const rows =
    item.noun === 'fdb'
      ? rowsOfMac(fdb, item).filter(({ master }) => (master !== undefined) === (item.owner === 'master'))
      : neighbour.filter((row) => row.netns === netns && row.dev === dev && row.dst === canonicalIp(item.dst));
  const learned = rows.find(({ flags }) => flags.includes('extern_learn'));
  if (learned === undefined) return [];
  const writer =
    'protocol' in learned && learned.protocol !== undefined ? learned.protocol : 'a control plane (extern_learn)';
  return [[item.noun === 'fdb' ? 'mac' : 'dst', dev, writer]];
}

function foreignProblem(
  item: EditItem,
  unlock: readonly string[],
  { path, host, tables }: EditFacts,
): Problem | undefined {
  const places = [...touched(item, tables), ...learnedElsewhere(item, tables)];
  const found = places.find(([, name, owner]) => owner !== undefined && !unlock.includes(name));
  if (found === undefined) return undefined;
  const [field, name, owner = ''] = found;
  return {
    code: 'foreign-device',
    severity: 'error',
    where: { host, field: `${path}.${field}` },
    facts: { name, owner },
    retry: false,
  };
}
