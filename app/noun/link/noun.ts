import { bridgeEditing, portEditing, type BridgeItem, type PortItem } from '../bridge/edit.ts';
import { endpointEditing, type EndpointItem } from '../endpoint/edit.ts';
import { vethEditing, type VethItem } from '../veth/edit.ts';
import { vxlanEditing, type VxlanItem } from '../vxlan/edit.ts';
import { linkEditing, type LinkItem } from './edit.ts';
import { linkKey, type Link } from './row.ts';
import type { Noun } from '../noun.ts';
import { makeLink } from './again.ts';
import { compileLink } from './argv.ts';
import { durableLink } from './durable.ts';
import { linkItem } from './item.ts';
import { linkPlaces } from './places.ts';
import { nameLower, readLink } from './read.ts';
import { invertLink, linkHolds, LinkStep, simulateLink } from './steps.ts';
import { linkInWords, linkStanding } from './words.ts';
import { wrongLink } from './wrong.ts';

/** Links of every kind, with what is set on vxlans, bridges and their ports. */
export const link: Noun<
  'link',
  Link,
  LinkStep,
  LinkItem | VxlanItem | BridgeItem | PortItem | VethItem | EndpointItem
> = {
  id: 'link',
  titles: { one: 'link', many: 'links', of: 'link' },
  row: {
    keyOf: ({ netns, name }) => linkKey(netns, name),
    fields: {
      ...{
        netns: 'text',
        name: 'text',
        ifindex: 'number',
        kind: 'text',
        up: 'flag',
        operstate: 'text',
        carrier: 'flag',
      },
      ...{ mtu: 'number', mac: 'text?', master: 'text?', peer: 'text?', peerIndex: 'number?', peerNsid: 'number?' },
      ...{ peerNetns: 'text?', group: 'text?', alias: 'text?', altnames: 'list', addrgenmode: 'text?' },
      ...{ vxlan: 'object?', bridge: 'object?', port: 'object?', settings: 'object?', queues: 'object?' },
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['name', ({ name }) => name],
      ['kind', ({ kind }) => kind],
      ['state', ({ up }) => (up ? 'up' : 'down')],
      ['mtu', ({ mtu }) => mtu],
      ['mac', ({ mac }) => mac],
      ['master', ({ master }) => master],
      ['vni', ({ vxlan }) => vxlan?.vni],
      ['local', ({ vxlan }) => vxlan?.local],
      ['remote', ({ vxlan }) => vxlan?.remote ?? vxlan?.group],
      ['dev', ({ vxlan }) => vxlan?.dev],
      ['dstport', ({ vxlan }) => vxlan?.dstport],
    ],
    durable: (rows) => rows.map(durableLink),
    isSet: () => true,
    // Other ends, and devices above, go by the step itself: they are links, too.
    goesWith: () => false,
    isMissed: () => false,
    devices: ({ name }) => [name],
    shownBy: ({ name }) => ({ tool: 'ip', options: ['-d'], args: ['link', 'show', 'dev', name] }),
  },
  read: {
    of: 'netns',
    // `-d` only where it adds facts that stand still: `bridge -d fdb` and `ip -s neighbour` add ages that change by themselves.
    questions: [{ part: 'link', tool: 'ip', options: ['-d', '-j'], args: ['link', 'show'] }],
    by: { item: () => readLink },
    finish: nameLower,
    optional: false,
    asked: 'always',
    rings: { ip: ['link'], with: [] },
    readAlong: 'all',
  },
  steps: {
    schema: LinkStep,
    simulate: simulateLink,
    holds: linkHolds,
    invert: invertLink,
    takesAlong: (step) =>
      ['link-del', 'link-set-up', 'link-set-mac', 'link-set-master', 'link-set-netns', 'link-set-vxlan'].includes(
        step.do,
      ) ||
      (step.do === 'link-set-bridge' && step.set.vlanDefaultPvid !== undefined),
    again: (row, tables) => makeLink(tables, row)[0],
    comesBack: { at: 'links', by: 'with the rest' },
    asItem: linkItem,
    command: compileLink,
    bringsBack: ({ do: verb }) =>
      verb.startsWith('link-add-') || verb === 'link-altname-add' || verb === 'link-set-netns',
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: wrongLink,
    inWords: linkInWords,
    standing: linkStanding,
    places: linkPlaces,
  },
  edits: [linkEditing, vxlanEditing, bridgeEditing, portEditing, vethEditing, endpointEditing],
  kept: 'by words or script',
};
