/** Journal lines → what stands: the changes with their last word, the overlays that exist, the changes left unfinished. */
import type { HostId } from '../model/host.ts';
import type { Armed, Commands, End, JournalEntry, StatedEntry } from './journal-entry.ts';

export interface Change {
  readonly armed: Armed;
  /** Steps known to be done, by host. */
  readonly done: ReadonlyMap<HostId, number>;
  /** The last word on it; absent when it was interrupted. */
  readonly end?: End;
  readonly commands: readonly Commands[];
}

interface Folding extends Change {
  readonly done: Map<HostId, number>;
  end?: End;
  readonly commands: Commands[];
}

/** In the order in which they were armed. */
export function foldJournal(entries: readonly JournalEntry[]): readonly Change[] {
  const changes = new Map<string, Folding>();
  for (const entry of entries) {
    if (entry.kind === 'armed') {
      changes.set(entry.id, { armed: entry, done: new Map(), commands: [] });
      continue;
    }
    if (entry.kind === 'stated') continue;
    const change = changes.get(entry.id);
    if (change === undefined) continue;
    if (entry.kind === 'commands') change.commands.push(entry);
    else if (entry.kind === 'progress') change.done.set(entry.host, entry.done);
    else change.end = entry;
  }
  return [...changes.values()];
}

/** The links that were committed and not taken apart since. */
export function standingLinks(changes: readonly Change[]): readonly Change[] {
  return standingChanges(changes).filter(({ armed }) => armed.intent.kind === 'link');
}

/** Committed, and not taken back by a change that itself still stands: undoing an undo makes the first stand again. */
export function standingChanges(changes: readonly Change[]): readonly Change[] {
  const undone = new Set<string>();
  for (const change of [...changes].reverse()) {
    const { undoes } = change.armed;
    if (isCommitted(change) && !isUndone(change, undone) && undoes !== undefined) undone.add(undoes);
  }
  return changes.filter((change) => isCommitted(change) && !isUndone(change, undone));
}

function isUndone({ armed: { id, group } }: Change, undone: ReadonlySet<string>): boolean {
  return undone.has(id) || (group !== undefined && undone.has(group));
}

/** The other parts of the same change that stand with it, itself among them. */
export function partsOfChange(changes: readonly Change[], change: Change): readonly Change[] {
  const { group } = change.armed;
  if (group === undefined) return [change];
  return standingChanges(changes).filter(({ armed }) => armed.group === group);
}

/** What each overlay is to be now, by name, in the order in which they were first stated. */
export function foldStated(entries: readonly JournalEntry[]): ReadonlyMap<string, StatedEntry> {
  const stated = new Map<string, StatedEntry>();
  for (const entry of entries) {
    if (entry.kind !== 'stated') continue;
    if (entry.spec === null) stated.delete(entry.name);
    else stated.set(entry.name, entry);
  }
  return stated;
}

/** What the overlay was before a change of that group, for undoing it: `undefined` when nothing is known of it then. */
export function statedBefore(entries: readonly JournalEntry[], group: string): StatedEntry | undefined {
  const at = entries.findIndex((entry) => entry.kind === 'stated' && entry.group === group);
  const made = entries[at];
  if (made?.kind !== 'stated') return undefined;
  const earlier = entries.slice(0, at).filter((entry) => entry.kind === 'stated' && entry.name === made.name);
  const last = earlier.at(-1);
  return last?.kind === 'stated' ? last : { ...made, spec: null };
}

/** What Ctrl+Z takes back: the user's last change that stands. Undoing is no change of its own, so that pressing it again goes further back. */
export function lastToUndo(changes: readonly Change[], user: string): Change | undefined {
  return [...standingChanges(changes)]
    .reverse()
    .find(({ armed }) => armed.user === user && armed.intent.kind !== 'undo');
}

/** Interrupted, or ended with a host not as before: both may be rolled back later. */
export function unfinishedChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ end }) => end === undefined || end.end === 'diverged');
}

function isCommitted({ end }: Change): boolean {
  return end?.end === 'committed';
}
