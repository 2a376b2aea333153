import { adding, rowAdding } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { TableEdits } from '../edit/table-edits.ts';
import { endpointForm } from '../endpoint/form.ts';
import type { NetnsRow } from './columns.ts';
import { netnsForm } from './form.ts';

/** Adding and deleting namespaces; one has nothing to change but what is in it. */
export function netnsEdits(context: EditContext): TableEdits<NetnsRow> {
  const { host } = context;
  return {
    noun: ['namespace', 'namespaces'],
    add: [adding(host, 'namespace', netnsForm, 'netns'), adding(host, 'endpoint', () => endpointForm(context), 'veth')],
    edit: (row) => [rowAdding(adding(host, 'endpoint', () => endpointForm(context, { netns: row.name }), 'veth'))],
    remove: (row) => ({ item: { noun: 'netns', verb: 'del', name: row.name } }),
  };
}
