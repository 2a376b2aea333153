import { FLOOD_MAC } from '../../app/noun/fdb/row.ts';
import type { ColumnContext } from '../columns.ts';
import { bridgePlace, devColumn, ipColumn, macColumn, netnsColumn, ownerColumn } from '../columns.ts';
import type { RowIn } from '../feed-rows.ts';
import type { Column } from '../ui/table-column.ts';

export type FdbRow = RowIn<'fdb'>;

/** The forwarding database, joined with what the device is and whose the far end is. */
export function fdbColumns(context: ColumnContext): readonly Column<FdbRow>[] {
  const { host, facts } = context;
  return [
    macColumn(context, 'The address of the frame’s destination. All zeros is the flood entry.'),
    {
      id: 'meaning',
      title: 'Meaning',
      explain:
        'flood: where broadcast and unknown addresses go · remote: behind a VTEP · port: behind a port of the bridge · own: the device’s own · group: multicast.',
      width: 76,
      look: 'weak',
      text: (row) => fdbMeaning(row),
    },
    devColumn(context, 'The device whose forwarding database holds the entry.'),
    {
      id: 'kind',
      title: 'Kind',
      explain: 'What kind of device it is.',
      width: 100,
      look: 'kind',
      spare: true,
      text: (row) => facts.link(host, row.netns, row.dev)?.kind ?? '',
    },
    {
      id: 'vni',
      title: 'VNI',
      explain: 'The overlay: the entry’s own VNI, or the one of its vxlan device.',
      width: 92,
      look: 'vni',
      text: (row) => String(vniOf(context, row) ?? ''),
      order: (row) => vniOf(context, row),
    },
    ipColumn(facts, {
      id: 'dst',
      title: 'VTEP',
      explain: 'The far end of the tunnel: frames for this MAC are sent to this underlay address.',
      width: 128,
      grow: true,
      ip: (row) => row.dst,
    }),
    {
      ...ownerColumn(
        facts,
        'host',
        'On host',
        'The host that owns the VTEP address, when it is one of yours.',
        (row) => row.dst,
      ),
      yields: 3,
    },
    {
      id: 'master',
      yields: 1,
      title: 'Bridge',
      explain: 'Set when the entry is the bridge’s own: behind which port the address is.',
      width: 84,
      mono: true,
      text: (row) => row.master ?? '',
      place: (row) => bridgePlace(host, row.netns, row.master),
    },
    {
      id: 'state',
      yields: 4,
      title: 'State',
      explain:
        'permanent: set by hand or by a program · static · stale; learned entries say nothing in ip, and learned here.',
      width: 92,
      text: (row) => row.state || 'learned',
    },
    {
      id: 'vlan',
      title: 'VLAN',
      explain: 'The VLAN the entry is for, on a bridge that filters by VLAN.',
      width: 56,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.vlan ?? ''),
      order: (row) => row.vlan,
    },
    {
      id: 'port',
      title: 'UDP port',
      explain: 'Set when this far end listens on another port than the device’s.',
      width: 72,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.port ?? ''),
      order: (row) => row.port,
    },
    {
      id: 'nhid',
      title: 'Nexthop',
      explain: 'Nexthop group that the entry points to instead of one VTEP.',
      width: 72,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.nhid ?? ''),
      order: (row) => row.nhid,
    },
    {
      id: 'flags',
      yields: 5,
      title: 'Flags',
      explain:
        'self: the device’s own table · extern_learn: put there by a control plane · sticky: does not move · offload: in hardware.',
      width: 100,
      look: 'weak',
      text: (row) => row.flags.join(' '),
    },
    netnsColumn(context),
  ];
}

/** What an entry is for, in one word. */
export function fdbMeaning(row: FdbRow): string {
  if (row.mac === FLOOD_MAC) return 'flood';
  if (row.dst !== undefined || row.nhid !== undefined) return 'remote';
  if (isGroup(row.mac)) return 'group';
  if (row.master !== undefined) return row.state === 'permanent' ? 'own' : 'port';
  return 'own';
}

function vniOf({ host, facts }: ColumnContext, row: FdbRow): number | undefined {
  return row.vni ?? facts.link(host, row.netns, row.dev)?.vxlan?.vni;
}

/** The lowest bit of the first byte marks a group (multicast) address. */
function isGroup(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
