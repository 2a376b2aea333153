/** Whether one rule of nftables takes one packet, as far as its words say it for certain (nft(8), expressions). */
import { contains, familyOf } from '../base/ip.ts';
import { both, inRange, isBetween, named, protocolNames, withLength, type FilterPacket, type Match } from './filter.ts';
import { elementsOf, plain, type NftElement } from './nft-ruleset.ts';

export interface Matched {
  readonly match: Match;
  /** What the rule does where it matches: `drop`, `jump NAME`, …; absent where it only counts. */
  readonly verdict?: string;
}

type Sets = ReadonlyMap<string, readonly NftElement[]>;

/** What a packet has, for one expression: one value or several that fit; undefined where it is not known. */
type Has = (packet: FilterPacket) => readonly string[] | undefined;

/** The packet has no such field: no rule that asks for it takes it. */
const NONE: readonly string[] = [];

const isArp = ({ ether }: FilterPacket): boolean => ether === 'arp';
const familyIn = ({ src }: FilterPacket): 'ip' | 'ip6' => (familyOf(src) === 'inet6' ? 'ip6' : 'ip');

const protocol: Has = (packet) => (isArp(packet) ? NONE : protocolNames(packet));
const ether: Has = (packet) =>
  isArp(packet) ? ['arp', '0x0806', '2054'] : familyIn(packet) === 'ip' ? ['ip', '0x0800'] : ['ip6', '0x86dd'];
const ofFamily =
  (family: 'ip' | 'ip6', has: Has): Has =>
  (packet) =>
    isArp(packet) || familyIn(packet) !== family ? NONE : has(packet);
const ofProtocol =
  (which: string, has: Has): Has =>
  (packet) =>
    protocol(packet)?.includes(which) === true ? has(packet) : NONE;
const text = (value: string | undefined): readonly string[] => (value === undefined ? NONE : [value]);
const dport: Has = ({ dport: port }) => (port === undefined ? undefined : [String(port)]);
const iif: Has = (packet) => text(packet.iif);
const oif: Has = (packet) => text(packet.oif);
const bridgeOf: Has = ({ bridge }) => (bridge === undefined ? undefined : [bridge]);
/** An echo; other messages of ICMP are not asked for. */
const message =
  (request: readonly string[], reply: readonly string[]): Has =>
  (packet) =>
    packet.established === true ? reply : request;

const EXPRESSIONS: Readonly<Record<string, Has>> = {
  'udp dport': ofProtocol('udp', dport),
  'tcp dport': ofProtocol('tcp', dport),
  'th dport': dport,
  'meta l4proto': protocol,
  'ip protocol': ofFamily('ip', protocol),
  'ip6 nexthdr': ofFamily('ip6', protocol),
  'meta protocol': ether,
  'ether type': ether,
  'meta nfproto': (packet) => (isArp(packet) ? NONE : familyIn(packet) === 'ip' ? ['ipv4'] : ['ipv6']),
  'ip saddr': ofFamily('ip', ({ src }) => [src]),
  'ip daddr': ofFamily('ip', ({ dst }) => [dst]),
  'ip6 saddr': ofFamily('ip6', ({ src }) => [src]),
  'ip6 daddr': ofFamily('ip6', ({ dst }) => [dst]),
  iifname: iif,
  'meta iifname': iif,
  iif,
  'meta iif': iif,
  oifname: oif,
  'meta oifname': oif,
  oif,
  'meta oif': oif,
  ibrname: bridgeOf,
  obrname: bridgeOf,
  'meta ibrname': bridgeOf,
  'meta obrname': bridgeOf,
  'ct state': ({ established, ether: frame }) =>
    frame === 'arp' ? ['untracked'] : [established === true ? 'established' : 'new'],
  'icmp type': ofProtocol('icmp', message(['echo-request', '8'], ['echo-reply', '0'])),
  'icmpv6 type': ofProtocol('icmpv6', message(['echo-request', '128'], ['echo-reply', '129'])),
  'meta length': ({ length }) => (length === undefined ? undefined : [String(length)]),
  'ip length': ofFamily('ip', ({ length }) => (length === undefined ? undefined : [String(length)])),
  'fib daddr type': (packet) => (packet.iif !== undefined && packet.oif === undefined ? ['local'] : undefined),
  'arp operation': (packet) => (isArp(packet) ? ['request'] : NONE),
};

/** Statements that decide nothing, with how many words belong to them. */
const ASIDE: readonly (readonly [RegExp, number])[] = [
  [/^counter packets \d+ bytes \d+/, 5],
  [/^counter name \S+/, 3],
  [/^counter/, 1],
  [/^comment /, 2],
  [/^log prefix /, 3],
  [/^(group|level|snaplen|queue-threshold) /, 2],
  [/^(log|notrack|continue)\b/, 1],
  [/^meta nftrace set /, 4],
];

const VERDICTS = /^(accept|drop|reject|return|jump|goto|redirect|dnat|snat|masquerade|queue|tproxy)$/;

export function matchNft(line: string, packet: FilterPacket, sets: Sets): Matched {
  const words = line.match(/"[^"]*"|\{[^}]*\}|\S+/g) ?? [];
  let match: Match = true;
  for (let at = 0; at < words.length;) {
    const word = words[at] ?? '';
    const rest = words.slice(at).join(' ');
    const aside = ASIDE.find(([pattern]) => pattern.test(rest));
    if (VERDICTS.test(word))
      return { match, verdict: word === 'jump' || word === 'goto' ? `${word} ${words[at + 1] ?? ''}` : word };
    if (aside !== undefined) at += aside[1];
    else if (word === 'limit') [match, at] = [both(match, 'limit'), at + limitLength(words, at)];
    else {
      const asked = readAsked(words, at);
      if (asked?.isMap === true) return throughMap(asked, packet, sets, match);
      if (asked !== undefined) [match, at] = [both(match, answer(asked, packet, sets)), asked.end];
      else if (word === 'vmap') return { match: both(match, undefined), verdict: mayDo(words[at + 1] ?? '', sets) };
      else [match, at] = [both(match, undefined), at + 1];
    }
  }
  return { match };
}

/** `limit rate over 10/second burst 5 packets`. */
function limitLength(words: readonly string[], at: number): number {
  const over = words[at + 2] === 'over' ? 1 : 0;
  const unit = /^\d+$/.test(words[at + 2 + over] ?? '') ? 1 : 0;
  const burst = words[at + 3 + over + unit] === 'burst' ? 3 : 0;
  return 3 + over + unit + burst;
}

interface Asked {
  readonly of: readonly Has[];
  readonly operator: string;
  readonly value: string;
  readonly isMap: boolean;
  readonly end: number;
}

function readAsked(words: readonly string[], from: number): Asked | undefined {
  const of: Has[] = [];
  let at = from;
  for (;;) {
    const length = [3, 2, 1].find((count) => Object.hasOwn(EXPRESSIONS, words.slice(at, at + count).join(' ')));
    const has = length === undefined ? undefined : EXPRESSIONS[words.slice(at, at + length).join(' ')];
    if (length === undefined || has === undefined) return undefined;
    of.push(has);
    at += length;
    if (words[at] !== '.') break;
    at += 1;
  }
  const isMap = words[at] === 'vmap';
  const operator = /^(!=|==|<=?|>=?)$/.test(words[at] ?? '') ? (words[at++] ?? '') : '==';
  if (isMap) at += 1;
  if (words[at] === '&' || words[at] === '|' || words[at] === 'map') return undefined;
  return { of, operator, value: words[at] ?? '', isMap, end: at + 1 };
}

type Values = readonly (readonly string[])[];

/** What a packet has for each expression; `none` where it is of another kind, undefined where one is not known. */
function valuesOf(of: readonly Has[], packet: FilterPacket): Values | 'none' | undefined {
  const had = of.map((has) => has(packet));
  if (had.some((one) => one?.length === 0)) return 'none';
  const known = had.filter((one) => one !== undefined);
  return known.length === had.length ? known : undefined;
}

function elements(value: string, sets: Sets): readonly NftElement[] {
  if (value.startsWith('@')) return sets.get(value.slice(1)) ?? [];
  return elementsOf(value.replace(/^\{|\}$/g, ''));
}

function answer({ of, operator, value }: Asked, packet: FilterPacket, sets: Sets): Match {
  const had = valuesOf(of, packet);
  // Of another kind of packet what is denied is not asked either.
  if (had === 'none') return false;
  if (had === undefined) return undefined;
  if (/^[<>]/.test(operator)) return compare(Number(had[0]?.[0]), operator, Number(value));
  const found = elements(value, sets).some(({ key }) => isOne(key, had));
  return operator === '!=' ? !found : found;
}

function compare(has: number, operator: string, value: number): Match {
  if (Number.isNaN(has) || Number.isNaN(value)) return undefined;
  return { '<': has < value, '<=': has <= value, '>': has > value, '>=': has >= value }[operator];
}

/** The mildest that a map leads to. */
function mayDo(value: string, sets: Sets): string {
  return elements(value, sets).find((one) => one.value !== undefined && one.value !== 'drop')?.value ?? 'drop';
}

/** A map without the packet's key does not match; one of which it is not known may do what any of its elements does. */
function throughMap(asked: Asked, packet: FilterPacket, sets: Sets, before: Match): Matched {
  const had = valuesOf(asked.of, packet);
  if (had === 'none') return { match: false };
  if (had === undefined) return { match: both(before, undefined), verdict: mayDo(asked.value, sets) };
  const all = elements(asked.value, sets);
  const hit = all.find(({ key }) => isOne(key, had)) ?? all.find(({ key }) => key === '*');
  return hit?.value === undefined ? { match: false } : { match: before, verdict: hit.value };
}

function isOne(key: string, had: Values): boolean {
  const parts = key.split(' . ');
  return (
    parts.length === had.length && parts.every((part, at) => (had[at] ?? []).some((one) => fits(plain(part), one)))
  );
}

/** A range or prefix of addresses, a range of ports, a name that may end in `*`. */
function fits(pattern: string, value: string): boolean {
  if (pattern === value) return true;
  if (pattern === 'vxlan') return value === '4789';
  if (/^\d+-\d+$/.test(pattern)) return inRange(pattern, Number(value), '-');
  if (/^[0-9a-f.:]+-[0-9a-f.:]+$/i.test(pattern) && /[.:]/.test(value)) return isBetween(pattern, value) === true;
  if (/^[0-9a-f.:]+(\/\d+)?$/i.test(pattern) && /[.:]/.test(pattern) && /[.:]/.test(value))
    return familyOf(pattern.split('/')[0] ?? '') === familyOf(value) && contains(withLength(pattern), value);
  return pattern.endsWith('*') && named(pattern, value);
}
