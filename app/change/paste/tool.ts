/** The options, the object and the verb of `ip` and `bridge`: each may be cut short. */
import type { Command, Place, ReadCommand } from './said.ts';
import { FAMILIES, OPTIONS, SHORT, OBJECTS, VERBS, NOUNS } from './tool-words.ts';
import { verbOf } from './asked.ts';

export function readTool(tool: 'ip' | 'bridge', words: readonly string[], outer: Place, read: ReadCommand): Command {
  let place = outer;
  let left = words;
  let batch = false;
  for (let [word = ''] = left; word.startsWith('-') && word.length > 1; [word = ''] = left) {
    const given = word.replace(/^--?/, '').replace(/^c(o(l(or?)?)?)?=.*$/, 'color');
    const option = SHORT[given] ?? OPTIONS[tool].find((one) => one.startsWith(given));
    const value = left[1];
    left = left.slice(1);
    if (option === undefined) return { is: 'bad', why: `option "${word}" of ${tool} is not known` };
    if (option === 'all') return { is: 'bad', why: 'is for all namespaces at once (-all); name each' };
    if (option === 'batch' && value !== '-')
      return { is: 'bad', why: `reads the file ${value ?? ''}, which is not here` };
    if (option === 'batch') batch = true;
    if (option === 'netns') place = { ...place, netns: value ?? '' };
    const family = option === 'family' ? FAMILIES[value ?? ''] : FAMILIES[option];
    if (family !== undefined && family !== null) place = { ...place, family };
    if (['batch', 'netns', 'family', 'loops', 'rcvbuf'].includes(option)) left = left.slice(1);
  }
  if (place.netns === '') return { is: 'bad', why: 'a namespace is missing after -n' };
  const { netns } = place;
  if (batch) return { is: 'batch', ...(netns === undefined ? {} : { netns }) };
  return readObject(tool, left, place, read);
}

function readObject(tool: 'ip' | 'bridge', words: readonly string[], place: Place, read: ReadCommand): Command {
  const [objectWord = '', verbWord, ...rest] = words;
  const object = OBJECTS[tool].find((one) => objectWord !== '' && one.startsWith(objectWord));
  const { netns, family } = place;
  const at = netns === undefined ? {} : { netns };
  if (objectWord === '') return { is: 'other', why: 'no command of ip or bridge' };
  if (object === undefined) return { is: 'bad', why: `${tool} knows no "${objectWord}"` };
  // `ip netns exec` is written out: `ip netns e` would be `exec` too.
  const verb = verbWord === undefined ? 'show' : VERBS.find((one) => one.startsWith(verbWord));
  if (object === 'netns' && verb === 'exec')
    return rest[0] === undefined
      ? { is: 'bad', why: 'a namespace is missing after exec' }
      : enter(rest[0], rest.slice(1), place, read);
  if (verb === undefined || /^(show|list|lst|get|identify|pids|monitor|save|tunnelshow)$/.test(verb))
    return shown(words.slice(1), at);
  const noun = NOUNS[`${tool} ${object}`];
  if (noun === undefined) return { is: 'bad', why: `${tool} ${object} is not made here` };
  const asked = verbOf(noun, verb, rest);
  if (asked === undefined) return { is: 'bad', why: `${tool} ${object} ${verb} is not done here` };
  return { is: 'change', ...at, ...(family === undefined ? {} : { family }), ...asked };
}

function enter(netns: string, words: readonly string[], place: Place, read: ReadCommand): Command {
  if (words.length === 0) return { is: 'bad', why: 'a command is missing after exec' };
  return read(words, { ...place, netns });
}

/** `show dev X` prints rows that do not name X. */
function shown(words: readonly string[], at: { readonly netns?: string }): Command {
  const named = words.findIndex((word) => word === 'dev' || word === 'brport');
  const dev = named < 0 ? undefined : words[named + 1];
  return { is: 'show', ...at, ...(dev === undefined ? {} : { dev }) };
}
