/** What packet filters do with one packet, as far as their listing says it for certain: `iptables-save` text (iptables-extensions(8)). */
import { contains } from '../base/ip.ts';

/** A packet of a new flow, unless said; a tunnel's two directions never match one conntrack entry, so ESTABLISHED lets nothing in. */
export interface FilterPacket {
  readonly protocol: 'udp' | 'tcp' | 'icmp';
  readonly src: string;
  readonly dst: string;
  readonly dport?: number;
  readonly iif?: string;
  readonly oif?: string;
  /** Bytes, where rules that ask for them are to be judged. */
  readonly length?: number;
  /** An answer to what went the other way. */
  readonly established?: boolean;
  /** A frame that is no IP packet. */
  readonly ether?: 'arp';
  /** The bridge whose ports it goes between. */
  readonly bridge?: string;
}

/** The protocol of `ping` has another number over IPv6. */
function isIpv6Icmp({ protocol, src }: FilterPacket): boolean {
  return protocol === 'icmp' && src.includes(':');
}

/** `limit`: let through so many a second, the rest dropped; `steal`: sent elsewhere by NAT. */
export interface Verdict {
  readonly verdict: 'accept' | 'drop' | 'limit' | 'steal';
  /** The rule or policy that decided, as printed. */
  readonly line: string;
  readonly chain: string;
  readonly table: string;
}

/** Yes, no, or not known: then it is no proof of anything. */
export type Match = boolean | 'limit' | undefined;

/** No where one says no; unknown where one is; limited where one is. */
export function both(one: Match, other: Match): Match {
  if (one === false || other === false) return false;
  if (one === undefined || other === undefined) return undefined;
  return one === 'limit' || other === 'limit' ? 'limit' : true;
}

interface Chains {
  readonly policies: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, readonly string[]>;
}

let latest: { readonly text: string; readonly tables: ReadonlyMap<string, Chains> } | undefined;

/** Tables of `iptables-save`, with the counters taken off. A listing is asked many questions, one after the other. */
export function tablesOf(text: string): ReadonlyMap<string, Chains> {
  if (latest?.text !== text) latest = { text, tables: readTables(text) };
  return latest.tables;
}

function readTables(text: string): ReadonlyMap<string, Chains> {
  const tables = new Map<string, { policies: Map<string, string>; rules: Map<string, string[]> }>();
  let open: { policies: Map<string, string>; rules: Map<string, string[]> } | undefined;
  for (const raw of text.split('\n')) {
    const name = /^\*(\w+)/.exec(raw)?.[1];
    if (name !== undefined) tables.set(name, (open = { policies: new Map(), rules: new Map() }));
    const policy = /^:(\S+) (\S+)/.exec(raw);
    if (policy) open?.policies.set(policy[1] ?? '', policy[2] ?? '');
    const rule = /^(?:\[\d+:\d+\] )?(-A (\S+).*)$/.exec(raw);
    if (rule) open?.rules.set(rule[2] ?? '', [...(open.rules.get(rule[2] ?? '') ?? []), rule[1] ?? '']);
  }
  return tables;
}

export function iptablesVerdict(text: string, table: string, chain: string, packet: FilterPacket): Verdict {
  const chains = tablesOf(text).get(table);
  const accept: Verdict = { verdict: 'accept', line: '', chain, table };
  if (chains === undefined) return accept;
  const found = walk(chains, chain, packet, table, 0);
  if (found !== undefined) return found;
  const policy = chains.policies.get(chain) ?? 'ACCEPT';
  return policy === 'DROP' ? { verdict: 'drop', line: `-P ${chain} DROP`, chain, table } : accept;
}

/** A rule that takes what is above a rate, or one packet in so many. */
const TAKES_SOME = /--hashlimit-above |--mode (?:random|nth) /;

/** Deeper than a chain of chains goes in practice; the kernel refuses loops. */
export const DEEPEST = 16;

function walk(chains: Chains, chain: string, packet: FilterPacket, table: string, depth: number): Verdict | undefined {
  let limited: string | undefined;
  for (const line of depth > DEEPEST ? [] : (chains.rules.get(chain) ?? [])) {
    const { match, target } = readRule(line, packet);
    if (match === false) continue;
    const here = { line, chain, table };
    if (match === undefined) {
      // Perhaps it lets through: then nothing after it is certain.
      if (target !== undefined && /^(ACCEPT|RETURN)$/.test(target)) return { verdict: 'accept', ...here };
      continue;
    }
    if (match === 'limit') {
      if (target === 'ACCEPT') limited = line;
      if ((target === 'DROP' || target === 'REJECT') && TAKES_SOME.test(line)) return { verdict: 'limit', ...here };
      continue;
    }
    if (target === 'ACCEPT') return { verdict: 'accept', ...here };
    if (target === 'DROP' || target === 'REJECT')
      return limited === undefined
        ? { verdict: 'drop', ...here }
        : { verdict: 'limit', ...here, line: `${limited} … ${line}` };
    if (target === 'REDIRECT' || target === 'DNAT') return { verdict: 'steal', ...here };
    if (target === 'RETURN') return undefined;
    if (target !== undefined && chains.rules.has(target)) {
      const inner = walk(chains, target, packet, table, depth + 1);
      if (inner !== undefined) return inner;
    }
  }
  const policy = chains.policies.get(chain);
  return limited !== undefined && policy === 'DROP' ? { verdict: 'limit', line: limited, chain, table } : undefined;
}

/** Words of matches that hold for some packets of a kind only. */
const SOME = ['--limit', '--hashlimit-above', '--hashlimit-upto', '--probability', '--every'];
const OF_STATISTIC = ['--mode', '--packet'];

function readRule(line: string, packet: FilterPacket): { match: Match; target?: string } {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  let match: Match = true;
  let target: string | undefined;
  let negated = false;
  const and = (one: Match): void => {
    const value = negated && typeof one === 'boolean' ? !one : negated ? undefined : one;
    negated = false;
    match = both(match, value);
  };
  for (let at = 2; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (word === '!') negated = true;
    else if (word === '-j' || word === '-g') [target, at] = [next, words.length];
    else if (word === '-m') at += 1;
    else if (word === '--comment' || word === '--limit-burst') at += 1;
    else if (SOME.includes(word)) [at] = [at + 1, and('limit')];
    else if (word.startsWith('--hashlimit-') || OF_STATISTIC.includes(word)) at += 1;
    else [at] = [at + 1, and(matchWord(word, next, packet))];
  }
  return { match, target };
}

function matchWord(word: string, value: string, packet: FilterPacket): Match {
  switch (word) {
    case '-p':
      return value === 'all' || protocolNames(packet).includes(value);
    case '--icmp-type':
    case '--icmpv6-type':
      return packet.protocol === 'icmp' ? echo(packet).includes(value.split('/')[0] ?? '') : false;
    case '--src-range':
      return isBetween(value, packet.src);
    case '--dst-range':
      return isBetween(value, packet.dst);
    case '-s':
      return contains(withLength(value), packet.src);
    case '-d':
      return contains(withLength(value), packet.dst);
    case '-i':
      return packet.iif === undefined ? false : named(value, packet.iif);
    case '-o':
      return packet.oif === undefined ? false : named(value, packet.oif);
    case '--dport':
      return packet.dport === undefined ? undefined : inRange(value, packet.dport, ':');
    case '--dports':
      return packet.dport === undefined
        ? undefined
        : value.split(',').some((one) => inRange(one, packet.dport ?? 0, ':'));
    case '--length':
      return packet.length === undefined ? undefined : inLength(value, packet.length);
    case '--dst-type':
      return packet.iif === undefined || packet.oif !== undefined ? undefined : value === 'LOCAL';
    case '--ctstate':
    case '--state':
      return value.split(',').includes(packet.established === true ? 'ESTABLISHED' : 'NEW');
    default:
      return undefined;
  }
}

/** Its names and its number: listings print what /etc/protocols has, or not. */
export function protocolNames(packet: FilterPacket): readonly string[] {
  if (isIpv6Icmp(packet)) return ['ipv6-icmp', 'icmpv6', '58'];
  return { udp: ['udp', '17'], tcp: ['tcp', '6'], icmp: ['icmp', '1'] }[packet.protocol];
}

/** Of ICMP an echo is asked for, or its answer. */
function echo(packet: FilterPacket): readonly string[] {
  if (isIpv6Icmp(packet)) return packet.established === true ? ['129', 'echo-reply'] : ['128', 'echo-request'];
  return packet.established === true ? ['0', 'echo-reply'] : ['8', 'echo-request', 'any', '255'];
}

/** A range of IPv4 addresses; IPv6 ones are not known. */
export function isBetween(range: string, ip: string): Match {
  if (range.includes(':') || ip.includes(':')) return undefined;
  const number = (each: string): number => each.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const [from = '', to = from] = range.split('-');
  return number(from) <= number(ip) && number(ip) <= number(to);
}

/** `100:` and `:100` are open at one end. */
function inLength(value: string, length: number): boolean {
  const [from = '', to] = value.split(':');
  if (to === undefined) return Number(from) === length;
  return (from === '' || Number(from) <= length) && (to === '' || length <= Number(to));
}

export function withLength(value: string): string {
  return value.includes('/') ? value : `${value}/${value.includes(':') ? 128 : 32}`;
}

export function named(pattern: string, name: string): boolean {
  return pattern.endsWith('+') || pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** `1000:2000` in iptables, `1000-2000` in nftables. */
export function inRange(value: string, port: number, sign: string): boolean {
  const [from = 0, to = from] = value.split(sign).map(Number);
  return from <= port && port <= to;
}
