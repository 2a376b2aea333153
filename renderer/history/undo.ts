import type { HistoryEntry } from '../../app/contract/history.ts';
import type { EditForm, FormField } from '../edit/edit-form.ts';
import { editing } from '../edit/editing.svelte.ts';

const REACHABLE: FormField = {
  id: 'reachableOnly',
  label: 'Only on hosts that are connected',
  kind: 'toggle',
  standard: 'off',
  wide: true,
  explain:
    'Hosts that cannot be read now keep it, and it stays undoable there; else nothing is taken back while one is away.',
};

/** Where a change has several hosts, one of them may be away. */
const REACHABLE_FORM: EditForm = { start: {}, fields: () => [REACHABLE], items: () => [] };

/** Takes back one change, or without one this user's last; the plan is made from the hosts as they are today. */
export function askUndo(entry?: Pick<HistoryEntry, 'id' | 'title' | 'hosts'>): void {
  editing.open({
    title: entry === undefined ? 'Undo the last change' : `Undo: ${entry.title}`,
    named: entry === undefined,
    verb: 'Undo',
    done: 'The change was taken back.',
    ...((entry?.hosts.length ?? 0) > 1 && { form: REACHABLE_FORM }),
    intent: ({ reachableOnly }) => ({
      kind: 'undo',
      ...(entry !== undefined && { entryId: entry.id }),
      ...(reachableOnly === 'on' && { reachableOnly: true }),
    }),
  });
}

/** Takes back this user's last undo. */
export function askRedo(): void {
  editing.open({
    title: 'Redo what was undone last',
    named: true,
    verb: 'Redo',
    done: 'The change was made again.',
    intent: () => ({ kind: 'undo', redo: true }),
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
    case 'committed':
      return 'It was taken back already';
  }
}
