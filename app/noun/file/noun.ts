import type { Noun } from '../noun.ts';
import { fileArgv, filesArgv, fileShell, fileText, parseFiles } from './read.ts';
import { fileKey, type KeptFile } from './row.ts';
import { fileHolds, FileStep, invertFile, simulateFile } from './steps.ts';

/** Files of ours on a host: what it reads at its next start. */
export const file: Noun<'file', KeptFile, FileStep, never> = {
  id: 'file',
  titles: { one: 'file', many: 'files', of: 'file' },
  row: {
    keyOf: ({ path }) => fileKey(path),
    fields: { netns: 'text', path: 'text', mode: 'text', content: 'text?' },
    columns: [
      ['path', ({ path }) => path],
      ['mode', ({ mode }) => mode],
    ],
    durable: (rows) => rows.map((row) => ({ ...row, name: row.path })),
    isSet: () => true,
    goesWith: () => false,
    isMissed: () => false,
    devices: () => [],
    shownBy: ({ path }) => ({ argv: ['cat', path] }),
  },
  read: {
    of: 'host',
    questions: [{ part: 'files', tool: 'script', args: filesArgv() }],
    by: { text: parseFiles },
    optional: false,
    asked: 'always',
    rings: { with: [] },
    readAlong: [],
  },
  steps: {
    schema: FileStep,
    simulate: simulateFile,
    holds: fileHolds,
    invert: invertFile,
    takesAlong: () => false,
    again: ({ path, content }) => (content === undefined ? undefined : { do: 'file-write', path, content }),
    comesBack: { at: 'last', by: () => [] },
    asItem: () => undefined,
    command: (step) => ({
      argv: fileArgv(step),
      input: step.do === 'file-write' ? step.content : undefined,
      text: fileText(step),
      inShell: fileShell(step),
    }),
    bringsBack: () => false,
    fitted: (_, step) => step,
    wouldOverwrite: () => false,
    byThousands: false,
    runsAlone: () => true,
    // What may stand in it is judged by who knows all steps (`app/guard/check-step.ts`).
    wrong: () => undefined,
    inWords: ({ path }) => `the file ${path}`,
    standing: () => undefined,
    places: { livesOn: () => [], needs: () => [], makes: () => [] },
  },
  edits: { none: 'a file' },
  kept: { not: 'it is what keeps the others' },
};
