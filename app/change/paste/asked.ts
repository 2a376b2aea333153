/** A verb of `ip` or `bridge` in the words of our edits. */
import type { Noun, Verb } from '../word-table.ts';

type Asked = { readonly noun: Noun; readonly verb: Verb; readonly words: readonly string[] };

export function verbOf(noun: Noun, verb: string, words: readonly string[]): Asked | undefined {
  if (noun === 'link') return linkOf(verb, words);
  if (noun === 'port') return verb === 'set' ? { noun, verb: 'set', words: withoutDev(words) } : undefined;
  const plain: Verb | undefined = verb === 'delete' ? 'del' : verb === 'add' ? 'add' : undefined;
  if (noun === 'netns' || noun === 'vlan' || noun === 'vni' || noun === 'rule')
    return plain && { noun, verb: plain, words };
  // It gives what is not there, and leaves what is.
  if (noun === 'address' && verb === 'replace') return { noun, verb: 'add', words };
  const special = noun === 'neighbour' && (words.includes('proxy') || words.includes('managed'));
  const over: Verb | undefined =
    verb === 'replace' || verb === 'change' || verb === 'chg' ? (special ? 'add' : 'set') : undefined;
  const more: Verb | undefined = noun === 'fdb' && verb === 'append' ? 'add' : undefined;
  const asked = plain ?? over ?? more;
  const bare = noun === 'address' || words[0] !== 'to' ? words : words.slice(1);
  return (
    asked && {
      noun,
      verb: asked,
      words: noun === 'fdb' ? bare.map((word) => (word === 'temp' ? 'static' : word)) : bare,
    }
  );
}

/** `ip link` is for links of every kind: the word after `type` says which. */
function linkOf(verb: string, words: readonly string[]): Asked | undefined {
  const at = words.indexOf('type');
  const kind = at < 0 ? undefined : words[at + 1];
  const own = withoutDev(words).map((word, index, all) => (all[index - 1] === 'netns' && word === '1' ? '' : word));
  const rest = [...own.slice(0, own.indexOf('type')), ...own.slice(own.indexOf('type') + 2)];
  if (verb === 'delete') return { noun: 'link', verb: 'del', words: kind === undefined ? own : rest };
  if (verb === 'add' && (kind === 'vxlan' || kind === 'bridge' || kind === 'veth'))
    return { noun: kind, verb: 'add', words: rest };
  // A new name would be taken for the device's own.
  const renames = own.slice(1, at < 0 ? undefined : own.indexOf('type')).includes('name');
  if ((verb !== 'set' && verb !== 'change') || renames) return undefined;
  if (kind === undefined) return { noun: 'link', verb: 'set', words: own };
  if (kind === 'vxlan' || kind === 'bridge') return { noun: kind, verb: 'set', words: rest };
  return kind === 'bridge_slave' ? { noun: 'port', verb: 'set', words: rest } : undefined;
}

/** `ip link set up dev X` and `ip link add mtu 1400 name X`: the name may stand later. */
function withoutDev(words: readonly string[]): readonly string[] {
  const isName = (word: string): boolean => word === 'dev' || word === 'name';
  const [first = ''] = words;
  if (isName(first)) return words.slice(1);
  const at = LATE.test(first) ? words.findIndex(isName) : -1;
  const type = words.indexOf('type');
  const name = at < 0 || (type >= 0 && at > type) ? undefined : words[at + 1];
  return name === undefined ? words : [name, ...words.slice(0, at), ...words.slice(at + 2)];
}

const LATE = /^(up|down|mtu|address|master|nomaster|netns)$/;
