import { vidText } from '../../app/noun/vlan/row.ts';
import { bridgePlace, linkPlace, netnsColumn, type ColumnContext } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import type { RowIn } from '../feed-rows.ts';
import type { Column } from '../ui/table-column.ts';

export type BridgeVlanRow = RowIn<'vlan'>;

/** The bridge of a row: that of the port, or the device itself. */
export function bridgeOf({ host, facts }: ColumnContext, { netns, dev }: BridgeVlanRow): LinkRow | undefined {
  const link = facts.link(host, netns, dev);
  return link?.kind === 'bridge' ? link : facts.link(host, netns, link?.master);
}

/** Which VLANs pass which port, and what becomes of frames without a tag. */
export function bridgeVlanColumns(context: ColumnContext): readonly Column<BridgeVlanRow>[] {
  const { host, facts } = context;
  return [
    {
      id: 'port',
      title: 'Port',
      explain: 'The port of the bridge, or the bridge itself for what its own device takes in and sends.',
      width: 140,
      mono: true,
      text: (row) => row.dev,
      place: (row) => linkPlace(host, facts.link(host, row.netns, row.dev)),
    },
    {
      id: 'bridge',
      title: 'Bridge',
      explain: 'The bridge whose port it is.',
      width: 120,
      mono: true,
      text: (row) => bridgeName(context, row),
      place: (row) => bridgePlace(host, row.netns, bridgeOf(context, row)?.name),
    },
    {
      id: 'vlans',
      title: 'VLANs',
      explain: 'The VLAN, 1 to 4094, or a range of them with the same settings.',
      width: 110,
      align: 'end',
      mono: true,
      text: vidText,
      order: (row) => row.vid,
    },
    {
      id: 'pvid',
      title: 'PVID',
      explain:
        'The VLAN of frames that come in without a tag: a port has one at most, and without one such frames are dropped.',
      width: 90,
      text: (row) => (row.pvid ? 'PVID' : ''),
    },
    {
      id: 'egress',
      title: 'Leaves',
      explain: 'Whether frames of this VLAN go out through the port with their tag or without.',
      width: 120,
      text: (row) => (row.untagged ? 'untagged' : 'tagged'),
    },
    {
      id: 'filtered',
      title: 'Filtered',
      explain:
        'Whether the bridge looks at VLANs at all: without VLAN filtering the entry stands in the table and waits.',
      width: 200,
      grow: true,
      text: (row) =>
        isFiltered(context, row) ? 'yes' : `no: ${bridgeOf(context, row)?.name ?? 'the bridge'} does not filter`,
      look: 'state',
      tone: (row) => (isFiltered(context, row) ? 'up' : 'stale'),
    },
    netnsColumn(context),
  ];
}

function bridgeName(context: ColumnContext, row: BridgeVlanRow): string {
  const name = bridgeOf(context, row)?.name;
  return name === row.dev ? 'itself' : (name ?? '');
}

function isFiltered(context: ColumnContext, row: BridgeVlanRow): boolean {
  return bridgeOf(context, row)?.bridge?.vlanFiltering ?? false;
}
