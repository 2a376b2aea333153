import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../app/base/json.ts';
import { readRows } from '../../../../app/noun/rows.ts';
import { ruleReader } from '../../../../app/noun/rule/read.ts';
import { ruleText, type Rule } from '../../../../app/noun/rule/row.ts';
import { EditIntent } from '../../../../app/noun/items.ts';
import { EMPTY_TABLES, type Snapshot, type Tables } from '../../../../app/noun/snapshot.ts';
import { holds, simulate, type Step } from '../../../../app/noun/step.ts';
import { stepText } from '../../../../app/noun/step-argv.ts';
import { invert } from '../../../../app/plan/invert.ts';
import { planEdit } from '../../../../app/change/edit-plan.ts';
import { recorded, VERSIONS } from '../recorded.ts';

const read = (items: readonly Json[], argv: readonly string[] = []) =>
  readRows('rule', items, '', argv, ruleReader(argv));
const world = (...rule: readonly Rule[]): Tables => ({ ...EMPTY_TABLES, rule });
const add = (fields: Partial<Extract<Step, { do: 'rule-add' }>>): Step => ({
  do: 'rule-add',
  netns: '',
  family: 'inet',
  priority: 1000,
  table: '100',
  ...fields,
});
const del = (fields: Partial<Extract<Step, { do: 'rule-del' }>>): Step => ({
  do: 'rule-del',
  netns: '',
  family: 'inet',
  priority: 1000,
  table: '100',
  ...fields,
});
const EMPTY_SNAPSHOT: Snapshot = { host: 'local', collectedAt: 0, iproute: '6.1.0', tables: EMPTY_TABLES };
const said = ({ rule }: Tables) => rule.map(ruleText);

describe.each(VERSIONS)('ip -j rule show of iproute2 %s', (version) => {
  test('the three that every namespace starts with are nobody’s', () => {
    const { rows, problems } = read(JSON.parse(recorded(version, 'rule.json')) as Json[]);
    expect(problems).toEqual([]);
    expect(rows.map(ruleText)).toEqual([
      '0: from all lookup local',
      '32766: from all lookup main',
      '32767: from all lookup default',
    ]);
    expect(asked(world(...rows), { verb: 'del', family: 'inet', priority: 32766 })).toMatch(
      /every host starts with|below 32766/,
    );
  });
});

/** As printed by 6.1 on 6.18. */
const PRINTED: readonly Json[] = [
  {
    priority: 1000,
    src: '10.0.0.0',
    srclen: 24,
    dst: '10.1.0.0',
    dstlen: 16,
    fwmark: '0x10',
    fwmask: '0xff',
    iif: 'vb',
    ipproto: 'udp',
    sport_start: 100,
    sport_end: 200,
    dport: 4789,
    table: '100',
    protocol: 'unspec',
  },
  {
    priority: 1002,
    src: 'all',
    oif: 'vb',
    oif_detached: null,
    table: 'main',
    suppress_prefixlen: 0,
    protocol: 'unspec',
  },
  {
    priority: 1004,
    not: null,
    src: '10.8.0.1',
    tos: '0x10',
    uid_start: 1,
    uid_end: 2,
    tun_id: 5,
    table: '200',
    flow_to: '5',
    protocol: 'static',
  },
  { priority: 1007, src: 'all', goto: 5000, unresolved: null, protocol: 'unspec' },
  { priority: 1009, src: 'all', l3mdev: null, protocol: 'unspec' },
  { priority: 1010, src: 'all', nop: null, protocol: 'unspec' },
  { priority: 1011, src: 'all', action: 'prohibit', protocol: 'unspec' },
];

test('a rule that was read is made again as it was', () => {
  const { rows } = read(PRINTED);
  const made = rows.flatMap((row) => invert(stepsDel(row), world(...rows))).reduce(simulate, EMPTY_TABLES);
  expect(said(made)).toEqual(said(world(...rows)));
  expect(made.rule.map(({ key }) => key)).toEqual(rows.map(({ key }) => key));
});

test('one with words of a newer iproute2 is not made again, and is not deleted', () => {
  const { rows } = read([{ priority: 9, src: 'all', dscp: '0x1', table: '5', protocol: 'static' }]);
  expect(asked(world(...rows), { verb: 'del', family: 'inet', priority: 9 })).toMatch(/dscp/);
});

test('rules of one priority keep their order when one of them is taken out and brought back', () => {
  const before = [add({}), add({ table: '200' }), add({ table: '300' })].reduce(simulate, EMPTY_TABLES);
  const step = del({ table: '200' });
  const after = simulate(before, step);
  expect(said(invert(step, before).reduce(simulate, after))).toEqual(said(before));
});

test('what was not said fits everything: a rule that the kernel would take for another is refused, and what a removal hits comes back', () => {
  const before = simulate(EMPTY_TABLES, add({ src: '10.0.0.0/24' }));
  expect(asked(before, { verb: 'add', family: 'inet', priority: 1000, table: '100' })).toMatch(
    /takes it for .*10.0.0.0\/24/,
  );
  const after = simulate(before, del({}));
  expect(said(after)).toEqual([]);
  expect(said(invert(del({}), before).reduce(simulate, after))).toEqual(said(before));
});

test('one that stood before a narrower one is brought back before it, though the kernel would take it for that', () => {
  const before = [add({}), add({ src: '10.0.0.0/24' })].reduce(simulate, EMPTY_TABLES);
  const after = simulate(before, del({}));
  expect(said(after)).toEqual(['1000: from 10.0.0.0/24 lookup 100']);
  expect(invert(del({}), before).map(stepText)).toEqual([
    'ip rule del from 10.0.0.0/24 priority 1000 lookup 100',
    'ip rule add from all priority 1000 lookup 100',
    'ip rule add from 10.0.0.0/24 priority 1000 lookup 100',
  ]);
});

test('the priority that nobody gives is the one that the kernel would take', () => {
  const tables = simulate(EMPTY_TABLES, add({ priority: 900 }));
  expect(asked(tables, { verb: 'add', family: 'inet', src: '10.0.0.0/24', table: '7' })).toBe(
    'ip rule add from 10.0.0.0/24 priority 899 lookup 7',
  );
  expect(holds(tables, add({ priority: 900 }))).toBe(true);
});

function stepsDel({ netns, family, priority, key: _key, raw: _raw, others: _others, ...row }: Rule): Step {
  return JSON.parse(JSON.stringify({ do: 'rule-del', netns, family, priority, ...row })) as Step;
}

/** The steps of an edit as text, or what is wrong with it. */
function asked(tables: Tables, fields: object): string {
  const item = { noun: 'rule', netns: '', ...fields };
  const parsed = v.safeParse(EditIntent, { kind: 'edit', host: 'local', items: [item] });
  if (!parsed.success) return parsed.issues[0].message;
  const { plan, problems } = planEdit(parsed.output, { ...EMPTY_SNAPSHOT, tables });
  const [problem] = problems.filter(({ severity }) => severity === 'error');
  if (problem !== undefined) return JSON.stringify(problem.facts);
  return (plan?.hosts ?? []).flatMap(({ steps }) => steps.map(({ step }) => stepText(step))).join('\n');
}
