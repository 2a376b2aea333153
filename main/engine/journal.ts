/** The journal on disk: `$XDG_STATE_HOME/overlane/journal.jsonl`, append-only, synced where it matters, tolerant of a torn last line. */
import { open, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { JournalEntrySchema, type JournalEntry } from '../../app/plan/journal-entry.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { createQueue } from './queue.ts';
import { reasonOf } from './reason.ts';

export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** One for each line that could not be read; the line stays in the file. */
  readonly problems: readonly Problem[];
}

/** An entry as it is written. Ten thousand steps take a moment to put into words: who has time for it does it ahead. */
export interface JournalLine {
  readonly line: Buffer;
}

export function lineOf(entry: JournalEntry): JournalLine {
  return { line: Buffer.from(`${JSON.stringify(entry)}\n`) };
}

type Appended = JournalEntry | JournalLine;

export interface Journal {
  readonly path: string;
  /** Adds one line, after those asked for before it. With `sync` it is on the disk when the promise resolves. */
  append(entry: Appended | Promise<Appended>, options?: { readonly sync: boolean }): Promise<Result<null>>;
  read(): Promise<Result<JournalContent>>;
}

export function openJournal(path: string): Journal {
  const queue = createQueue();
  return {
    path,
    append: (entry, options) => queue.run(async () => append(path, await entry, options?.sync ?? false)),
    read: () => read(path),
  };
}

const LINE_END = Buffer.from('\n');

/** One write a line with O_APPEND, so that two processes never mix within a line. A torn line before it is closed first. */
async function append(path: string, entry: Appended, sync: boolean): Promise<Result<null>> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      const { line } = 'line' in entry ? entry : lineOf(entry);
      await file.appendFile((await endsTorn(file)) ? Buffer.concat([LINE_END, line]) : line);
      if (sync) await file.sync();
    } finally {
      await file.close();
    }
    return ok(null);
  } catch (error) {
    return fail({
      code: 'journal-unwritable',
      severity: 'error',
      where: {},
      facts: { path, reason: reasonOf(error) },
      retry: true,
    });
  }
}

async function endsTorn(file: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

async function read(path: string): Promise<Result<JournalContent>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok({ entries: [], problems: [] });
    return fail({
      code: 'file-unreadable',
      severity: 'error',
      where: {},
      facts: { path, reason: reasonOf(error) },
      retry: true,
    });
  }
  const entries: JournalEntry[] = [];
  const problems: Problem[] = [];
  text.split('\n').forEach((line, index) => {
    if (line === '') return;
    const entry = parseLine(line);
    if (entry === undefined)
      problems.push({ code: 'journal-torn', severity: 'warning', where: {}, facts: { line: index + 1 }, retry: false });
    else entries.push(entry);
  });
  return ok({ entries, problems });
}

function parseLine(line: string): JournalEntry | undefined {
  try {
    const parsed = v.safeParse(JournalEntrySchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: a crash in the middle of a write. The caller reports the line.
    return undefined;
  }
}
