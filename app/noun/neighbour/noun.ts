import { neighbourEditing, type NeighbourItem } from './edit.ts';
import type { Noun } from '../noun.ts';
import { onLink } from '../place.ts';
import { compileNeighbour } from './argv.ts';
import { readNeighbour } from './read.ts';
import { durableNeighbours, isSetNeighbour, neighbourKey, type Neighbour } from './row.ts';
import { lost } from '../lost.ts';
import {
  neighbourBack,
  neighbourHolds,
  neighbourItem,
  NeighbourStep,
  neighbourStepOf,
  restoreNeighbours,
  simulateNeighbour,
} from './steps.ts';

/** Neighbour entries: which MAC answers for an address, and for which addresses this host answers itself (proxy). */
export const neighbour: Noun<'neighbour', Neighbour, NeighbourStep, NeighbourItem> = {
  id: 'neighbour',
  titles: { one: 'neighbour', many: 'neighbours', of: 'neighbour' },
  row: {
    keyOf: ({ netns, dev, dst, flags }) => neighbourKey(netns, dev, dst, flags.includes('proxy')),
    fields: {
      ...{ netns: 'text', dev: 'text', family: 'text', dst: 'text', mac: 'text?', state: 'text', flags: 'list' },
      protocol: 'text?',
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['address', ({ dst }) => dst],
      ['dev', ({ dev }) => dev],
      ['lladdr', ({ mac }) => mac],
      ['state', ({ state }) => state],
      ['flags', ({ flags }) => flags.join(' ')],
    ],
    durable: durableNeighbours,
    isSet: isSetNeighbour,
    goesWith: ({ netns, dev }, gone) => gone.link(netns, dev),
    isMissed: isSetNeighbour,
    devices: ({ dev }) => [dev],
    shownBy: ({ dst, dev, flags }) => ({
      tool: 'ip',
      args: ['neighbour', 'show', ...(flags.includes('proxy') ? ['proxy'] : []), dst, 'dev', dev, 'nud', 'all'],
    }),
  },
  read: {
    of: 'netns',
    questions: [
      { part: 'neigh-all', tool: 'ip', options: ['-j'], args: ['neigh', 'show', 'nud', 'all'] },
      { part: 'neigh-proxy', tool: 'ip', options: ['-j'], args: ['neigh', 'show', 'proxy'] },
    ],
    by: { item: () => readNeighbour },
    optional: false,
    asked: 'always',
    rings: { ip: ['neigh'], with: ['link'] },
    readAlong: [],
  },
  steps: {
    schema: NeighbourStep,
    simulate: simulateNeighbour,
    holds: neighbourHolds,
    invert: neighbourBack,
    takesAlong: () => false,
    again: neighbourStepOf,
    comesBack: {
      at: 'neighbours',
      by: (before, after) => restoreNeighbours(lost(before, after, 'neighbour').filter(isSetNeighbour)),
    },
    asItem: neighbourItem,
    command: compileNeighbour,
    bringsBack: (step) => step.do !== 'neighbour-del' && step.do !== 'neighbour-proxy-del',
    fitted: (_, step) => step,
    wouldOverwrite: (tables, step, done) => {
      if (step.do !== 'neighbour-replace' || done.do === 'neighbour-replace') return false;
      const key = neighbourKey(step.netns, step.dev, step.dst, false);
      return tables.neighbour.some((row) => row.key === key && row.state === 'PERMANENT');
    },
    byThousands: true,
    runsAlone: () => false,
    wrong: () => undefined,
    inWords: ({ dst, dev }) => `the neighbour ${dst} on ${dev}`,
    standing: (tables, { netns, dev, dst }) =>
      tables.neighbour.filter((row) => row.netns === netns && row.dev === dev && row.dst === dst).map(neighbourText),
    places: { livesOn: ({ netns, dev }) => onLink(netns, dev), needs: () => [], makes: () => [] },
  },
  edits: [neighbourEditing],
  kept: 'by words or script',
};

function neighbourText({ dst, mac, state }: Neighbour): string {
  return `${dst} at ${mac ?? 'no address'}${state === '' ? '' : ` (${state.toLowerCase()})`}`;
}
