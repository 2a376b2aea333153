/** Which policy rules a packet meets (ip-rule(8); net/core/fib_rules.c). */
import { holds } from './prefix.ts';
import type { JsonObject } from '../base/json.ts';

export interface Asked {
  readonly dst: string;
  readonly from?: string;
  /** Where it came in; absent for what the namespace itself sends. */
  readonly iif?: string;
  /** It must leave by this one. */
  readonly oif?: string;
  readonly protocol: string;
  readonly sport?: number;
  readonly dport?: number;
}

/** One of the three that always stand. */
export function isUsual(rule: JsonObject): boolean {
  return (
    Object.keys(rule).every((key) => ['priority', 'src', 'table', 'protocol'].includes(key)) &&
    rule['src'] === 'all' &&
    ['local', 'main', 'default'].includes(String(rule['table']))
  );
}

const QUIET = [
  'priority',
  'protocol',
  'table',
  'action',
  'goto',
  'suppress_prefixlen',
  'flags',
  'not',
  'srclen',
  'dstlen',
  'realms',
];

/** Our packets carry no mark and belong to nobody, so a rule that asks for either matches only when it is negated. */
export function matches(rule: JsonObject, asked: Asked): boolean {
  const all = Object.keys(rule).every((key) => QUIET.includes(key) || matchesField(key, rule, asked));
  return rule['not'] === undefined ? all : !all;
}

function matchesField(key: string, rule: JsonObject, asked: Asked): boolean {
  const value = rule[key];
  switch (key) {
    case 'src':
      return within(value, rule['srclen'], asked.from);
    case 'dst':
      return within(value, rule['dstlen'], asked.dst);
    case 'iif':
      // What the namespace itself sends comes in by its loopback.
      return value === (asked.iif ?? 'lo');
    case 'oif':
      return value === asked.oif;
    case 'ipproto':
      return (
        value === asked.protocol || (value === 'ipv6-icmp' && asked.protocol === 'icmp' && asked.dst.includes(':'))
      );
    case 'dport':
      return asked.dport === value;
    case 'sport':
      return asked.sport === value;
    case 'dport_start':
      return asked.dport !== undefined && Number(value) <= asked.dport && asked.dport <= Number(rule['dport_end']);
    case 'sport_start':
      return asked.sport !== undefined && Number(value) <= asked.sport && asked.sport <= Number(rule['sport_end']);
    case 'dport_end':
    case 'sport_end':
      return true;
    case 'tos':
      return value === 'default' || value === '0' || value === 0;
    default:
      return false;
  }
}

function within(prefix: unknown, length: unknown, ip: string | undefined): boolean {
  if (prefix === undefined || prefix === 'all') return true;
  if (typeof prefix !== 'string') return false;
  const whole = prefix.includes('/')
    ? prefix
    : `${prefix}/${typeof length === 'number' ? length : ip?.includes(':') ? 128 : 32}`;
  return ip !== undefined && holds(whole, ip);
}

export function ruleLine(rule: JsonObject): string {
  const prefix = (key: string) =>
    `${String(rule[key])}${typeof rule[`${key}len`] === 'number' ? `/${String(rule[`${key}len`])}` : ''}`;
  const words = ['iif', 'oif', 'fwmark', 'ipproto', 'sport', 'dport'].flatMap((key) =>
    rule[key] === undefined ? [] : [`${key} ${String(rule[key])}`],
  );
  const to = rule['dst'] === undefined ? [] : [`to ${prefix('dst')}`];
  const end = rule['action'] === undefined ? `lookup ${String(rule['table'])}` : String(rule['action']);
  return [
    `${String(rule['priority'])}:`,
    ...(rule['not'] === undefined ? [] : ['not']),
    `from ${prefix('src')}`,
    ...to,
    ...words,
    end,
  ].join(' ');
}
