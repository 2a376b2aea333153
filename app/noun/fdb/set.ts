/** Which entries somebody set. */
import { isGroupMac } from '../../base/ip.ts';
import { rowOfKey } from '../draft.ts';
import { defaultEntry } from '../link/add.ts';
import { linkKey } from '../link/row.ts';
import type { Tables } from '../snapshot.ts';
import type { FdbEntry } from './row.ts';

/** Not learned (but for what a control plane learned), not the bridge's own entry for a port's address, not a multicast list. */
export function isSetEntry(tables: Tables, row: FdbEntry): boolean {
  const stays = row.state === 'permanent' || row.state === 'static' || row.flags.includes('extern_learn');
  if (!stays) return false;
  const link = rowOfKey(tables.link, linkKey(row.netns, row.dev));
  if (row.nhid !== undefined) return true;
  if (row.dst === undefined && (link?.mac === row.mac || isGroupMac(row.mac))) return false;
  return !(row.dst === undefined && link?.kind === 'bridge' && row.state === 'permanent');
}

/** The same, and not a vxlan's default destination. */
export function isOwnEntry(tables: Tables, row: FdbEntry): boolean {
  const link = rowOfKey(tables.link, linkKey(row.netns, row.dev));
  return isSetEntry(tables, row) && (link === undefined || defaultEntry(link)?.key !== row.key);
}
