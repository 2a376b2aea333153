/** Journal lines → what stands: the changes with their last word, the overlays that exist, the changes left unfinished. */
import type { HostId } from '../model/host.ts';
import type { Armed, End, JournalEntry } from './journal-entry.ts';

export interface Change {
  readonly armed: Armed;
  /** Steps known to be done, by host. */
  readonly done: ReadonlyMap<HostId, number>;
  /** The last word on it; absent when it was interrupted. */
  readonly end?: End;
}

/** In the order in which they were armed. */
export function foldJournal(entries: readonly JournalEntry[]): readonly Change[] {
  const changes = new Map<string, { armed: Armed; done: Map<HostId, number>; end?: End }>();
  for (const entry of entries) {
    if (entry.kind === 'armed') {
      changes.set(entry.id, { armed: entry, done: new Map() });
      continue;
    }
    const change = changes.get(entry.id);
    if (change === undefined) continue;
    if (entry.kind === 'progress') change.done.set(entry.host, entry.done);
    else change.end = entry;
  }
  return [...changes.values()];
}

/** The links that were committed and not taken apart since. */
export function standingLinks(changes: readonly Change[]): readonly Change[] {
  const undone = new Set(
    changes.filter(isCommitted).flatMap(({ armed }) => (armed.undoes === undefined ? [] : [armed.undoes])),
  );
  return changes.filter(
    (change) => isCommitted(change) && change.armed.intent.kind === 'link' && !undone.has(change.armed.id),
  );
}

/** Interrupted, or ended with a host not as before: both may be rolled back later. */
export function unfinishedChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ end }) => end === undefined || end.end === 'diverged');
}

function isCommitted({ end }: Change): boolean {
  return end?.end === 'committed';
}
