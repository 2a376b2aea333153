/** The journal on disk: `$XDG_STATE_HOME/overlane/journal.jsonl`, append-only, synced where it matters, tolerant of a torn last line. */
import { open, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { JournalEntrySchema, type JournalEntry } from '../../app/change/journal-entry.ts';
import { isWhole, newerEntry, withoutOverruled, type NewerEntry } from '../../app/change/newer-entry.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { createQueue } from './queue.ts';
import { reasonOf } from './reason.ts';

export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  /** One for each line that could not be read; the line stays in the file. */
  readonly problems: readonly Problem[];
  /** What a newer version wrote; it stays in the file. */
  readonly newer: readonly NewerEntry[];
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
  const nextReading = rememberLines();
  return {
    path,
    append: (entry, options) => queue.run(async () => append(path, await entry, options?.sync ?? false)),
    read: () => read(path, nextReading()),
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

async function read(path: string, lineRead: ReadLine): Promise<Result<JournalContent>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok({ entries: [], problems: [], newer: [] });
    return fail({
      code: 'file-unreadable',
      severity: 'error',
      where: {},
      facts: { path, reason: reasonOf(error) },
      retry: true,
    });
  }
  return ok(parseJournal(text, lineRead));
}

function parseJournal(text: string, lineRead: ReadLine): JournalContent {
  let entries: JournalEntry[] = [];
  const problems: Problem[] = [];
  const newer: NewerEntry[] = [];
  text.split('\n').forEach((text, index) => {
    if (text === '') return;
    const read = lineRead(text, index + 1);
    if (read === undefined)
      problems.push({ code: 'journal-torn', severity: 'warning', where: {}, facts: { line: index + 1 }, retry: false });
    else if ('entry' in read) entries.push(read.entry);
    else {
      newer.push(read.newer);
      entries = withoutOverruled(entries, read.newer);
    }
  });
  return { entries, problems: [...problems, ...newer.map(newerProblem)], newer };
}

type ReadLine = typeof readLine;

/** A journal is read after each change, and its lines are never written again: one that the last reading had is not parsed once more. */
function rememberLines(): () => ReadLine {
  let known = new Map<string, JournalEntry>();
  return () => {
    const before = known;
    known = new Map();
    return (text, line) => {
      const entry = before.get(text);
      const read = entry === undefined ? readLine(text, line) : { entry };
      if (read !== undefined && 'entry' in read) known.set(text, read.entry);
      return read;
    };
  };
}

function readLine(
  text: string,
  line: number,
): { readonly entry: JournalEntry } | { readonly newer: NewerEntry } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Not JSON: a crash in the middle of a write. The caller reports the line.
    return undefined;
  }
  const parsed = v.safeParse(JournalEntrySchema, json);
  if (parsed.success && isWhole(json, parsed.output)) return { entry: parsed.output };
  const newer = newerEntry(json, line);
  return newer && { newer };
}

export function newerProblem({ what, line }: NewerEntry): Problem {
  return { code: 'journal-newer', severity: 'warning', where: {}, facts: { what, line }, retry: false };
}

/** What not being able to write means once something was done: the hosts are ahead of the journal. */
export function unended(problem: Problem): Problem {
  return problem.code === 'journal-unwritable' ? { ...problem, code: 'journal-unended' } : problem;
}
