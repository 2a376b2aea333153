import { at } from '../named.ts';
import type { Noun } from '../noun.ts';
import { onLink } from '../place.ts';
import { restoreVnis } from './again.ts';
import { compileVni } from './argv.ts';
import { vniEditing, type VniItem } from './edit.ts';
import { readVnis } from './read.ts';
import { vniKey, vniPlaces, vniText, type VniRange } from './row.ts';
import { invertVni, simulateVni, vniHolds, VniStep, vniStepOf, wrongVni } from './steps.ts';

/** VNIs that a vxlan device with a filter takes. */
export const vni: Noun<'vni', VniRange, VniStep, VniItem> = {
  id: 'vni',
  titles: { one: 'VNI', many: 'VNIs', of: 'VNI' },
  row: {
    keyOf: (row) => vniKey(row.netns, row.dev, row.vni),
    fields: { netns: 'text', dev: 'text', vni: 'number', vniEnd: 'number', remote: 'text?', group: 'text?' },
    columns: [
      ['netns', (row) => row.netns],
      ['dev', (row) => row.dev],
      ['vni', vniText],
      ['remote', ({ remote, group }) => remote ?? group],
    ],
    durable: (rows) =>
      rows.map(({ raw: _, ...row }) => ({ ...row, name: at(`${vniText(row)} on ${row.dev}`, row.netns) })),
    isSet: () => true,
    goesWith: (row, gone) => gone.link(row.netns, row.dev),
    isMissed: () => true,
    devices: ({ dev }) => [dev],
    shownBy: ({ dev }) => ({ tool: 'bridge', args: ['vni', 'show', 'dev', dev] }),
  },
  read: {
    of: 'netns',
    questions: [{ part: 'vni', tool: 'bridge', options: ['-j'], args: ['vni', 'show'] }],
    by: { item: () => readVnis },
    optional: false,
    asked: { in: vniPlaces },
    // `bridge monitor vni` is since 5.19, and rings for nothing else.
    rings: { with: ['link'] },
    readAlong: ['fdb'],
  },
  steps: {
    schema: VniStep,
    simulate: simulateVni,
    holds: vniHolds,
    invert: invertVni,
    // Its flood entry, and not always all of it: the kernel looks for it by the device's present `dev` (6.18).
    takesAlong: () => true,
    again: vniStepOf,
    comesBack: { at: 'ports', by: restoreVnis },
    asItem: ({ do: verb, ...fields }) => ({ noun: 'vni', verb: verb === 'vni-add' ? 'add' : 'del', ...fields }),
    command: compileVni,
    bringsBack: () => false,
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: wrongVni,
    inWords: (step) => `VNI ${vniText({ vni: step.vni, vniEnd: step.vniEnd ?? step.vni })} on ${step.dev}`,
    standing: () => undefined,
    places: { livesOn: ({ netns, dev }) => onLink(netns, dev), needs: () => [], makes: () => [] },
  },
  edits: [vniEditing],
  kept: 'by script',
};
