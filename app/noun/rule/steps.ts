/** Policy rules, IPv4 and IPv6. What the kernel does was seen on 6.18 with iproute2 6.1. */
import * as v from 'valibot';
import { Cidr, Ifname, IpAddress, NetnsRef } from '../../base/field.ts';
import { canonicalIp, familyOf, printedPrefix } from '../../base/ip.ts';
import type { Wrong } from '../noun.ts';
import { lost } from '../lost.ts';
import type { Tables } from '../snapshot.ts';
import { isKernelRule, ruleKey, WHAT, type Rule, type RuleFields } from './row.ts';

const word = (pattern: RegExp, what: string) => v.pipe(v.string(), v.regex(pattern, `must be ${what}`));
const range = word(/^\d{1,10}(-\d{1,10})?$/, 'a number, or two like 100-200');
const number = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295));

export const ruleSelector = {
  not: v.optional(v.literal(true)),
  src: v.optional(v.union([Cidr, IpAddress], 'must be an address or a prefix')),
  dst: v.optional(v.union([Cidr, IpAddress], 'must be an address or a prefix')),
  tos: v.optional(word(/^(0x[0-9a-f]{1,2}|[A-Za-z][A-Za-z0-9-]{0,31})$/, 'like 0x10')),
  fwmark: v.optional(word(/^(0x[0-9a-f]{1,8}|\d{1,10})(\/0x[0-9a-f]{1,8})?$/, 'like 0x10 or 0x10/0xff')),
  iif: v.optional(Ifname),
  oif: v.optional(Ifname),
  ipproto: v.optional(word(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a protocol such as udp')),
  sport: v.optional(range),
  dport: v.optional(range),
  uidrange: v.optional(word(/^\d{1,10}-\d{1,10}$/, 'two numbers like 100-200')),
  tunId: v.optional(v.pipe(number, v.minValue(1))),
};
export const ruleOutcome = {
  table: v.optional(word(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'the name or number of a routing table')),
  goto: v.optional(number),
  action: v.optional(v.picklist(['blackhole', 'unreachable', 'prohibit', 'nop', 'l3mdev'])),
  suppressPrefixlength: v.optional(v.pipe(number, v.maxValue(128))),
  suppressIfgroup: v.optional(word(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'the name or number of a group of links')),
  realms: v.optional(word(/^[a-z0-9]{1,16}(\/[a-z0-9]{1,16})?$/, 'one or two realms')),
  protocol: v.optional(word(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'the name or number of a routing protocol')),
};
export const rulePlace = { netns: NetnsRef, family: v.picklist(['inet', 'inet6']) };
const fields = { ...rulePlace, priority: number, ...ruleSelector, ...ruleOutcome };

/** The priority is always said: left out, the kernel takes one below the lowest but 0, which may be another by then. */
export const RuleStep = v.variant('do', [
  v.strictObject({ do: v.literal('rule-add'), ...fields }),
  v.strictObject({ do: v.literal('rule-del'), ...fields }),
]);
export type RuleStep = v.InferOutput<typeof RuleStep>;

type Place = Pick<RuleFields, 'netns' | 'family' | 'priority'>;

function ruleOf({ do: _, ...step }: RuleStep): Rule {
  const { src, dst, ...rest } = step;
  const row = { ...rest, ...printed('src', src), ...printed('dst', dst), others: [], raw: {} };
  return { ...row, key: ruleKey(row) };
}

/** A prefix of no length is `all`, and so is nothing. */
function printed(field: 'src' | 'dst', prefix: string | undefined): Partial<RuleFields> {
  const text = prefix?.includes('/') === true ? printedPrefix(prefix) : prefix && canonicalIp(prefix);
  return text === undefined || text === 'default' ? {} : { [field]: text };
}

export function isAt(row: Place, { netns, family, priority }: Place): boolean {
  return row.netns === netns && row.family === family && row.priority === priority;
}

/** What is left unsaid in a removal, and who made it, fits everything: the kernel takes the first that fits (`rule_find`). */
function fits(row: Rule, wanted: Rule): boolean {
  return isAt(row, wanted) && WHAT.every((field) => wanted[field] === undefined || wanted[field] === row[field]);
}

export function simulateRule(tables: Tables, step: RuleStep): Tables {
  const rule = ruleOf(step);
  const { rule: rows } = tables;
  if (step.do === 'rule-del') {
    const gone = rows.find((row) => fits(row, rule));
    return gone === undefined ? tables : { ...tables, rule: rows.filter((row) => row !== gone) };
  }
  // The last of its priority.
  const others = rows.filter(({ key }) => key !== rule.key);
  const after = others.findIndex(
    ({ netns, family, priority }) => netns === rule.netns && family === rule.family && priority > rule.priority,
  );
  const at = after < 0 ? others.length : after;
  return { ...tables, rule: [...others.slice(0, at), rule, ...others.slice(at)] };
}

export function ruleHolds({ rule: rows }: Tables, step: RuleStep): boolean {
  const rule = ruleOf(step);
  if (step.do === 'rule-del') return !rows.some((row) => fits(row, rule));
  const { protocol } = step;
  return rows.some(({ key, protocol: by }) => key === rule.key && (protocol === undefined || by === protocol));
}

/** What the kernel takes a new rule for: one of that priority of which it says nothing else (`rule_exists`, "File exists", 6.18). */
export function ruleInTheWay({ rule: rows }: Tables, step: RuleStep): Rule | undefined {
  const rule = ruleOf(step);
  return rows.find((row) => fits(row, rule));
}

export function invertRule(step: RuleStep, before: Tables): readonly RuleStep[] {
  const [now, then] = [simulateRule(before, step), before].map((tables) =>
    tables.rule.filter((row) => isAt(row, step)),
  );
  return ruleSteps(now ?? [], then ?? []);
}

/** The steps that put another rule, or none, into a rule's place. */
export function ruleChange(tables: Tables, old: Rule, wanted?: RuleStep): readonly RuleStep[] {
  const here = tables.rule.filter((row) => isAt(row, old));
  const next = wanted === undefined ? undefined : ruleOf(wanted);
  const stays = next !== undefined && isAt(next, old);
  const then = here.flatMap((row) => (row !== old ? [row] : stays ? [next] : []));
  const moved = wanted === undefined || stays ? [] : [wanted];
  return [...ruleSteps(here, then), ...moved];
}

/** From the rules of one priority to those that should be there, in their order: what is in the way of it is put aside and added again. */
function ruleSteps(now: readonly Rule[], wanted: readonly Rule[]): readonly RuleStep[] {
  const keys = new Set(wanted.map(({ key }) => key));
  const stay = now.filter(({ key }) => keys.has(key));
  const gone = now.filter(({ key }) => !keys.has(key));
  const inOrder = stay.every(({ key }, at) => wanted[at]?.key === key);
  const sure = gone.every((row) => !stay.some((other) => now.indexOf(other) < now.indexOf(row) && fits(other, row)));
  const kept = inOrder && sure ? stay : now.slice(0, firstUnsure(now, wanted));
  const left = new Set(kept);
  return [
    ...now.filter((row) => !left.has(row)).flatMap((row) => stepOf(row, 'rule-del')),
    ...wanted.slice(kept.length).flatMap((row) => stepOf(row, 'rule-add')),
  ];
}

/** Up to where both are the same, and no removal behind it would hit one of them first. */
function firstUnsure(now: readonly Rule[], wanted: readonly Rule[]): number {
  const apart = now.findIndex(({ key }, at) => wanted[at]?.key !== key);
  const first = apart < 0 ? now.length : apart;
  const hit = now.findIndex((row, at) => at < first && now.slice(first).some((behind) => fits(row, behind)));
  return hit < 0 ? first : hit;
}

function stepOf(row: Rule, verb: RuleStep['do']): readonly RuleStep[] {
  const { key: _key, others, raw: _raw, ...rule } = row;
  const step = Object.fromEntries(Object.entries({ do: verb, ...rule }).filter(([, value]) => value !== undefined));
  return others.length === 0 && v.is(RuleStep, step) ? [step] : [];
}

/** The step that adds a row again; none for one that has words of a newer iproute2. */
export function ruleStepOf(row: Rule): RuleStep | undefined {
  return stepOf(row, 'rule-add')[0];
}

export function restoreRules(before: Tables, after: Tables): readonly RuleStep[] {
  return lost(before, after, 'rule').flatMap((row) => (isKernelRule(row) ? [] : stepOf(row, 'rule-add')));
}

/** ip/iprule.c, net/core/fib_rules.c. */
export function wrongRule(step: RuleStep): Wrong {
  const { family, src, dst, sport, dport, ipproto, table, goto, action, priority } = step;
  for (const [field, prefix] of [
    ['src', src],
    ['dst', dst],
  ] as const)
    if (prefix !== undefined && familyOf(prefix) !== family) return [field, `is not an ${family} prefix`];
  const said = [table, goto, action].filter((one) => one !== undefined);
  if (said.length !== 1) return ['table', 'a rule has one of a table, a goto and an action'];
  if (goto !== undefined && goto <= priority) return ['goto', 'must be behind the rule itself'];
  const ported = ipproto === undefined || ['tcp', 'udp', 'sctp', 'dccp'].includes(ipproto);
  return (sport ?? dport) !== undefined && !ported ? ['ipproto', 'has no ports'] : undefined;
}
