import { at } from '../named.ts';
import type { Noun } from '../noun.ts';
import { inside } from '../place.ts';
import { parseSysctls } from './read.ts';
import { sysctlKey, type Sysctl } from './row.ts';
import {
  compileSysctl,
  invertSysctl,
  simulateSysctl,
  SYSCTL_NAMES,
  sysctlHolds,
  restoreSettings,
  sysctlStepOf,
  SysctlStep,
} from './steps.ts';

/** Kernel settings that decide whether an overlay forwards. */
export const sysctl: Noun<'sysctl', Sysctl, SysctlStep, never> = {
  id: 'sysctl',
  titles: { one: 'setting', many: 'settings', of: 'setting' },
  row: {
    keyOf: ({ netns, name }) => sysctlKey(netns, name),
    fields: { netns: 'text', name: 'text', value: 'text' },
    columns: [
      ['netns', ({ netns }) => netns],
      ['name', ({ name }) => name],
      ['value', ({ value }) => value],
    ],
    durable: (rows) => rows.map((row) => ({ ...row, name: at(row.name, row.netns) })),
    // A namespace that is made again has these off, as nearly every new one.
    isSet: ({ netns, value }) => netns === '' || value !== '0',
    goesWith: () => false,
    isMissed: () => false,
    devices: () => [],
    shownBy: ({ name }) => ({ tool: 'sysctl', args: [name] }),
  },
  read: {
    of: 'netns',
    questions: [{ part: 'sysctl', tool: 'sysctl', options: ['-e'], args: SYSCTL_NAMES }],
    by: { text: parseSysctls },
    optional: false,
    asked: 'always',
    rings: { ip: ['netconf'], with: [] },
    readAlong: 'all',
  },
  steps: {
    schema: SysctlStep,
    simulate: simulateSysctl,
    holds: sysctlHolds,
    invert: invertSysctl,
    takesAlong: () => false,
    again: sysctlStepOf,
    comesBack: { at: 'last', by: restoreSettings },
    asItem: () => undefined,
    command: compileSysctl,
    bringsBack: () => false,
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => false,
    wrong: () => undefined,
    inWords: ({ name, value }) => `${name} = ${value}`,
    standing: (tables, { netns, name }) =>
      tables.sysctl
        .filter(({ key }) => key === sysctlKey(netns, name))
        .slice(0, 1)
        .map((row) => `${row.name} = ${row.value}`),
    places: { livesOn: ({ netns }) => inside(netns), needs: () => [], makes: () => [] },
  },
  edits: { none: 'a kernel setting' },
  kept: 'by words or script',
};
