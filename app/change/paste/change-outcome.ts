/** A command that changes something → the item that asks for the same. */
import type { Noun } from '../word-table.ts';
import { readWords } from '../words.ts';
import type { Command } from './said.ts';
import type { PasteOptions } from './read-row.ts';
import { type Outcome, bad, placeOf, itemOutcome } from './line.ts';

export function changeOutcome(command: Extract<Command, { is: 'change' }>, options: PasteOptions): Outcome {
  const { noun, verb, family } = command;
  const place = noun === 'netns' ? { netns: '' } : placeOf(command.netns, options);
  if ('why' in place) return bad(place.why);
  const words = command.words.filter(
    (word, at, all) => !(noun === 'route' && all[at - 1] === 'via' && /^inet6?$/.test(word)),
  );
  const mixed = words.length < command.words.length ? 'inet' : undefined;
  const read = readWords(noun, verb, place.netns, words);
  if (!read.ok) return bad(read.reason);
  const { dev } = options;
  const asksDev = noun === 'fdb' || noun === 'neighbour' || noun === 'address' || noun === 'vlan';
  const fields = {
    ...(asksDev && dev !== undefined ? { dev } : {}),
    ...onlyNamed(read.item, noun, verb),
    ...((noun === 'route' || noun === 'rule') && (family ?? mixed) !== undefined ? { family: family ?? mixed } : {}),
  };
  return itemOutcome(fields, true);
}

const NAMED: Partial<Record<Noun, readonly string[]>> = {
  ...{
    fdb: ['dev', 'mac', 'dst', 'port', 'vni', 'srcVni', 'via', 'vlan', 'owner'],
    neighbour: ['dev', 'dst', 'proxy'],
  },
  ...{ address: ['dev', 'address'], route: ['family', 'dst', 'via', 'dev', 'metric', 'type', 'table'] },
  ...{ link: ['name'], netns: ['name'], vlan: ['dev', 'vid', 'vidEnd'] },
};

/** What is removed is named; what else was said of it is not looked at. */
function onlyNamed(
  fields: Readonly<Record<string, unknown>>,
  noun: Noun,
  verb: string,
): Readonly<Record<string, unknown>> {
  const named = verb === 'del' ? NAMED[noun] : undefined;
  if (named === undefined) return fields;
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => ['noun', 'verb', 'netns', ...named].includes(name)),
  );
}
