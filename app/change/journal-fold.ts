/** Journal lines → the changes, each with its last word. */
import { amended } from './amended.ts';
import type { Change, Folding } from './journal-change.ts';
import type { Armed, JournalEntry } from './journal-entry.ts';
import { GroupFold, isPart } from './journal-group.ts';

/** In the order in which they were armed. */
export function foldJournal(entries: readonly JournalEntry[]): readonly Change[] {
  const changes = new Map<string, Folding>();
  const groups = new GroupFold();
  for (const entry of entries) {
    if (entry.kind === 'stated') groups.stated(entry);
    else if (entry.kind !== 'armed') addTo(groups.of(entry.id) ?? changes.get(entry.id), entry, groups);
    else if (isPart(entry)) changes.set(entry.group, groups.add(entry));
    else changes.set(entry.id, newFolding(entry));
  }
  groups.close([...changes.values()]);
  return [...changes.values()];
}

function newFolding(armed: Armed): Folding {
  return { armed, ids: [armed.id], done: new Map(), ends: new Map(), commands: [] };
}

type About = Exclude<JournalEntry, { kind: 'armed' | 'stated' }>;

function addTo(change: Folding | undefined, entry: About, groups: GroupFold): void {
  if (change === undefined) return;
  switch (entry.kind) {
    case 'commands':
      change.commands.push(entry);
      break;
    case 'progress':
      change.done.set(entry.host, entry.done);
      break;
    case 'host-end':
      change.ends.set(entry.host, entry.end);
      break;
    case 'amended':
      change.armed = { ...change.armed, plan: amended(change.armed.plan, entry.hosts) };
      break;
    case 'end':
      change.end = groups.endOf(change, entry);
  }
}

/** Interrupted, or ended with a host not as before: both may be rolled back later. */
export function unfinishedChanges(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ end }) => end === undefined || end.end === 'diverged');
}
