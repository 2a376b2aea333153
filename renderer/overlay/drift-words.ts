import type { DriftView } from '../../app/contract/overlay-view.ts';
import type { TableName } from '../../app/noun/snapshot.ts';
import type { HostPage, HostPlace } from '../place.ts';

/** The page that shows a table's rows. */
const PAGE_OF: Partial<Readonly<Record<TableName, HostPage>>> = {
  link: 'links',
  netns: 'netns',
  fdb: 'fdb',
  neighbour: 'neighbours',
  route: 'routes',
  address: 'links',
};

/** Where an entry that drifted can be looked at: its row, or the table where it is missing. */
export function placeOfDrift({ host, table, row }: DriftView): HostPlace {
  const page = PAGE_OF[table] ?? 'overview';
  const hasRow = row !== undefined && table !== 'address';
  return hasRow && PAGE_OF[table] !== undefined ? { page, host, key: row } : { page, host };
}

export const KIND_WORDS = { missing: 'missing', extra: 'too much', different: 'different' } as const;
