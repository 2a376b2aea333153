import type { DriftView } from '../../app/contract/overlay-view.ts';
import type { TableName } from '../../app/noun/snapshot.ts';
import type { HostPage, HostPlace } from '../place.ts';

/** The page that shows a table's rows, or what they stand on. */
const PAGE_OF: Readonly<Record<TableName, HostPage>> = {
  link: 'links',
  netns: 'netns',
  fdb: 'fdb',
  neighbour: 'neighbours',
  route: 'routes',
  rule: 'routes',
  address: 'links',
  vlan: 'bridges',
  vni: 'vxlan',
  offload: 'links',
  sysctl: 'overview',
  forward: 'overview',
  file: 'overview',
  system: 'overview',
};
/** Those whose page has a line for each row. */
const HAS_LINES: readonly TableName[] = ['link', 'netns', 'fdb', 'neighbour', 'route'];

/** Where an entry that drifted can be looked at: its row, or the page where it is missing or has no line of its own. */
export function placeOfDrift({ host, table, row }: Pick<DriftView, 'host' | 'table' | 'row'>): HostPlace {
  const page = PAGE_OF[table];
  return row !== undefined && HAS_LINES.includes(table) ? { page, host, key: row } : { page, host };
}

export const KIND_WORDS = { missing: 'missing', extra: 'too much', different: 'different' } as const;
