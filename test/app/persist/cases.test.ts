/** `test/cases/persist-*`: a host and what of it is kept → the files, one after the other as a person would read them, and what the script does for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../../app/persist/check-file.ts';
import { persistFiles } from '../../../app/persist/files.ts';
import { PersistIntent } from '../../../app/persist/intent.ts';
import { compare } from '../../cases/golden.ts';
import { fill, type Partials } from '../../cases/rows.ts';

const folder = resolve(import.meta.dirname, '../../cases');
const names = readdirSync(folder).filter((name) => name.startsWith('persist-'));

describe.each(names)('%s', (name) => {
  const path = join(folder, name);
  const read = (file: string): unknown => JSON.parse(readFileSync(join(path, file), 'utf8'));
  const [[host, partials] = ['', {}]] = Object.entries(read('current.json') as Record<string, Partials>);
  const { format, select, facts } = v.parse(PersistIntent, {
    kind: 'persist',
    host,
    ...(read('intent.json') as object),
  });
  const { files, notExpressed } = persistFiles(format, fill(partials), select, facts);

  test('gives these files', () => {
    // The script's steps say nothing that its commands do not.
    const shown = files.map(({ path: at, mode, content }) => `=== ${at} ${mode}\n${content.replace(/^#@ .*\n/gm, '')}`);
    compare({ path }, 'files.txt', [shown.join('\n').trimEnd()]);
    compare({ path }, 'by-script.txt', notExpressed.map(({ what, why }) => `${what}: ${why}`)); // prettier-ignore
  });

  test('each of them may be written', () => {
    expect(files.map(({ path: at, content }) => checkFile(at, content))).toEqual(files.map(() => undefined));
  });
});
