import type { HistoryEntry } from '../../app/contract/history.ts';
import { editing } from '../edit/editing.svelte.ts';

/** Takes back one change, or without one this user's last; the plan is made from the hosts as they are today. */
export function askUndo(entry?: Pick<HistoryEntry, 'id' | 'title'>): void {
  editing.open({
    title: entry === undefined ? 'Undo the last change' : `Undo: ${entry.title}`,
    named: entry === undefined,
    verb: 'Undo',
    done: 'The change was taken back.',
    intent: () => ({ kind: 'undo', ...(entry === undefined ? {} : { entryId: entry.id }) }),
  });
}

/** Why a change cannot be taken back; nothing when it can. */
export function undoWhy(entry: HistoryEntry): string | undefined {
  if (entry.stands) return undefined;
  if (entry.undoneBy !== undefined) return 'It was taken back already';
  switch (entry.end) {
    case undefined:
      return 'It was interrupted or still runs: settle it by the bar on top of the window';
    case 'rolled-back':
      return 'It failed and was rolled back, so nothing of it is left';
    case 'diverged':
      return 'It ended half-way; what is there now is not what it planned';
    case 'kept':
      return 'It was interrupted and kept as it was';
    case 'committed':
      return 'It was taken back already';
  }
}
