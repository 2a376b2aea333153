import type { HistoryEntry } from '../../app/contract/history.ts';
import type { Column, Tone } from '../ui/table-column.ts';
import { nameOf } from '../words.ts';

export type HistoryRow = HistoryEntry & { readonly key: string };

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Today’s time, or the day and the time. */
function whenText(at: number, now: number): string {
  return day.format(at) === day.format(now) ? time.format(at) : `${day.format(at)}, ${time.format(at)}`;
}

/** How a change ended, in one or two words. */
export function endWord({ end, undoneBy, stands }: Pick<HistoryEntry, 'end' | 'undoneBy' | 'stands'>): string {
  if (undoneBy !== undefined || ((end === 'committed' || end === 'kept') && !stands)) return 'taken back';
  return {
    committed: 'done',
    'rolled-back': 'rolled back',
    diverged: 'half-way',
    kept: 'kept half-way',
    none: 'interrupted',
  }[end ?? 'none'];
}

export function endTone(entry: Pick<HistoryEntry, 'end' | 'undoneBy' | 'stands'>): Tone {
  if (entry.end === 'committed') return entry.stands ? 'up' : 'down';
  return entry.end === 'rolled-back' ? 'down' : entry.end === 'kept' ? 'stale' : 'problem';
}

/** What the history says of a change; the host's column only where there are several. */
export function historyColumns(all: boolean): readonly Column<HistoryRow>[] {
  const columns: readonly Column<HistoryRow>[] = [
    {
      id: 'time',
      title: 'When',
      explain: 'When it was applied, in local time.',
      width: 100,
      text: (row) => whenText(row.at, Date.now()),
      order: (row) => row.at,
    },
    { id: 'title', title: 'Change', explain: 'What was asked for.', width: 190, grow: true, text: (row) => row.title },
    {
      id: 'hosts',
      title: 'Hosts',
      explain: 'Where it was applied.',
      width: 110,
      yields: 1,
      text: (row) => row.hosts.map(nameOf).join(', '),
    },
    { id: 'user', title: 'By', explain: 'Who applied it.', width: 64, yields: 2, text: (row) => row.user },
    {
      id: 'steps',
      title: 'Steps',
      explain: 'How many commands it planned.',
      width: 64,
      align: 'end',
      mono: true,
      yields: 3,
      text: (row) => String(row.steps),
      order: (row) => row.steps,
    },
    {
      id: 'end',
      title: 'Outcome',
      explain:
        'done · taken back: undone since · rolled back: failed, and everything was put back · half-way: not everything could be put back.',
      width: 96,
      look: 'state',
      text: endWord,
      tone: endTone,
    },
  ];
  return columns.filter(({ id }) => all || id !== 'hosts');
}
