import { at } from '../named.ts';
import type { Noun, Question } from '../noun.ts';
import { inside } from '../place.ts';
import { parseForward } from './read.ts';
import { forwardKey, type ForwardChain } from './row.ts';
import { compileForward, fitForward, forwardHolds, ForwardStep, invertForward, simulateForward } from './steps.ts';

/** Exit codes of iptables: a missing table, protocol or right must not hide the rest (`-S` asks, it changes nothing). */
const question = (part: string, tool: 'iptables' | 'ip6tables'): Question => ({
  part,
  tool,
  args: ['-w', '-S', 'FORWARD'],
  tolerate: [1, 2, 3, 4, 127],
});

/** Accept rules in the filter's FORWARD chain. */
export const forward: Noun<'forward', ForwardChain, ForwardStep, never> = {
  id: 'forward',
  titles: { one: 'FORWARD chain', many: 'FORWARD chains', of: 'rules of' },
  row: {
    keyOf: ({ netns, family }) => forwardKey(netns, family),
    fields: { netns: 'text', family: 'text', policy: 'text', rules: 'list' },
    columns: [
      ['netns', ({ netns }) => netns],
      ['family', ({ family }) => family],
      ['policy', ({ policy }) => policy],
      ['rules', ({ rules }) => rules.length],
    ],
    durable: (rows) => rows.map((row) => ({ ...row, name: at(`${row.family} FORWARD`, row.netns) })),
    isSet: () => true,
    goesWith: () => false,
    isMissed: () => false,
    devices: () => [],
    shownBy: ({ family }) => ({ tool: family === 'inet' ? 'iptables' : 'ip6tables', args: ['-S', 'FORWARD'] }),
  },
  read: {
    of: 'host',
    questions: [question('forward-v4', 'iptables'), question('forward-v6', 'ip6tables')],
    by: { text: parseForward },
    optional: true,
    asked: 'always',
    rings: { with: [] },
    readAlong: 'all',
  },
  steps: {
    schema: ForwardStep,
    simulate: simulateForward,
    holds: forwardHolds,
    invert: invertForward,
    takesAlong: () => false,
    // The chain is never gone; its rules come back by their own inverse.
    again: () => undefined,
    comesBack: { at: 'last', by: () => [] },
    asItem: () => undefined,
    command: compileForward,
    bringsBack: () => false,
    fitted: fitForward,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: () => undefined,
    inWords: (step) => `the accept rule from ${step.in} to ${step.out}`,
    standing: () => undefined,
    places: { livesOn: ({ netns }) => inside(netns), needs: () => [], makes: () => [] },
  },
  edits: { none: 'of the firewall' },
  kept: 'by script',
};
