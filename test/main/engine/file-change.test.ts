import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileChange } from '../../../app/change/journal-entry.ts';
import { bringFile, fileChange, fileLeft, reversed } from '../../../main/engine/file-change.ts';

const [OLD, NEW] = ['members: [alpha]\n', 'members: [alpha, beta]\n'];

describe('a file that goes with a change', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'overlane-file-'));
    path = join(folder, 'mesh.yaml');
    writeFileSync(path, OLD, { mode: 0o640 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const made = async (at = path): Promise<FileChange> => {
    const change = await fileChange(at, OLD, NEW);
    if (!change.ok) throw new Error(JSON.stringify(change.problem));
    return change.value;
  };
  const text = (): string => readFileSync(path, 'utf8');

  test('is written whole with its mode, back and forth, and nothing is left beside it', async () => {
    chmodSync(path, 0o640);
    const change = await made();
    expect(text()).toBe(OLD);
    expect(await bringFile(change, 'after', 'change-1')).toEqual([]);
    expect(text()).toBe(NEW);
    expect(await bringFile(change, 'after', 'change-1')).toEqual([]);
    expect(await bringFile(reversed(change), 'after', 'change-2')).toEqual([]);
    expect(text()).toBe(OLD);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['mesh.yaml']);
  });

  test('stays as it is where somebody edited it, or put something else in its place', async () => {
    const change = await made();
    await bringFile(change, 'after', 'change-1');
    writeFileSync(path, `${NEW}# mine\n`);
    expect(await fileLeft(reversed(change))).toMatchObject({ code: 'overlay-file-left', facts: { path } });
    expect(await bringFile(reversed(change), 'after', 'change-2')).toMatchObject([{ code: 'overlay-file-left' }]);
    expect(text()).toBe(`${NEW}# mine\n`);

    writeFileSync(join(folder, 'other'), NEW);
    rmSync(path);
    symlinkSync('other', path);
    expect(await bringFile(change, 'before', 'change-1')).toMatchObject([{ code: 'overlay-file-left' }]);
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe(NEW);

    rmSync(path);
    expect(await bringFile(change, 'before', 'change-1')).toMatchObject([{ code: 'overlay-file-left' }]);
    expect(readdirSync(folder)).toEqual(['other']);
  });

  test('that is a link is written where it leads to, and stays a link', async () => {
    const link = join(folder, 'link.yaml');
    symlinkSync('mesh.yaml', link);
    await bringFile(await made(link), 'after', 'change-1');
    expect(text()).toBe(NEW);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('is refused before anything is done where what is written beside it would have too long a name', async () => {
    // 255 bytes is the longest name; the draft of this one has 256, with 8 of a change's id.
    const long = join(folder, 'a'.repeat(242));
    writeFileSync(long, OLD);
    expect(await fileChange(long, OLD, NEW)).toMatchObject({ problem: { code: 'overlay-file-unwritable' } });
  });

  test('that a crash left half written is cleared up by who recovers the change', async () => {
    const change = await made();
    writeFileSync(join(folder, '.mesh.yaml.change-1.new'), 'memb');
    expect(await bringFile(change, 'before', 'change-1')).toEqual([]);
    expect(readdirSync(folder)).toEqual(['mesh.yaml']);
    expect(text()).toBe(OLD);
  });

  test('is refused before anything is done where it is another by now, or is no file', async () => {
    writeFileSync(path, `${OLD}# mine\n`);
    expect(await fileChange(path, OLD, NEW)).toMatchObject({ problem: { code: 'overlay-file-unwritable' } });
    expect(await fileChange(folder, OLD, NEW)).toMatchObject({
      problem: { facts: { reason: 'it is no regular file' } },
    });
    expect(await fileChange('/dev/stdin', '', NEW)).toMatchObject({ ok: false });
  });
});
