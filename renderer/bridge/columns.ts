import type { ColumnContext } from '../columns.ts';
import { linkPlace, macColumn, netnsColumn, stateColumn } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import { ipOrder } from '../order.ts';
import type { Column } from '../ui/table-column.ts';

/** The bridges of a host, their ports and what they carry. */
export function bridgeColumns(context: ColumnContext): readonly Column<LinkRow>[] {
  const { host, facts } = context;
  const ports = (row: LinkRow): readonly LinkRow[] => facts.ports(host, row.netns, row.name);
  const addresses = (row: LinkRow): string[] =>
    facts.addresses(host, row.netns, row.name).map((one) => `${one.local}/${one.prefixlen}`);
  return [
    {
      id: 'name',
      title: 'Name',
      explain: 'The bridge; a press leads to its link.',
      width: 112,
      mono: true,
      text: (row) => row.name,
      place: (row) => linkPlace(host, row),
    },
    stateColumn(),
    {
      id: 'ports',
      title: 'Ports',
      explain: 'The devices plugged into this bridge.',
      width: 200,
      grow: true,
      mono: true,
      text: (row) =>
        ports(row)
          .map(({ name }) => name)
          .join(', '),
      order: (row) => ports(row).length,
    },
    {
      id: 'vni',
      title: 'VNI',
      explain: 'The VNI of the vxlan port: the overlay this bridge belongs to.',
      width: 92,
      look: 'vni',
      text: (row) => String(vxlanPort(ports(row))?.vxlan?.vni ?? ''),
      order: (row) => vxlanPort(ports(row))?.vxlan?.vni,
      place: (row) => {
        const port = vxlanPort(ports(row));
        return port && { page: 'vxlan', host, key: port.key };
      },
    },
    {
      id: 'addresses',
      title: 'Addresses',
      explain: 'The IP addresses of the bridge itself: often its subnet’s gateway.',
      width: 150,
      mono: true,
      text: (row) => addresses(row).join(', '),
      order: (row) => ipOrder(addresses(row)[0]),
    },
    { ...macColumn(context, 'The bridge’s own hardware address.'), yields: 3 },
    {
      id: 'mtu',
      yields: 2,
      title: 'MTU',
      explain: 'Largest packet in bytes; the smallest of its ports decides.',
      width: 60,
      align: 'end',
      mono: true,
      text: (row) => String(row.mtu),
      order: (row) => row.mtu,
    },
    {
      id: 'stp',
      yields: 4,
      title: 'STP',
      explain: 'Spanning tree protocol: blocks ports that would close a loop.',
      width: 56,
      text: (row) => onOff(row.bridge?.stp),
    },
    {
      id: 'vlan',
      yields: 5,
      title: 'VLANs',
      explain: 'VLAN filtering: whether ports are separated by VLAN tags.',
      width: 64,
      text: (row) => onOff(row.bridge?.vlanFiltering),
    },
    {
      id: 'ageing',
      title: 'Ageing s',
      explain: 'Seconds after which a learned MAC address is forgotten.',
      width: 76,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.bridge?.ageing ?? ''),
      order: (row) => row.bridge?.ageing,
    },
    netnsColumn(context),
  ];
}

function vxlanPort(ports: readonly LinkRow[]): LinkRow | undefined {
  return ports.find((port) => port.vxlan !== undefined);
}

function onOff(value: boolean | undefined): string {
  return value === undefined ? '' : value ? 'on' : 'off';
}
