/**
 * iproute2's words → the item they mean, as the command line and pasted text give them. Only the words are read here;
 * the schema of the item judges the values, so that every face states the same problems.
 */
import { ROUTE_TYPES } from '../noun/route/steps.ts';
import { BadWord, fail, flag, LINK, number, text, type Fields, type Reader } from '../noun/words.ts';
import { WORDS, type Noun, type Verb } from './word-table.ts';

export type Read = { readonly ok: true; readonly item: Fields } | { readonly ok: false; readonly reason: string };

/** `netns` is where it happens; `ip` takes it as `-n`. */
export function readWords(noun: Noun, verb: Verb, netns: string, words: readonly string[]): Read {
  try {
    const place = noun === 'netns' || noun === 'endpoint' ? {} : { netns };
    const item = { noun, verb, ...place, ...WORDS[noun].defaults?.[verb], ...readFields(noun, netns, words) };
    return { ok: true, item: WORDS[noun].whole?.(item) ?? item };
  } catch (error) {
    if (error instanceof BadWord) return { ok: false, reason: error.message };
    throw error;
  }
}

function readFields(noun: Noun, netns: string, words: readonly string[]): Fields {
  const left = [...words];
  const { first, words: known } = WORDS[noun];
  let fields: Fields = {};
  const next = (): string => {
    const word = left.shift();
    if (word === undefined) throw new BadWord('a value is missing at the end');
    return word;
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const reader = Object.hasOwn(known, word) ? known[word] : undefined;
    if (noun === 'veth' && word === 'peer') fields = { ...fields, peer: readPeer(left.splice(0), netns) };
    else if (noun === 'route' && word === 'nexthop') fields = merged(fields, { nexthops: [readHop(left)] });
    else if (noun === 'route' && fields['dst'] === undefined && (ROUTE_TYPES as readonly string[]).includes(word))
      fields = { ...fields, type: word };
    else if (reader !== undefined && !(first === 'name' && fields['name'] === undefined))
      fields = merged(fields, reader(next));
    else if (word === 'name' && first === 'name') fields = { ...fields, name: next() };
    else if (fields[first] === undefined) fields = { ...fields, [first]: firstValue(noun, word) };
    else throw new BadWord(`"${word}" is not understood here`);
  }
  return fields;
}

function firstValue(noun: Noun, word: string): string {
  const bare = noun === 'route' && word !== 'default' && !word.includes('/');
  if ((noun === 'address' || bare) && !word.includes('/')) return `${word}/${word.includes(':') ? 128 : 32}`;
  return word;
}

/** Options of one kind gather; a later word wins. */
function merged(fields: Fields, more: Fields): Fields {
  const result = { ...fields };
  for (const [name, value] of Object.entries(more)) {
    const old = result[name];
    if (Array.isArray(old) && Array.isArray(value)) result[name] = [...(old as unknown[]), ...(value as unknown[])];
    else if (isFields(old) && isFields(value)) result[name] = { ...old, ...value };
    else result[name] = value;
  }
  return result;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `peer name X [netns N] [address M] [mtu N] [up|down]`: it stands last, as in ip-link(8). */
function readPeer(words: string[], netns: string): Fields {
  const known: Record<string, Reader> = { ...LINK, name: text('name'), netns: text('netns') };
  let peer: Fields = { netns };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const reader = known[word];
    const next = (): string => words.shift() ?? fail('a value is missing at the end');
    if (reader !== undefined) peer = { ...peer, ...reader(next) };
    else if (peer['name'] === undefined) peer = { ...peer, name: word };
    else throw new BadWord(`"${word}" is not understood after peer`);
  }
  return peer;
}

function readHop(words: string[]): Fields {
  const known: Record<string, Reader> = {
    via: text('via'),
    dev: text('dev'),
    weight: number('weight'),
    onlink: flag('onlink'),
  };
  let hop: Fields = {};
  while (words[0] !== undefined && words[0] !== 'nexthop') {
    const word = words.shift() ?? '';
    const reader = known[word] ?? fail(`"${word}" is not understood after nexthop`);
    hop = { ...hop, ...reader(() => words.shift() ?? fail('a value is missing at the end')) };
  }
  return hop;
}
