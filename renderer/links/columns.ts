import type { ColumnContext } from '../columns.ts';
import { bridgePlace, linkPlace, macColumn, netnsColumn, stateColumn } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import { ipOrder } from '../order.ts';
import type { Column } from '../ui/table-column.ts';
import { netnsName } from '../words.ts';

/** Every network device of a host. */
export function linkColumns(context: ColumnContext): readonly Column<LinkRow>[] {
  return [...mainColumns(context), ...spareColumns(context)];
}

function mainColumns(context: ColumnContext): readonly Column<LinkRow>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      explain: 'The device, as ip link names it.',
      width: 120,
      mono: true,
      text: (row) => row.name,
    },
    {
      id: 'kind',
      title: 'Kind',
      explain: 'What kind of device it is: vxlan, bridge, veth, or the link type for hardware.',
      width: 104,
      look: 'kind',
      text: (row) => row.kind,
    },
    stateColumn(),
    addressesColumn(context),
    { ...macColumn(context, 'The device’s own hardware address.'), yields: 3 },
    {
      id: 'mtu',
      yields: 2,
      title: 'MTU',
      explain: 'Largest packet in bytes that the device takes. VXLAN needs 50 less than the underlay (70 over IPv6).',
      width: 60,
      align: 'end',
      mono: true,
      text: (row) => String(row.mtu),
      order: (row) => row.mtu,
    },
    {
      id: 'master',
      title: 'Port of',
      explain: 'The bridge, bond or VRF this device is a port of.',
      width: 96,
      mono: true,
      text: (row) => row.master ?? '',
      place: (row) => bridgePlace(context.host, row.netns, row.master),
    },
    peerColumn(context),
    netnsColumn(context),
  ];
}

function addressesColumn({ host, facts }: ColumnContext): Column<LinkRow> {
  const of = (row: LinkRow): string[] =>
    facts.addresses(host, row.netns, row.name).map((one) => `${one.local}/${one.prefixlen}`);
  return {
    id: 'addresses',
    title: 'Addresses',
    explain: 'The IP addresses on the device, with their prefix lengths.',
    width: 168,
    grow: true,
    mono: true,
    text: (row) => of(row).join(', '),
    order: (row) => ipOrder(of(row)[0]),
  };
}

function peerColumn({ host, facts }: ColumnContext): Column<LinkRow> {
  return {
    id: 'peer',
    yields: 1,
    title: 'Peer',
    explain: 'The other end of a veth pair, or the device below; after @ its namespace when that is another.',
    width: 128,
    mono: true,
    text: (row) => {
      const peer = facts.peer(host, row);
      if (!peer) return row.peer ?? '';
      return peer.netns === row.netns ? peer.name : `${peer.name} @ ${netnsName(peer.netns)}`;
    },
    place: (row) => linkPlace(host, facts.peer(host, row)),
  };
}

function spareColumns(_: ColumnContext): readonly Column<LinkRow>[] {
  return [
    {
      id: 'index',
      title: 'Index',
      explain: 'The number by which the kernel knows the device in its namespace.',
      width: 64,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.ifindex),
      order: (row) => row.ifindex,
    },
    {
      id: 'vni',
      title: 'VNI',
      explain: 'VXLAN network identifier: which overlay the device belongs to.',
      width: 84,
      look: 'vni',
      spare: true,
      text: (row) => (row.vxlan ? String(row.vxlan.vni) : ''),
      order: (row) => row.vxlan?.vni,
    },
    {
      id: 'operstate',
      title: 'Oper state',
      explain: 'The operational state exactly as the kernel says it.',
      width: 110,
      spare: true,
      text: (row) => row.operstate,
    },
    {
      id: 'alias',
      title: 'Alias',
      explain: 'Free text set on the device (ip link set alias).',
      width: 140,
      spare: true,
      text: (row) => row.alias ?? '',
    },
    {
      id: 'altnames',
      title: 'Other names',
      explain: 'Alternative names of the device.',
      width: 140,
      mono: true,
      spare: true,
      text: (row) => row.altnames.join(', '),
    },
    {
      id: 'group',
      title: 'Group',
      explain: 'The device group (ip-link(8)).',
      width: 80,
      spare: true,
      text: (row) => row.group ?? '',
    },
    {
      id: 'portstate',
      title: 'Port state',
      explain: 'What the bridge says of this port: forwarding, learning, blocking, disabled.',
      width: 96,
      spare: true,
      text: (row) => row.port?.state ?? '',
    },
  ];
}
