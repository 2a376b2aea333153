/** A file of the user's own that goes with a change: written whole or not at all, and only where it is what we know. */
import { createHash, randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileChange } from '../../app/change/journal-entry.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { reasonOf } from './reason.ts';

/** Bytes. What is written is kept twice in the journal; the same thousand members that a reader takes are a third of it. */
const LONGEST = 1_000_000;
/** Of a path whose links were followed before; a pipe in its place is not waited for. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Refused before anything is done where the file could not be written after it. */
export async function fileChange(path: string, before: string, after: string): Promise<Result<FileChange>> {
  try {
    const real = await realpath(path);
    const now = await textOf(real);
    if (now !== before) return fail(unwritable(path, 'it was changed a moment ago'));
    const draft = draftOf(real, randomUUID());
    const probe = await open(draft, 'wx', 0o600);
    try {
      await probe.writeFile(after);
    } finally {
      await probe.close();
      await rm(draft);
    }
    return ok({ path: real, before: hashed(before), after: hashed(after) });
  } catch (error) {
    return fail(unwritable(path, reasonOf(error)));
  }
}

/** The change that takes it back. */
export function reversed({ path, before, after }: FileChange): FileChange {
  return { path, before: after, after: before };
}

/** What would keep the file from being written, said before the change is made; `undefined` where nothing does. */
export async function fileLeft(file: FileChange): Promise<Problem | undefined> {
  return (await stateOf(file)) === 'other' ? left(file) : undefined;
}

/** The same of a change that nobody has begun: then it is not made at all. */
export async function fileMoved(file: FileChange): Promise<Problem | undefined> {
  return (await stateOf(file)) === 'other' ? { ...left(file), code: 'overlay-file-since', retry: true } : undefined;
}

/** `id` is the change's: what a crash left half written is known by it, and goes. */
export async function bringFile(
  file: FileChange | undefined,
  to: 'before' | 'after',
  id: string,
): Promise<readonly Problem[]> {
  if (file === undefined) return [];
  const draft = draftOf(file.path, id);
  try {
    await rm(draft, { force: true });
    const state = await stateOf(file);
    if (state === 'other') return [left(file)];
    if (state !== to) await writeWhole(file.path, draft, file[to].text);
    return [];
  } catch (error) {
    return [unwritable(file.path, reasonOf(error))];
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** A link that was put in its place since, or a folder above that is another now, is not what was read. */
async function stateOf({ path, before, after }: FileChange): Promise<'before' | 'after' | 'other'> {
  try {
    if ((await realpath(path)) !== path) return 'other';
    const { sha256 } = hashed(await textOf(path));
    return sha256 === before.sha256 ? 'before' : sha256 === after.sha256 ? 'after' : 'other';
  } catch {
    // Gone, or not to be read any more: it is not what the change left, whatever it is.
    return 'other';
  }
}

async function textOf(path: string): Promise<string> {
  const file = await open(path, READ);
  try {
    const { size } = await regular(file);
    if (size > LONGEST) throw new Error(`it is longer than ${LONGEST} bytes`);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

type Opened = Awaited<ReturnType<typeof open>>;

async function regular(file: Opened): Promise<Stats> {
  const stat = await file.stat();
  if (!stat.isFile()) throw new Error('it is no regular file');
  return stat;
}

/** A reader sees the old text or the new one; owner and mode stay as they were. */
async function writeWhole(path: string, draft: string, text: string): Promise<void> {
  const old = await open(path, READ);
  const { mode, uid, gid } = await regular(old).finally(() => old.close());
  const fresh = await open(draft, 'wx', 0o600);
  try {
    await fresh.writeFile(text);
    await fresh.chmod(mode & 0o7777);
    const { uid: ownUid, gid: ownGid } = await fresh.stat();
    if (uid !== ownUid || gid !== ownGid) await fresh.chown(uid, gid);
    await fresh.sync();
  } finally {
    await fresh.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}

/** As long for every id, so that a name that was tried is one that can be written. */
function draftOf(path: string, id: string): string {
  return join(dirname(path), `.${basename(path)}.${id.slice(0, 8)}.new`);
}

function hashed(text: string): FileChange['before'] {
  return { sha256: createHash('sha256').update(text).digest('hex'), text };
}

function left({ path }: FileChange): Problem {
  return { code: 'overlay-file-left', severity: 'warning', where: {}, facts: { path }, retry: false };
}

function unwritable(path: string, reason: string): Problem {
  return { code: 'overlay-file-unwritable', severity: 'error', where: {}, facts: { path, reason }, retry: true };
}
