/** One command, as a shell has split it → what it says in `ip`'s or `bridge`'s words, and the namespace that it names. */
import type { Noun, Verb } from '../word-table.ts';

export type Command =
  /** A change. `netns` is absent where the command names none. */
  | {
      readonly is: 'change';
      readonly noun: Noun;
      readonly verb: Verb;
      readonly netns?: string;
      readonly family?: 'inet' | 'inet6';
      readonly words: readonly string[];
    }
  /** It only shows: what follows is its listing. */
  | { readonly is: 'show'; readonly netns?: string; readonly dev?: string }
  /** A shell inside a namespace: so is what follows, until `exit`. */
  | { readonly is: 'enter'; readonly netns: string }
  /** Lines for `-batch` follow. */
  | { readonly is: 'batch'; readonly netns?: string }
  | { readonly is: 'script'; readonly netns?: string; readonly text: string }
  | { readonly is: 'leave' }
  /** Nothing of ours: named and left out. */
  | { readonly is: 'other'; readonly why: string }
  | { readonly is: 'bad'; readonly why: string };

/** What is true of everything that a command line says, whatever stands in front of it. */
export interface Place {
  readonly netns?: string;
  readonly family?: 'inet' | 'inet6';
}

const OTHER =
  /^(#!.*|set|cd|pwd|ls|cat|grep|echo|printf|sleep|true|:|export|unset|modprobe|ping|ping6|arping|tcpdump|sysctl|ethtool|iptables|ip6tables|nft|systemctl|service|apt|apt-get|yum|dnf|apk|clear|history|id|whoami|uname|hostname|date|watch|mkdir|touch|rm|tc|brctl|ifconfig|arp|vtysh|ss|netstat|source|\.|\|)$/;
const ELSEWHERE = /^(ssh|docker|podman|kubectl|crictl|ctr|nerdctl|lxc|lxc-attach|incus|machinectl|chroot|unshare|vagrant|virsh|runc|setns|parallel|xargs|timeout|watch)$/; // prettier-ignore
const KEYWORD = /^(if|then|else|elif|fi|for|do|done|while|until|case|esac|function|select|\{|\}|\(|\)|\[|\[\[|test|!|eval|trap|alias|return|read)$/; // prettier-ignore

export function readCommand(argv: readonly string[], place: Place = {}): Command {
  const [word = '', ...rest] = argv;
  const tool = word.slice(word.lastIndexOf('/') + 1);
  if (/^[A-Za-z_]\w*=/.test(word)) return rest.length === 0 ? { is: 'other', why: 'sets a variable' } : readCommand(rest, place); // prettier-ignore
  if (tool === 'ip' || tool === 'bridge') return readTool(tool, rest, place);
  if (/^(sudo|doas|env|command|exec|time|nice|nohup|stdbuf)$/.test(tool)) return readCommand(afterOptions(tool, rest), place); // prettier-ignore
  if (tool === 'nsenter') return readNsenter(rest, place);
  if (/^(sh|bash|ash|dash|zsh|busybox)$/.test(tool)) return readShell(tool, rest, place);
  if (word === 'exit' || word === 'logout') return { is: 'leave' };
  if (KEYWORD.test(word)) return { is: 'bad', why: `"${word}" is a shell's: only single commands are read` };
  if (ELSEWHERE.test(tool)) return { is: 'bad', why: `"${tool}" runs it somewhere else, which cannot be known here` };
  if (OTHER.test(tool)) return { is: 'other', why: 'no command of ip or bridge' };
  return readBatch(argv, place);
}

/** Whether a line is a command at all, rather than a row of a listing. */
export function isCommand(argv: readonly string[]): boolean {
  const command = readCommand(argv);
  return !(command.is === 'bad' && command.why === NEITHER);
}
const NEITHER = 'is neither a command nor an entry';

/** A line as `ip -batch` reads it: no tool in front. */
function readBatch(argv: readonly string[], place: Place): Command {
  const [object = '', verb = ''] = argv;
  const ip = /^(link|address|addr|route|neigh|neighbor|neighbour|netns)$/.test(object) && isVerb(verb);
  const bridge = /^(fdb|vlan)$/.test(object) && isVerb(verb);
  const port = object === 'link' && verb === 'set' && argv.some((word) => /^(neigh_suppress|hairpin|isolated|learning|flood)$/.test(word)); // prettier-ignore
  if (bridge || (port && !argv.includes('type'))) return readTool('bridge', argv, place);
  return ip ? readTool('ip', argv, place) : { is: 'bad', why: NEITHER };
}

function isVerb(word: string): boolean {
  return /^(add|append|prepend|replace|change|chg|set|del|delete|show|list|get|flush|exec)$/.test(word);
}

function afterOptions(tool: string, words: readonly string[]): readonly string[] {
  let left = words;
  for (;;) {
    const [word = ''] = left;
    if (word === '--') return left.slice(1);
    const takes = tool === 'sudo' || tool === 'doas' ? /^-([ugpCh]|-user|-group)$/ : tool === 'nice' ? /^-n$/ : tool === 'env' ? /^-[uC]$/ : /(?!)/; // prettier-ignore
    if (takes.test(word)) left = left.slice(2);
    else if (word.startsWith('-') || (tool === 'env' && /^\w+=/.test(word))) left = left.slice(1);
    else return left;
  }
}

/** Only a namespace that has a name can be found again on the host. */
function readNsenter(words: readonly string[], place: Place): Command {
  let netns: string | undefined;
  let left = words;
  for (let [word = ''] = left; word.startsWith('-'); [word = ''] = left) {
    left = left.slice(1);
    if (word === '--') break;
    const [, name] = /^(?:--net=|-n)\/(?:var\/)?run\/netns\/([^/]+)$/.exec(word) ?? [];
    if (name === undefined) return { is: 'bad', why: `nsenter with "${word}" names no namespace that this host has a name for` }; // prettier-ignore
    netns = name;
  }
  if (netns === undefined) return { is: 'bad', why: 'nsenter without a named namespace' };
  return left.length === 0 ? { is: 'enter', netns } : readCommand(left, { ...place, netns });
}

function readShell(tool: string, words: readonly string[], { netns }: Place): Command {
  const args = tool === 'busybox' ? words.slice(1) : words;
  if (tool === 'busybox' && words[0] === 'ip') return readTool('ip', args, netns === undefined ? {} : { netns });
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  const text = args[at + 1];
  if (at >= 0 && text !== undefined) return { is: 'script', text, ...(netns === undefined ? {} : { netns }) };
  const bare = args.every((word) => word.startsWith('-'));
  if (!bare) return { is: 'bad', why: 'runs a file, which is not here' };
  return netns === undefined ? { is: 'other', why: 'no command of ip or bridge' } : { is: 'enter', netns };
}

const FAMILIES: Readonly<Record<string, Place['family'] | null>> = { '4': 'inet', '6': 'inet6', inet: 'inet', inet6: 'inet6' }; // prettier-ignore

/** Options of ip(8) and bridge(8): each may be cut short, and may have a second dash. */
const OPTIONS = { ip: ['loops', 'family', '4', '6', '0', 'M', 'B', 'Decnet', 'human-readable', 'iec', 'statistics', 'details', 'resolve', 'oneline', 'timestamp', 'tshort', 'force', 'batch', 'brief', 'json', 'rcvbuf', 'color', 'help', 'Version', 'netns', 'Numeric', 'all', 'echo', 'pretty'], bridge: ['help', 'Version', 'statistics', 'details', 'oneline', 'timestamp', 'tshort', 'family', '4', '6', 'netns', 'color', 'compressvlans', 'force', 'json', 'pretty', 'batch'] } as const; // prettier-ignore
/** `-s` is also `-stats`, `-br` also `-b`-something: what `matches()` takes before the list above. */
const SHORT: Readonly<Record<string, string>> = { h: 'human-readable', human: 'human-readable', stats: 'statistics', rc: 'rcvbuf', net: 'netns', l: 'loops' }; // prettier-ignore

function readTool(tool: 'ip' | 'bridge', words: readonly string[], outer: Place): Command {
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
    if (option === 'batch' && value !== '-') return { is: 'bad', why: `reads the file ${value ?? ''}, which is not here` }; // prettier-ignore
    if (option === 'batch') batch = true;
    if (option === 'netns') place = { ...place, netns: value ?? '' };
    const family = option === 'family' ? FAMILIES[value ?? ''] : FAMILIES[option];
    if (family !== undefined && family !== null) place = { ...place, family };
    if (['batch', 'netns', 'family', 'loops', 'rcvbuf'].includes(option)) left = left.slice(1);
  }
  if (place.netns === '') return { is: 'bad', why: 'a namespace is missing after -n' };
  const { netns } = place;
  if (batch) return { is: 'batch', ...(netns === undefined ? {} : { netns }) };
  return readObject(tool, left, place);
}

const OBJECTS = {
  ip: ['address', 'addrlabel', 'maddress', 'route', 'rule', 'neighbor', 'neighbour', 'ntable', 'link', 'l2tp', 'fou', 'macsec', 'tunnel', 'tuntap', 'token', 'tcp_metrics', 'monitor', 'xfrm', 'mroute', 'netns', 'netconf', 'vrf', 'nexthop', 'mptcp', 'help', 'stats'], // prettier-ignore
  bridge: ['link', 'fdb', 'mdb', 'mst', 'vlan', 'vni', 'monitor'],
} as const;
const VERBS = ['add', 'append', 'change', 'chg', 'delete', 'replace', 'set', 'show', 'list', 'lst', 'get', 'flush', 'prepend', 'exec', 'attach', 'identify', 'pids', 'monitor', 'save', 'restore', 'tunnelshow']; // prettier-ignore
const NOUNS: Readonly<Record<string, Noun>> = { 'ip address': 'address', 'ip route': 'route', 'ip neighbor': 'neighbour', 'ip neighbour': 'neighbour', 'ip rule': 'rule', 'bridge fdb': 'fdb', 'bridge vni': 'vni', 'bridge vlan': 'vlan', 'ip netns': 'netns', 'ip link': 'link', 'bridge link': 'port' }; // prettier-ignore

function readObject(tool: 'ip' | 'bridge', words: readonly string[], place: Place): Command {
  const [objectWord = '', verbWord, ...rest] = words;
  const object = OBJECTS[tool].find((one) => objectWord !== '' && one.startsWith(objectWord));
  const { netns, family } = place;
  const at = netns === undefined ? {} : { netns };
  if (objectWord === '') return { is: 'other', why: 'no command of ip or bridge' };
  if (object === undefined) return { is: 'bad', why: `${tool} knows no "${objectWord}"` };
  // `ip netns exec` is written out: `ip netns e` would be `exec` too.
  const verb = verbWord === undefined ? 'show' : VERBS.find((one) => one.startsWith(verbWord));
  if (object === 'netns' && verb === 'exec') return rest[0] === undefined ? { is: 'bad', why: 'a namespace is missing after exec' } : enter(rest[0], rest.slice(1), place); // prettier-ignore
  if (verb === undefined || /^(show|list|lst|get|identify|pids|monitor|save|tunnelshow)$/.test(verb)) return shown(words.slice(1), at); // prettier-ignore
  const noun = NOUNS[`${tool} ${object}`];
  if (noun === undefined) return { is: 'bad', why: `${tool} ${object} is not made here` };
  const asked = verbOf(noun, verb, rest);
  if (asked === undefined) return { is: 'bad', why: `${tool} ${object} ${verb} is not done here` };
  return { is: 'change', ...at, ...(family === undefined ? {} : { family }), ...asked };
}

function enter(netns: string, words: readonly string[], place: Place): Command {
  if (words.length === 0) return { is: 'bad', why: 'a command is missing after exec' };
  return readCommand(words, { ...place, netns });
}

/** `show dev X` prints rows that do not name X. */
function shown(words: readonly string[], at: { readonly netns?: string }): Command {
  const named = words.findIndex((word) => word === 'dev' || word === 'brport');
  const dev = named < 0 ? undefined : words[named + 1];
  return { is: 'show', ...at, ...(dev === undefined ? {} : { dev }) };
}

type Asked = { readonly noun: Noun; readonly verb: Verb; readonly words: readonly string[] };

function verbOf(noun: Noun, verb: string, words: readonly string[]): Asked | undefined {
  if (noun === 'link') return linkOf(verb, words);
  if (noun === 'port') return verb === 'set' ? { noun, verb: 'set', words: withoutDev(words) } : undefined;
  const plain: Verb | undefined = verb === 'delete' ? 'del' : verb === 'add' ? 'add' : undefined;
  if (noun === 'netns') return plain && { noun, verb: plain, words };
  if (noun === 'vlan' || noun === 'vni' || noun === 'rule') return plain && { noun, verb: plain, words };
  // It gives what is not there, and leaves what is.
  if (noun === 'address' && verb === 'replace') return { noun, verb: 'add', words };
  const special = noun === 'neighbour' && (words.includes('proxy') || words.includes('managed'));
  const over: Verb | undefined = verb === 'replace' || verb === 'change' || verb === 'chg' ? (special ? 'add' : 'set') : undefined; // prettier-ignore
  const more: Verb | undefined = noun === 'fdb' && verb === 'append' ? 'add' : undefined;
  const asked = plain ?? over ?? more;
  const bare = noun === 'address' || words[0] !== 'to' ? words : words.slice(1);
  return asked && { noun, verb: asked, words: noun === 'fdb' ? bare.map((word) => (word === 'temp' ? 'static' : word)) : bare }; // prettier-ignore
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
