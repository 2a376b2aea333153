/** `test/cases/persist-*`: a host and what of it is kept → the files, one after the other as a person would read them, and what the script does for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../../app/guard/check-file.ts';
import { PERSIST_FORMATS } from '../../../app/persist/format.ts';
import { keptSets } from '../../../app/persist/kept-devices.ts';
import { staleSets } from '../../../app/persist/stale.ts';
import { fileKey } from '../../../app/noun/file/row.ts';
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
    compare(
      { path },
      'by-script.txt',
      notExpressed.map(({ what, why }) => `${what}: ${why}`),
    );
  });

  test.each(PERSIST_FORMATS)('%s: what was just written is not stale, and a change of it is', (other) => {
    const tables = fill(partials);
    const devices = tables.link.map((link) => link.name);
    const runs = {
      ...facts,
      networkd: other === 'networkd' || other === 'netplan',
      networkManager: other === 'network-manager',
    };
    const written = persistFiles(other, tables, select, runs).files;
    const after = {
      ...tables,
      file: written.map((file) => ({ ...file, key: fileKey(file.path), netns: '' as const })),
    };
    expect(staleSets(after, devices).map((set) => set.name)).toEqual([]);
    const made = new Set(keptSets(after.file).flatMap((set) => set.devices));
    const changed = {
      ...after,
      link: after.link.map((link) => (made.has(link.name) ? { ...link, mtu: link.mtu - 4 } : link)),
    };
    expect(staleSets(changed, devices).map((set) => set.name)).toEqual(made.size === 0 ? [] : [select.name]);
  });

  test('each of them may be written', () => {
    expect(files.map(({ path: at, content }) => checkFile(at, content))).toEqual(files.map(() => undefined));
  });
});
