import { FLOOD_MAC } from '../../app/noun/fdb/row.ts';
import { adding, changing } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import { pasting } from '../edit/paste-form.ts';
import type { Removal, TableEdits } from '../edit/table-edits.ts';
import type { FdbRow } from './columns.ts';
import { fdbForm } from './form.ts';

const FLOOD = 'A flood entry is only a destination: add another one and delete this';
const GROUP = 'It points to a nexthop group, which is not changed here';

/** Adding, changing and deleting FDB entries. */
export function fdbEdits(context: EditContext): TableEdits<FdbRow> {
  const { host } = context;
  return {
    noun: ['FDB entry', 'FDB entries'],
    add: [adding(host, 'FDB entry', () => fdbForm(context))],
    more: [pasting(context, 'fdb', ['FDB entry', 'FDB entries'])],
    edit: (row) => {
      const why = row.nhid !== undefined ? GROUP : row.mac === FLOOD_MAC ? FLOOD : undefined;
      return [changing(host, 'FDB entry', row.mac, () => fdbForm(context, row), why)];
    },
    remove: fdbRemoval,
  };
}

/** All that names the entry, so that no other one of the same MAC goes with it. */
export function fdbRemoval(row: FdbRow): Removal {
  const { netns, dev, mac, dst, port, vni, srcVni, via, vlan, master } = row;
  if (row.nhid !== undefined) return { why: GROUP };
  const named = Object.entries({ dst, port, vni, srcVni, via, vlan }).filter(([, value]) => value !== undefined);
  const owner = master === undefined ? 'self' : 'master';
  return { item: { noun: 'fdb', verb: 'del', netns, dev, mac, ...Object.fromEntries(named), owner } };
}
