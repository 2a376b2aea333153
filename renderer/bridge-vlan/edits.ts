import { canFilterVlans } from '../../app/noun/vlan/row.ts';
import { adding, changing, rowAdding } from '../edit/doables.ts';
import type { EditContext } from '../edit/edit-context.ts';
import type { Doable } from '../edit/edit-form.ts';
import type { TableEdits } from '../edit/table-edits.ts';
import type { LinkRow } from '../facts.ts';
import { vidText } from '../../app/noun/vlan/row.ts';
import type { HostTables } from '../feed-rows.ts';
import type { BridgeVlanRow } from './columns.ts';
import { bridgeVlanForm, changeVlanForm } from './form.ts';

/** Adding, changing and deleting VLANs. */
export function bridgeVlanEdits(context: EditContext): TableEdits<BridgeVlanRow> {
  const { host, tables } = context;
  const bridgeless = [...tables.link.values()].every(({ kind }) => kind !== 'bridge');
  const why = withoutVlans(tables) ?? (bridgeless ? `${host.name} has no bridge yet` : undefined);
  return {
    noun: ['VLAN', 'VLANs'],
    add: [{ ...adding(host, 'VLAN', () => bridgeVlanForm(context), 'bridge'), why }],
    edit: (row) => [changing(host, 'VLAN', `${vidText(row)} of ${row.dev}`, () => changeVlanForm(context, row))],
    remove: ({ netns, dev, vid, vidEnd }) => ({
      item: { noun: 'vlan', verb: 'del', netns, dev, vid, ...(vidEnd === vid ? {} : { vidEnd }) },
    }),
  };
}

/** *Add VLAN…* among the deeds of a port or a bridge. */
export function vlanDeed(context: EditContext, link: LinkRow): Doable {
  const one = rowAdding(adding(context.host, 'VLAN', () => bridgeVlanForm(context, link), 'bridge'));
  return { ...one, why: withoutVlans(context.tables) };
}

/** Why a host's bridges cannot have VLANs. */
export function withoutVlans(tables: HostTables): string | undefined {
  return canFilterVlans(tables.link.values()) === false
    ? 'This host’s kernel was built without VLAN filtering'
    : undefined;
}
