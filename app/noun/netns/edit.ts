/** Named namespaces. */
import * as v from 'valibot';
import { hostName } from '../../base/host.ts';
import { NetnsName } from '../../base/field.ts';
import { canMake } from '../link/again.ts';
import type { Problem } from '../../problem/problem.ts';
import { checked, note, wish, wrong, type Editing, type EditFacts, type EditOutcome } from '../edit-item.ts';

const noun = v.literal('netns');
export const NetnsItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), name: NetnsName }),
  v.strictObject({ noun, verb: v.literal('del'), name: NetnsName }),
]);
export type NetnsItem = v.InferOutput<typeof NetnsItem>;

export function editNetns({ verb, name }: NetnsItem, facts: EditFacts): EditOutcome {
  const there = facts.tables.netns.some((row) => row.name === name);
  if (verb === 'add') {
    const digits = /^\d+$/.test(name)
      ? [wrong(facts, 'name', 'Namespace', 'a name of digits only could be read as a process id')]
      : [];
    const taken = there
      ? [wrong(facts, 'name', 'Namespace', `${hostName(facts.host)} already has a namespace ${name}`)]
      : [];
    return checked([...digits, ...taken], () => [
      wish({ do: 'netns-add', name }, 'A namespace of its own.'),
      wish({ do: 'link-set-up', netns: name, name: 'lo', up: true }, "Start the namespace's loopback."),
    ]);
  }
  if (!there)
    return {
      problems: [wrong(facts, 'name', 'Namespace', `${hostName(facts.host)} has no namespace ${name}`)],
      wishes: [],
    };
  const { tables, planner } = facts;
  const along = planner.goesAlong(tables, planner.simulate(tables, { do: 'netns-del', name }), {});
  return checked([...held(name, along, facts), ...lostForGood(name, facts)], () => [
    wish({ do: 'netns-del', name }, along === '' ? 'It is empty.' : `Remove it, and ${along} with it.`),
  ]);
}

function held(name: string, along: string, facts: EditFacts): readonly Problem[] {
  return along === '' ? [] : [note(facts, 'goes-along', 'name', { act: `Removing namespace ${name}`, along })];
}

/** Links of a kind that we do not make return only when somebody else makes them. */
function lostForGood(name: string, facts: EditFacts): readonly Problem[] {
  const { tables } = facts;
  const links = tables.link.filter((row) => row.netns === name && row.kind !== 'loopback' && !canMake(tables, row));
  const real = links.map((row) => `${row.name} (${row.kind})`).join(', ');
  return real === '' ? [] : [note(facts, 'not-restorable', 'name', { what: real })];
}

export const netnsEditing: Editing<NetnsItem> = {
  noun: 'netns',
  titles: ['namespace', 'namespaces'],
  item: NetnsItem,
  edit: editNetns,
  subject: ({ name }) => name,
  words: { first: 'name', words: {} },
};
