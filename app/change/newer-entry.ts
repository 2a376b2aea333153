/** Lines of the journal that this version does not understand: named, kept, and never taken back by it. */
import * as v from 'valibot';
import type { JournalEntry } from './journal-entry.ts';

export interface NewerEntry {
  /** In the file, from 1. */
  readonly line: number;
  readonly kind: string;
  /** Of the overlay, for a statement. */
  readonly name?: string;
  readonly id?: string;
  readonly user?: string;
  /** When, in milliseconds since the epoch. */
  readonly at?: number;
  /** Begins a sentence: `The change "Add route …" (4f1c2d3e)`. */
  readonly what: string;
}

const Text = v.pipe(v.string(), v.maxLength(200));
/** What any version may be expected to write of an entry. */
const Loose = v.object({
  kind: v.pipe(Text, v.minLength(1)),
  id: v.fallback(v.optional(Text), undefined),
  user: v.fallback(v.optional(Text), undefined),
  at: v.fallback(v.optional(v.number()), undefined),
  name: v.fallback(v.optional(Text), undefined),
  plan: v.fallback(v.optional(v.object({ title: Text })), undefined),
});

/** `undefined` for what no version writes: it is damaged. */
export function newerEntry(json: unknown, line: number): NewerEntry | undefined {
  const parsed = v.safeParse(Loose, json);
  if (!parsed.success) return undefined;
  const { kind, id, user, at, name, plan } = parsed.output;
  const title = plan?.title ?? name;
  const said = kind === 'armed' ? 'The change' : kind === 'stated' ? 'The overlay' : `An entry "${kind}"`;
  const what = `${said}${title === undefined ? '' : ` "${title}"`}${id === undefined ? '' : ` (${id.slice(0, 8)})`}`;
  return { line, kind, name, id, user, at, what };
}

/** What is left of the entries when one that is not understood follows them: an older word on the same overlay counts no more. */
export function withoutOverruled(entries: readonly JournalEntry[], newer: NewerEntry): JournalEntry[] {
  if (newer.kind !== 'stated') return [...entries];
  return entries.flatMap((entry) => {
    if (entry.kind === 'end' && entry.stated?.name === newer.name) return [{ ...entry, stated: undefined }];
    return entry.kind === 'stated' && entry.name === newer.name ? [] : [entry];
  });
}

/** The ids of changes of which something that counts was not understood, so that nothing may be concluded about them. */
export function unclearChanges(newer: readonly NewerEntry[]): ReadonlySet<string> {
  return new Set(newer.flatMap(({ kind, id }) => (kind === 'commands' || kind === 'progress' ? [] : (id ?? []))));
}

/** The change of a newer version that undoing means: the one named, or this user's last where it is later than `at`. */
export function newerToUndo(
  newer: readonly NewerEntry[],
  entryId: string | undefined,
  { user, at }: { readonly user: string; readonly at: number },
): NewerEntry | undefined {
  if (entryId !== undefined) return newer.find(({ id }) => id?.startsWith(entryId) === true);
  return [...newer]
    .reverse()
    .find((one) => one.kind === 'armed' && (one.user ?? user) === user && (one.at ?? at) >= at);
}

/** Whether every field was understood; a field that is not may say something that undoing has to know. */
export function isWhole(json: unknown, entry: JournalEntry): boolean {
  if (!sameFields(json, entry)) return false;
  if (entry.kind !== 'armed') return true;
  const plan = (json as typeof entry).plan;
  return (
    sameFields(plan, entry.plan) &&
    plan.hosts.every((host, at) => {
      const read = entry.plan.hosts[at];
      return sameFields(host, read) && host.steps.every((step, index) => sameFields(step, read?.steps[index]));
    })
  );
}

function sameFields(json: unknown, read: object | undefined): boolean {
  return read !== undefined && Object.keys(json as object).every((field) => field in read);
}
