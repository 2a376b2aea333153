import { netnsEditing, type NetnsItem } from './edit.ts';
import { at } from '../named.ts';
import type { Noun } from '../noun.ts';
import { netnsPlace } from '../place.ts';
import { readNetns } from './read.ts';
import { netnsKey, type Netns } from './row.ts';
import { compileNetns, invertNetns, netnsHolds, NetnsStep, simulateNetns } from './steps.ts';

/** Named network namespaces. What is in one goes with it. */
export const netns: Noun<'netns', Netns, NetnsStep, NetnsItem> = {
  id: 'netns',
  titles: { one: 'namespace', many: 'namespaces', of: 'namespace' },
  row: {
    keyOf: ({ name }) => netnsKey(name),
    fields: { name: 'text', nsid: 'number?' },
    columns: [['netns', ({ name }) => name]],
    durable: (rows) => rows.map(({ key, name }) => ({ key, name: at(name, '') })),
    isSet: () => true,
    goesWith: () => false,
    isMissed: () => false,
    devices: () => [],
    shownBy: () => ({ tool: 'ip', args: ['netns', 'list'] }),
  },
  read: {
    of: 'host',
    questions: [{ part: 'netns', tool: 'ip', options: ['-j'], args: ['netns', 'list'] }],
    by: { item: () => readNetns },
    optional: false,
    asked: 'always',
    rings: { with: [] },
    readAlong: 'all',
  },
  steps: {
    schema: NetnsStep,
    simulate: simulateNetns,
    holds: netnsHolds,
    invert: invertNetns,
    takesAlong: (step) => step.do === 'netns-del',
    again: ({ name }) => ({ do: 'netns-add', name }),
    comesBack: { at: 'netns', by: 'with the rest' },
    asItem: ({ do: _, ...fields }) => ({ noun: 'netns', verb: 'add', ...fields }),
    command: compileNetns,
    bringsBack: (step) => step.do === 'netns-add',
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => true,
    wrong: () => undefined,
    inWords: ({ name }) => `namespace ${name}`,
    standing: () => undefined,
    places: {
      livesOn: () => [],
      needs: (step) => (step.do === 'netns-del' ? [netnsPlace(step.name)] : []),
      makes: (step) => (step.do === 'netns-add' ? [netnsPlace(step.name)] : []),
    },
  },
  edits: [netnsEditing],
  kept: 'by script',
};
