import { adding, changing } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import { pasting } from '../edit/paste-form.ts';
import type { Removal, TableEdits } from '../edit/table-edits.ts';
import type { NeighbourRow } from './columns.ts';
import { neighbourForm } from './form.ts';

/** Adding, changing and deleting neighbours. */
export function neighbourEdits(context: EditContext): TableEdits<NeighbourRow> {
  const { host } = context;
  return {
    noun: ['neighbour', 'neighbours'],
    add: [adding(host, 'neighbour', () => neighbourForm(context))],
    more: [pasting(context, 'neighbour', ['neighbour', 'neighbours'])],
    edit: (row) => {
      const special = row.flags.find((flag) => flag === 'proxy' || flag === 'managed');
      const why = special && `A ${special} entry has nothing to change: delete it, or add another one`;
      return [changing(host, 'neighbour', row.dst, () => neighbourForm(context, row), why)];
    },
    remove: neighbourRemoval,
  };
}

export function neighbourRemoval({ netns, dev, dst, flags }: NeighbourRow): Removal {
  const proxy = flags.includes('proxy') ? { proxy: true } : {};
  return { item: { noun: 'neighbour', verb: 'del', netns, dev, dst, ...proxy } };
}
