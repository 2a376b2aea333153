/** A row as `bridge fdb`, `ip neigh`, `ip route` or `ip addr` print it → the words that add it again, or why it is not added. */
import { FLOOD_MAC } from '../../noun/fdb/row.ts';
import type { Noun } from '../word-table.ts';

export type ListingNoun = Extract<Noun, 'fdb' | 'neighbour' | 'route' | 'address'>;

/** Why a row that was understood is not added. Each is counted. */
export const LEFT = {
  learned: 'learned, not set by anybody',
  unresolved: 'without an address (INCOMPLETE, FAILED)',
  multicast: "a device's own list of multicast addresses",
  own: "a port's own address (master permanent), which the kernel adds",
  nexthop: 'through a nexthop object, which is not made here',
  kernel: 'made by the kernel',
  temporary: 'with a lifetime',
  /** A cable's other end, a namespace's loopback: what makes something else makes it, too. */
  along: 'made along with another row',
  twice: 'said twice',
  there: 'there already',
  otherNoun: 'of another table',
  link: 'about links, which only "ip -d -j link" or an export of Overlane tells whole',
} as const;

export type ListingRow =
  | { readonly words: readonly string[] }
  | { readonly left: (typeof LEFT)[keyof typeof LEFT] }
  | { readonly bad: string };

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;
const STATES = /^(PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|NONE)$/;

/** What a row is of, by how it begins. */
export function nounOfRow(words: readonly string[]): ListingNoun | undefined {
  const [first = ''] = words;
  if (MAC.test(first)) return 'fdb';
  if (/^(unicast|blackhole|unreachable|prohibit|throw|local|broadcast|multicast|anycast|default)$/.test(first))
    return 'route';
  if (/^inet6?$/.test(first)) return 'address';
  if (!/^[0-9a-f:.]+(\/\d+)?$/i.test(first) || !/[:.]/.test(first)) return undefined;
  if (first.includes('/')) return 'route';
  return words.some((word) => STATES.test(word) || /^(lladdr|proxy|managed|nud)$/.test(word)) ? 'neighbour' : 'route';
}

export function readListing(noun: ListingNoun, words: readonly string[]): ListingRow {
  if (noun === 'fdb') return fdbRow(words);
  if (noun === 'neighbour') return neighbourRow(words);
  return noun === 'route' ? routeRow(words) : addressRow(words);
}

/** Without the words that `takes` values, their values with them, and without those that stand alone. */
function without(words: readonly string[], takes: RegExp, alone: RegExp): readonly string[] {
  const left: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (takes.test(word)) at += 1;
    else if (!alone.test(word)) left.push(word);
  }
  return left;
}

const FDB_WORD =
  /^(dev|dst|port|vni|src_vni|via|vlan|self|permanent|static|dynamic|local|temp|sticky|extern_learn|router|use|offload|used|updated|state|link-netnsid|nhid|proto)$/;

/** bridge/fdb.c: the state stands last, and what was learned has none. A bridge's name may follow `master`. */
function fdbRow(all: readonly string[]): ListingRow {
  const [mac = ''] = all;
  const bare = all.filter((word, at) => !(all[at - 1] === 'master' && !FDB_WORD.test(word)));
  if (bare.includes('nhid')) return { left: LEFT.nexthop };
  const words = without(
    bare,
    /^(used|updated|link-netnsid|proto|protocol)$/,
    /^(offload|pending|locked|nomaster|to|state)$/,
  );
  const state = words.find((word) => /^(permanent|static|local|temp|stale)$/.test(word));
  const group = (parseInt(mac.slice(0, 2), 16) & 1) === 1;
  if (group && !words.includes('dst')) return { left: LEFT.multicast };
  // `bridge` says of every row whose it is: one without that was written by hand, and may age.
  const byHand = !words.includes('self') && !words.includes('master') && !words.includes('dynamic');
  if (state === undefined && byHand) return { words: [...words, 'dynamic'] };
  if (state === undefined || state === 'stale' || words.includes('dynamic')) return { left: LEFT.learned };
  const master = words.includes('master');
  if (master && (state === 'permanent' || state === 'local') && mac !== FLOOD_MAC) return { left: LEFT.own };
  return { words: words.map((word) => (word === 'temp' ? 'static' : word)) };
}

/** ip/ipneigh.c. What was resolved will be resolved again. */
function neighbourRow(all: readonly string[]): ListingRow {
  const [dst = ''] = all;
  const words = without(all, /^(used|ref|probes|proto|protocol|link-netnsid)$/, /^(offload|to|nud)$/);
  if (words.includes('proxy')) return { words: ['proxy', dst, ...words.slice(1).filter((word) => word !== 'proxy')] };
  if (words.includes('managed'))
    return {
      words: without(words, /^lladdr$/, /^(REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|NONE|extern_learn|router)$/),
    };
  if (words.some((word) => /^(FAILED|INCOMPLETE|NONE)$/.test(word)) || !words.includes('lladdr'))
    return { left: LEFT.unresolved };
  const mac = words[words.indexOf('lladdr') + 1] ?? '';
  const lasting = words.find((word) => /^(PERMANENT|NOARP|permanent|noarp)$/.test(word));
  if (lasting === undefined) return { left: LEFT.learned };
  if (lasting.toUpperCase() === 'NOARP' && (mac === FLOOD_MAC || (parseInt(mac.slice(0, 2), 16) & 1) === 1))
    return { left: LEFT.kernel };
  return { words };
}

/** ip/iproute.c */
function routeRow(all: readonly string[]): ListingRow {
  if (/^(local|broadcast|multicast|anycast)$/.test(all[0] ?? '')) return { left: LEFT.kernel };
  const proto = all[all.findIndex((word) => word === 'proto' || word === 'protocol') + 1];
  if (all.includes('proto') && /^(kernel|ra|redirect)$/.test(proto ?? '')) return { left: LEFT.kernel };
  if (all.includes('nhid')) return { left: LEFT.nexthop };
  if (all.includes('expires')) return { left: LEFT.temporary };
  return {
    words: without(
      all,
      /^(pref|error|link-netnsid)$/,
      /^(linkdown|dead|offload|trap|rt_trap|rt_offload|pervasive|unicast)$/,
    ),
  };
}

/** `inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0`: ip/ipaddress.c. The label stands last. */
function addressRow([family = '', ...all]: readonly string[]): ListingRow {
  const words = without(
    all,
    /^(valid_lft|preferred_lft|proto)$/,
    /^(forever|secondary|tentative|deprecated|dadfailed|optimistic|temporary)$/,
  );
  if (all.includes('dynamic') || all.includes('mngtmpaddr')) return { left: LEFT.temporary };
  const scope = words[words.indexOf('scope') + 1];
  const [address = ''] = words;
  if ((family === 'inet6' && scope === 'link') || address === '::1/128' || address === '127.0.0.1/8')
    return { left: LEFT.kernel };
  const at = words.indexOf('scope');
  const flags = words.slice(at + 2).filter((word) => /^(noprefixroute|nodad|home)$/.test(word));
  const label = words.slice(at + 2).find((word) => !flags.includes(word));
  const peer = words[1] === 'peer' ? withPeer(words) : words.slice(0, at);
  const kept = family === 'inet6' || scope === undefined ? [] : ['scope', scope];
  return { words: [...peer, ...kept, ...flags, ...(label?.includes(':') ? ['label', label] : [])] };
}

/** `inet 10.0.0.1 peer 10.0.0.2/32`: the length is the peer's, and stands there. */
function withPeer(words: readonly string[]): readonly string[] {
  const [local = '', , peer = '', ...rest] = words;
  const [far = '', length = ''] = peer.split('/');
  return [`${local}/${length}`, 'peer', far, ...rest.slice(0, rest.indexOf('scope'))];
}
