/** Policy rules: which table is asked for which packets. */
import * as v from 'valibot';
import {
  checked,
  linkAt,
  missingNetns,
  note,
  wish,
  wrong,
  type Editing,
  type EditFacts,
  type EditOutcome,
} from '../edit-item.ts';
import { familyOf } from '../../base/ip.ts';
import { each, number, text, type Reader } from '../words.ts';
import { isKernelRule, ruleText, WHAT, type Rule } from './row.ts';
import {
  isAt,
  ruleChange,
  ruleInTheWay,
  ruleOutcome,
  rulePlace,
  ruleSelector,
  wrongRule,
  type RuleStep,
} from './steps.ts';

const noun = v.literal('rule');
const priority = v.pipe(
  v.number('must be a whole number'),
  v.integer(),
  v.minValue(1),
  v.maxValue(32765, 'must be below 32766, where the table main is asked'),
);
const selector = { ...rulePlace, ...ruleSelector };

/** `set` says what becomes of the packets of the rule with that priority and those words; a removal names as much as tells it apart. */
export const RuleItem = v.variant('verb', [
  v.strictObject({ noun, verb: v.literal('add'), ...selector, ...ruleOutcome, priority: v.optional(priority) }),
  v.strictObject({ noun, verb: v.literal('set'), ...selector, ...ruleOutcome, priority }),
  v.strictObject({ noun, verb: v.literal('del'), ...selector, ...ruleOutcome, priority }),
]);
export type RuleItem = v.InferOutput<typeof RuleItem>;

export function editRule(item: RuleItem, facts: EditFacts): EditOutcome {
  return item.verb === 'add' ? add(item, facts) : changed(item, facts);
}

function add(item: Extract<RuleItem, { verb: 'add' }>, facts: EditFacts): EditOutcome {
  const { noun: _noun, verb: _verb, priority: given, ...fields } = item;
  const step: RuleStep = { do: 'rule-add', ...withTable(fields), priority: given ?? freePriority(item, facts) };
  const there = ruleInTheWay(facts.tables, step);
  const problems = [
    ...missingNetns(facts, item.netns),
    ...wrongStep(step, facts),
    ...(there === undefined ? [] : [wrong(facts, 'priority', 'Rule', taken(there))]),
    ...detached(step, facts),
  ];
  return checked(problems, () => [wish(step, `${ruleText(step)}.`)]);
}

function changed(item: Exclude<RuleItem, { verb: 'add' }>, facts: EditFacts): EditOutcome {
  const asked = facts.tables.rule.filter((row) => isAsked(row, item));
  const [row] = asked;
  const bad = (reason: string): EditOutcome => ({ problems: [wrong(facts, 'priority', 'Rule', reason)], wishes: [] });
  if (row === undefined) return bad(`there is no such rule with priority ${item.priority}`);
  if (asked.length > 1)
    return bad(`${asked.length} rules of priority ${item.priority} fit; say more of the one that is meant`);
  if (isKernelRule(row)) return bad('is one of those that every host starts with');
  if (row.others.length > 0) return bad(`has words that cannot be said here: ${row.others.join(', ')}`);
  if (item.verb === 'del')
    return checked([], () => ruleChange(facts.tables, row).map((step) => wish(step, whyOf(step, row))));
  const { noun: _noun, verb: _verb, ...fields } = item;
  const step: RuleStep = { do: 'rule-add', ...whichOf(row), ...withTable(fields) };
  const others = { ...facts.tables, rule: facts.tables.rule.filter((one) => one !== row) };
  const there = ruleInTheWay(others, step);
  const rival = there === undefined ? [] : [wrong(facts, 'priority', 'Rule', taken(there))];
  return checked([...wrongStep(step, facts), ...rival], () =>
    ruleChange(facts.tables, row, step).map((one) => wish(one, whyOf(one, row))),
  );
}

function taken(row: Rule): string {
  return `the kernel takes it for "${ruleText(row)}", which is there; give it another priority`;
}

/** What tells its packets, without what becomes of them. */
function whichOf({ key: _key, raw: _raw, others: _others, ...row }: Rule): Omit<RuleStep, 'do'> {
  const { table: _table, goto: _goto, action: _action, ...which } = row;
  const fields = Object.entries(which).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as Omit<RuleStep, 'do'>;
}

function whyOf(step: RuleStep, row: Rule): string {
  if (step.do === 'rule-add') return `${ruleText(step)}.`;
  return step.priority === row.priority ? `Out: ${ruleText(step)}.` : `Out: ${ruleText(row)}.`;
}

/** `set` is told by what it does not change; `del` by all that it says. */
function isAsked(row: Rule, item: Exclude<RuleItem, { verb: 'add' }>): boolean {
  if (!isAt(row, item)) return false;
  const told = WHAT.filter((field) => item.verb === 'del' || field in ruleSelector);
  return told.every((field) => item[field] === undefined || item[field] === row[field]);
}

function withTable<F extends { readonly table?: string; readonly goto?: number; readonly action?: string }>(
  fields: F,
): F {
  const { table, goto, action } = fields;
  return table === undefined && goto === undefined && action === undefined ? { ...fields, table: 'main' } : fields;
}

/** As the kernel chooses it: one below the lowest but the first (`fib_default_rule_pref`). */
function freePriority({ netns, family }: RuleItem, { tables }: EditFacts): number {
  const taken = tables.rule.flatMap((row) =>
    row.netns === netns && row.family === family && row.priority > 0 ? [row.priority] : [],
  );
  return Math.max(1, Math.min(32766, ...taken) - 1);
}

function wrongStep(step: RuleStep, facts: EditFacts) {
  const [field, reason] = wrongRule(step) ?? [];
  return field === undefined || reason === undefined ? [] : [wrong(facts, field, 'Rule', reason)];
}

/** The kernel takes a rule of a device that is not there, and lets it rest until one of that name comes. */
function detached({ netns, iif, oif }: RuleStep, facts: EditFacts) {
  const missing = [iif, oif].find((name) => name !== undefined && linkAt(facts, netns, name) === undefined);
  return missing === undefined ? [] : [note(facts, 'rule-rests', iif === missing ? 'iif' : 'oif', { dev: missing })];
}

const prefix =
  (field: string): Reader =>
  (next) => {
    const word = next();
    return word === 'all' || word === 'any' || word === 'default' ? {} : { [field]: word };
  };
const flagged =
  (word: string): Reader =>
  () => ({ action: word });

export const ruleEditing: Editing<RuleItem> = {
  noun: 'rule',
  titles: ['rule', 'rules'],
  item: RuleItem,
  edit: editRule,
  subject: ({ priority: at, src = 'all' }) => `${at === undefined ? '' : `${at}: `}from ${src}`,
  words: {
    first: 'src',
    whole: (fields) => ({ family: familyOf(String(fields['src'] ?? fields['dst'] ?? '')), ...fields }),
    words: {
      family: text('family'),
      ...{ from: prefix('src'), to: prefix('dst'), not: () => ({ not: true }), tos: text('tos'), dsfield: text('tos') },
      ...each(['fwmark', 'iif', 'oif', 'ipproto', 'sport', 'dport', 'uidrange', 'realms'], text),
      ...{
        dev: text('iif'),
        tun_id: number('tunId'),
        goto: number('goto'),
        proto: text('protocol'),
        protocol: text('protocol'),
      },
      ...{
        priority: number('priority'),
        preference: number('priority'),
        pref: number('priority'),
        order: number('priority'),
      },
      ...{ lookup: text('table'), table: text('table'), suppress_prefixlength: number('suppressPrefixlength') },
      ...{ sup_pl: number('suppressPrefixlength'), suppress_ifgroup: text('suppressIfgroup') },
      ...each(['blackhole', 'unreachable', 'prohibit', 'nop', 'l3mdev'], flagged),
    },
  },
};
