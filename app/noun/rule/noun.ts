import type { Noun } from '../noun.ts';
import { inside } from '../place.ts';
import { compileRule } from './argv.ts';
import { ruleEditing, type RuleItem } from './edit.ts';
import { ruleReader } from './read.ts';
import { durableRules, isKernelRule, ruleKey, ruleText, thenText, type Rule } from './row.ts';
import { invertRule, isAt, restoreRules, ruleHolds, RuleStep, ruleStepOf, simulateRule, wrongRule } from './steps.ts';

/** Policy rules: which routing table is asked for which packets (ip-rule(8)). */
export const rule: Noun<'rule', Rule, RuleStep, RuleItem> = {
  id: 'rule',
  titles: { one: 'rule', many: 'rules', of: 'rule' },
  row: {
    keyOf: ruleKey,
    fields: {
      ...{ netns: 'text', family: 'text', priority: 'number', not: 'flag?', src: 'text?', dst: 'text?', tos: 'text?' },
      ...{ fwmark: 'text?', iif: 'text?', oif: 'text?', ipproto: 'text?', sport: 'text?', dport: 'text?' },
      ...{ uidrange: 'text?', tunId: 'number?', table: 'text?', goto: 'number?', action: 'text?', realms: 'text?' },
      ...{ suppressPrefixlength: 'number?', suppressIfgroup: 'text?', protocol: 'text?', others: 'list' },
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['family', ({ family }) => (family === 'inet6' ? 'IPv6' : 'IPv4')],
      ['priority', ({ priority }) => priority],
      ['not', ({ not }) => (not === true ? 'not' : '')],
      ['from', ({ src }) => src ?? 'all'],
      ['to', ({ dst }) => dst],
      ['iif', ({ iif }) => iif],
      ['oif', ({ oif }) => oif],
      ['fwmark', ({ fwmark }) => fwmark],
      ['tos', ({ tos }) => tos],
      ['ipproto', ({ ipproto }) => ipproto],
      ['sport', ({ sport }) => sport],
      ['dport', ({ dport }) => dport],
      ['uidrange', ({ uidrange }) => uidrange],
      ['then', thenText],
      ['suppress', ({ suppressPrefixlength }) => suppressPrefixlength],
      ['proto', ({ protocol }) => (protocol === 'unspec' ? '' : protocol)],
      ['more', ({ others }) => others.join(', ')],
    ],
    durable: durableRules,
    isSet: (row) => !isKernelRule(row),
    // One of a device rests until that comes back (`[detached]`).
    goesWith: () => false,
    isMissed: (row) => !isKernelRule(row),
    devices: ({ iif, oif }) => [iif, oif].filter((one) => one !== undefined),
    shownBy: ({ family, priority }) => ({
      tool: 'ip',
      options: [family === 'inet6' ? '-6' : '-4'],
      args: ['rule', 'show', 'priority', String(priority)],
    }),
  },
  read: {
    of: 'netns',
    questions: [
      { part: 'rule', tool: 'ip', options: ['-4', '-d', '-j'], args: ['rule', 'show'] },
      { part: 'rule-v6', tool: 'ip', options: ['-6', '-d', '-j'], args: ['rule', 'show'] },
    ],
    by: { item: ruleReader },
    optional: false,
    asked: 'always',
    rings: { ip: ['rule'], with: [], line: /^\d+:\s+(not )?from / },
    readAlong: [],
  },
  steps: {
    schema: RuleStep,
    simulate: simulateRule,
    holds: ruleHolds,
    invert: invertRule,
    takesAlong: () => false,
    again: ruleStepOf,
    comesBack: { at: 'last', by: restoreRules },
    asItem: ({ do: verb, ...fields }) => ({ noun: 'rule', verb: verb === 'rule-add' ? 'add' : 'del', ...fields }),
    command: compileRule,
    bringsBack: (step) => step.do === 'rule-add',
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    // In a batch line there is no `-6`, and a prefix does not say the family ("Invalid source address", 6.1).
    runsAlone: ({ family }) => family === 'inet6',
    wrong: wrongRule,
    inWords: (step) => `the rule ${ruleText(step)}`,
    standing: (tables, step) => tables.rule.filter((row) => isAt(row, step)).map(ruleText),
    places: { livesOn: ({ netns }) => inside(netns), needs: () => [], makes: () => [] },
  },
  edits: [ruleEditing],
  kept: 'by script',
};
