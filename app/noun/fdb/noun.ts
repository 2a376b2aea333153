import { fdbEditing, type FdbEntryItem } from './edit.ts';
import { rowsOfMac } from '../draft.ts';
import type { Noun } from '../noun.ts';
import { linkPlace, onLink } from '../place.ts';
import { compileFdbEntry } from './argv.ts';
import { readFdbEntry } from './read.ts';
import { durableEntries, fdbEntryKey, FLOOD_MAC, type FdbEntry } from './row.ts';
import { isOwnEntry, isSetEntry } from './set.ts';
import { entryBack, fdbEntryHolds, FdbEntryStep, fdbStepOf, simulateFdbEntry, wrongFlood } from './steps.ts';

/** Forwarding database entries: a vxlan's own and its bridge's. */
export const fdb: Noun<'fdb', FdbEntry, FdbEntryStep, FdbEntryItem> = {
  id: 'fdb',
  titles: { one: 'FDB entry', many: 'FDB entries', of: 'FDB entry' },
  row: {
    keyOf: fdbEntryKey,
    fields: {
      ...{ netns: 'text', dev: 'text', mac: 'text', dst: 'text?', port: 'number?', vni: 'number?', srcVni: 'number?' },
      ...{ via: 'text?', nhid: 'number?', vlan: 'number?', master: 'text?', state: 'text', flags: 'list' },
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['mac', ({ mac }) => mac],
      ['dev', ({ dev }) => dev],
      ['dst', ({ dst }) => dst],
      ['vni', ({ vni }) => vni],
      ['port', ({ port }) => port],
      ['nhid', ({ nhid }) => nhid],
      ['vlan', ({ vlan }) => vlan],
      ['master', ({ master }) => master],
      ['state', ({ state }) => state || 'learned'],
      ['flags', ({ flags }) => flags.join(' ')],
    ],
    durable: durableEntries,
    isSet: (row, tables) => isSetEntry(tables, row),
    goesWith: ({ netns, dev, master }, gone) => gone.link(netns, dev) || gone.link(netns, master),
    isMissed: (row, tables) => isOwnEntry(tables, row),
    devices: ({ dev }) => [dev],
    shownBy: ({ dev }) => ({ tool: 'bridge', args: ['fdb', 'show', 'dev', dev] }),
  },
  read: {
    of: 'netns',
    questions: [{ part: 'fdb', tool: 'bridge', options: ['-j'], args: ['fdb', 'show'] }],
    by: { item: () => readFdbEntry },
    optional: false,
    asked: 'always',
    rings: { bridge: ['fdb'], with: [] },
    readAlong: [],
  },
  steps: {
    schema: FdbEntryStep,
    simulate: simulateFdbEntry,
    holds: fdbEntryHolds,
    invert: entryBack,
    takesAlong: () => false,
    again: fdbStepOf,
    comesBack: { at: 'entries', by: 'with the rest' },
    asItem: ({ do: verb, ...fields }) => (verb === 'fdb-del' ? undefined : { noun: 'fdb', verb: 'add', ...fields }),
    command: compileFdbEntry,
    bringsBack: (step) => step.do !== 'fdb-del',
    fitted: (_, step) => step,
    wouldOverwrite: (tables, step, done) => {
      if (step.do !== 'fdb-add' && (step.do !== 'fdb-replace' || done.do === 'fdb-replace')) return false;
      const inBridge = step.owner === 'master';
      return rowsOfMac(tables.fdb, step).some((row) => row.state !== '' && (row.master !== undefined) === inBridge);
    },
    byThousands: true,
    runsAlone: () => false,
    wrong: wrongFlood,
    inWords: entryText,
    standing: ({ fdb: rows }, step) =>
      rowsOfMac(rows, step).map((row) => `${entryAt(row)} (${row.state || 'learned'})`),
    places: {
      livesOn: ({ netns, dev }) => onLink(netns, dev),
      needs: ({ netns, via }) => (via === undefined ? [] : [linkPlace(netns, via)]),
      makes: () => [],
    },
  },
  edits: [fdbEditing],
  kept: 'by words or script',
};

function entryText({ mac, dst, dev }: Pick<FdbEntry, 'mac' | 'dst' | 'dev'>): string {
  const what = mac === FLOOD_MAC ? 'the flood entry' : `FDB entry ${mac}`;
  return `${what}${dst === undefined || dst === '' ? '' : ` to ${dst}`} on ${dev}`;
}

function entryAt(row: FdbEntry): string {
  return entryText(row) + (row.netns === '' ? '' : ` in namespace ${row.netns}`);
}
