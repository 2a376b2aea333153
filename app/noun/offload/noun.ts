import { lost } from '../lost.ts';
import type { Noun } from '../noun.ts';
import { onLink } from '../place.ts';
import { offloadsArgv, parseOffloads } from './read.ts';
import { offloadKey, type Offload } from './row.ts';
import { compileOffload, invertOffload, offloadHolds, OffloadStep, offloadStepOf, simulateOffload } from './steps.ts';

/** Who fills in the checksums of what leaves a tunnel device. */
export const offload: Noun<'offload', Offload, OffloadStep, never> = {
  id: 'offload',
  titles: { one: 'offload setting', many: 'offload settings', of: 'offload of' },
  row: {
    keyOf: ({ dev }) => offloadKey(dev),
    fields: { netns: 'text', dev: 'text' },
    columns: [['dev', ({ dev }) => dev]],
    durable: (rows) => rows.map((row) => ({ ...row, name: row.dev })),
    isSet: () => true,
    goesWith: ({ netns, dev }, gone) => gone.link(netns, dev),
    isMissed: () => false,
    devices: ({ dev }) => [dev],
    shownBy: ({ dev }) => ({ tool: 'ethtool', args: ['-k', dev] }),
  },
  read: {
    of: 'host',
    questions: [{ part: 'offloads', tool: 'script', args: offloadsArgv() }],
    by: { text: parseOffloads },
    optional: false,
    // A process a device.
    asked: 'watched',
    rings: { with: [] },
    readAlong: [],
  },
  steps: {
    schema: OffloadStep,
    simulate: simulateOffload,
    holds: offloadHolds,
    invert: invertOffload,
    takesAlong: () => false,
    again: offloadStepOf,
    comesBack: { at: 'set', by: (before, after) => lost(before, after, 'offload').map(offloadStepOf) },
    asItem: () => undefined,
    command: compileOffload,
    bringsBack: () => false,
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: () => undefined,
    inWords: ({ feature, on, dev }) => `${feature} ${on ? 'on' : 'off'} for ${dev}`,
    standing: () => undefined,
    places: { livesOn: ({ netns, dev }) => onLink(netns, dev), needs: () => [], makes: () => [] },
  },
  edits: { none: 'an offload setting' },
  kept: 'by script',
};
