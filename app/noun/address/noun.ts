import { addressEditing, type AddressItem } from './edit.ts';
import { onLink } from '../place.ts';
import type { Noun } from '../noun.ts';
import { compileAddress } from './argv.ts';
import { readAddresses } from './read.ts';
import { isSetAddress, addressKey, durableAddresses, isHostLoopback, type Address } from './row.ts';
import { addressHolds, AddressStep, addressStepOf, invertAddress, simulateAddress } from './steps.ts';

/** IP addresses on links. */
export const address: Noun<'address', Address, AddressStep, AddressItem> = {
  id: 'address',
  titles: { one: 'address', many: 'addresses', of: 'address' },
  row: {
    keyOf: ({ netns, dev, local, prefixlen }) => addressKey(netns, dev, local, prefixlen),
    fields: {
      ...{ netns: 'text', dev: 'text', family: 'text', local: 'text', prefixlen: 'number', peer: 'text?' },
      ...{ scope: 'text', label: 'text?', flags: 'list' },
    },
    columns: [
      ['netns', ({ netns }) => netns],
      ['dev', ({ dev }) => dev],
      ['address', ({ local, prefixlen }) => `${local}/${prefixlen}`],
      ['scope', ({ scope }) => scope],
      ['flags', ({ flags }) => flags.join(' ')],
    ],
    durable: durableAddresses,
    isSet: (row) => !isHostLoopback(row),
    goesWith: ({ netns, dev }, gone) => gone.link(netns, dev),
    isMissed: isSetAddress,
    devices: ({ dev }) => [dev],
    shownBy: ({ dev }) => ({ tool: 'ip', args: ['address', 'show', 'dev', dev] }),
  },
  read: {
    of: 'netns',
    questions: [{ part: 'addr', tool: 'ip', options: ['-j'], args: ['addr', 'show'] }],
    by: { item: () => readAddresses },
    optional: false,
    asked: 'always',
    rings: { ip: ['address'], with: ['link'] },
    // The connected route, and with the last one of a link the routes and neighbours there.
    readAlong: ['route', 'neighbour'],
  },
  steps: {
    schema: AddressStep,
    simulate: simulateAddress,
    holds: addressHolds,
    invert: invertAddress,
    takesAlong: () => true,
    again: addressStepOf,
    comesBack: { at: 'addresses', by: 'with the rest' },
    asItem: ({ do: verb, ...fields }) =>
      verb === 'address-add' ? { noun: 'address', verb: 'add', ...fields } : undefined,
    command: compileAddress,
    bringsBack: (step) => step.do === 'address-add',
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: () => undefined,
    inWords: (step) => `address ${step.address} on ${step.dev}`,
    standing: (tables, { netns, dev, address: asked }) =>
      tables.address
        .filter((row) => row.netns === netns && row.dev === dev && asked.startsWith(`${row.local}/`))
        .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    places: { livesOn: ({ netns, dev }) => onLink(netns, dev), needs: () => [], makes: () => [] },
  },
  edits: [addressEditing],
  kept: 'by words or script',
};
