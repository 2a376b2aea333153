import type { Noun } from '../noun.ts';
import { parseSystem, systemArgv } from './read.ts';
import { SYSTEM_KEY, type System } from './row.ts';

/** What a host is and runs. */
export const system: Noun<'system', System, never, never> = {
  id: 'system',
  titles: { one: 'system', many: 'systems', of: 'system' },
  row: {
    keyOf: () => SYSTEM_KEY,
    fields: {
      ...{ netns: 'text', kernel: 'text', networkd: 'flag', networkManager: 'flag', ethtool: 'flag' },
      ...{ machine: 'text?', boot: 'text?' },
    },
    columns: [
      ['kernel', ({ kernel }) => kernel],
      ['networkd', ({ networkd }) => (networkd ? 'yes' : 'no')],
      ['NetworkManager', ({ networkManager }) => (networkManager ? 'yes' : 'no')],
    ],
    durable: () => [],
    isSet: () => false,
    goesWith: () => false,
    isMissed: () => false,
    devices: () => [],
    shownBy: () => ({ argv: ['uname', '-r'] }),
  },
  read: {
    of: 'host',
    questions: [{ part: 'system', tool: 'script', args: systemArgv() }],
    by: { text: parseSystem },
    optional: false,
    asked: 'once',
    rings: { with: [] },
    readAlong: 'all',
  },
  steps: { none: 'it says what the host is' },
  edits: { none: 'about the host itself' },
  kept: { not: 'it says what the host is' },
};
