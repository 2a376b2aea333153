import { vlanEditing, type BridgeVlanItem } from './edit.ts';
import { at } from '../named.ts';
import type { Noun } from '../noun.ts';
import { onLink } from '../place.ts';
import { compileBridgeVlan } from './argv.ts';
import { restoreVlans } from './first.ts';
import { readBridgeVlans } from './read.ts';
import { bridgeVlanKey, vidText, vlanPlaces, type BridgeVlan } from './row.ts';
import {
  bridgeVlanHolds,
  BridgeVlanStep,
  invertBridgeVlan,
  simulateBridgeVlan,
  vlanStepOf,
  wrongVlan,
} from './steps.ts';

/** VLANs of bridge ports and of bridges. */
export const vlan: Noun<'vlan', BridgeVlan, BridgeVlanStep, BridgeVlanItem> = {
  id: 'vlan',
  titles: { one: 'VLAN', many: 'VLANs', of: 'VLAN' },
  row: {
    keyOf: ({ netns, dev, vid }) => bridgeVlanKey(netns, dev, vid),
    fields: { netns: 'text', dev: 'text', vid: 'number', vidEnd: 'number', pvid: 'flag', untagged: 'flag' },
    columns: [
      ['netns', ({ netns }) => netns],
      ['dev', ({ dev }) => dev],
      ['vlan', ({ vid, vidEnd }) => (vid === vidEnd ? vid : `${vid}-${vidEnd}`)],
      ['pvid', ({ pvid }) => (pvid ? 'pvid' : '')],
      ['untagged', ({ untagged }) => (untagged ? 'untagged' : '')],
    ],
    durable: (rows) =>
      rows.map(({ raw: _, ...row }) => ({ ...row, name: at(`${vidText(row)} on ${row.dev}`, row.netns) })),
    isSet: () => true,
    goesWith: ({ netns, dev }, gone) => gone.link(netns, dev),
    isMissed: ({ pvid, untagged }) => !pvid || !untagged,
    devices: ({ dev }) => [dev],
    shownBy: ({ dev }) => ({ tool: 'bridge', args: ['vlan', 'show', 'dev', dev] }),
  },
  read: {
    of: 'netns',
    // Ranges are one entry.
    questions: [{ part: 'bridge-vlan', tool: 'bridge', options: ['-j', '-compressvlans'], args: ['vlan', 'show'] }],
    by: { item: () => readBridgeVlans },
    optional: false,
    asked: { in: vlanPlaces },
    // A VLAN of a port rings as a change of the port (`br_ifinfo_notify`, 6.1), so it needs no monitor of its own.
    rings: { with: ['link'] },
    readAlong: [],
  },
  steps: {
    schema: BridgeVlanStep,
    simulate: simulateBridgeVlan,
    holds: bridgeVlanHolds,
    invert: invertBridgeVlan,
    takesAlong: (step) => step.do === 'vlan-del',
    again: vlanStepOf,
    comesBack: { at: 'ports', by: restoreVlans },
    asItem: ({ do: verb, netns, dev, vid, vidEnd, self: _, ...flags }) =>
      verb === 'vlan-add'
        ? { noun: 'vlan', verb: 'add', netns, dev, vid, vidEnd, ...flags }
        : { noun: 'vlan', verb: 'del', netns, dev, vid, vidEnd },
    command: compileBridgeVlan,
    bringsBack: () => false,
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: wrongVlan,
    inWords: ({ vid, vidEnd = vid, dev }) =>
      `${vidEnd === vid ? 'VLAN' : 'VLANs'} ${vidText({ vid, vidEnd })} on ${dev}`,
    standing: () => undefined,
    places: { livesOn: ({ netns, dev }) => onLink(netns, dev), needs: () => [], makes: () => [] },
  },
  edits: [vlanEditing],
  kept: 'by words or script',
};
