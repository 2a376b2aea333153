import type { ColumnContext } from '../columns.ts';
import { bridgePlace, ipColumn, linkPlace, macColumn, netnsColumn, stateColumn } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import type { Column } from '../ui/table-column.ts';
import { countText } from '../words.ts';
import { farEnds, farEndsText } from './far-ends.ts';
import { vxlanOptionColumns } from './option-columns.ts';

/** The vxlan devices of a host, with every option iproute2 prints. */
export function vxlanColumns(context: ColumnContext): readonly Column<LinkRow>[] {
  return [...mainColumns(context), ...vxlanOptionColumns()];
}

function mainColumns(context: ColumnContext): readonly Column<LinkRow>[] {
  const { host, facts } = context;
  return [
    {
      id: 'name',
      title: 'Name',
      explain: 'The vxlan device; a press leads to its link.',
      width: 100,
      mono: true,
      text: (row) => row.name,
      place: (row) => linkPlace(host, row),
    },
    vniColumn(),
    stateColumn(),
    ipColumn(facts, {
      id: 'local',
      title: 'Local VTEP',
      explain: 'The underlay address this end of the tunnel sends from (VTEP: VXLAN tunnel endpoint).',
      width: 120,
      ip: (row) => row.vxlan?.local,
    }),
    {
      id: 'remote',
      title: 'Remote VTEPs',
      explain:
        'Where frames for everyone go: the device’s own remote or group, and the destinations of its flood entries.',
      width: 150,
      grow: true,
      mono: true,
      text: (row) => farEndsText(farEnds(context, row)),
      place: (row) => {
        const owner = facts.owner(farEnds(context, row)[0]);
        return owner && linkPlace(owner.host, owner.link);
      },
    },
    {
      id: 'port',
      title: 'Port',
      explain: 'UDP destination port: 4789 by standard, 8472 by old kernels and flannel. Both ends must agree.',
      width: 60,
      align: 'end',
      mono: true,
      text: (row) => String(row.vxlan?.dstport ?? ''),
      order: (row) => row.vxlan?.dstport,
    },
    {
      id: 'underlay',
      yields: 3,
      title: 'Underlay',
      explain: 'The device the tunnel’s packets leave through.',
      width: 88,
      mono: true,
      text: (row) => row.vxlan?.dev ?? '',
      place: (row) => linkPlace(host, facts.link(host, row.netns, row.vxlan?.dev)),
    },
    {
      id: 'bridge',
      yields: 1,
      title: 'Bridge',
      explain: 'The bridge this device is a port of.',
      width: 88,
      mono: true,
      text: (row) => row.master ?? '',
      place: (row) => bridgePlace(host, row.netns, row.master),
    },
    {
      id: 'mtu',
      yields: 2,
      title: 'MTU',
      explain: 'Largest packet inside the tunnel: underlay minus 50 bytes, minus 70 over IPv6.',
      width: 64,
      align: 'end',
      mono: true,
      text: (row) => String(row.mtu),
      order: (row) => row.mtu,
    },
    learningColumn(),
    netnsColumn(context),
    { ...macColumn(context, 'The device’s own hardware address.'), spare: true },
    fdbCountColumn(context),
  ];
}

function vniColumn(): Column<LinkRow> {
  return {
    id: 'vni',
    title: 'VNI',
    explain:
      'VXLAN network identifier: which overlay the device belongs to. The same colour means the same VNI on every page.',
    width: 92,
    look: 'vni',
    text: (row) => (row.vxlan ? String(row.vxlan.vni) : ''),
    order: (row) => row.vxlan?.vni,
  };
}

function learningColumn(): Column<LinkRow> {
  return {
    id: 'learning',
    yields: 4,
    title: 'Learning',
    explain: 'Whether the device learns from received packets which MAC address is behind which VTEP.',
    width: 76,
    text: (row) => (row.vxlan?.learning === undefined ? '' : row.vxlan.learning ? 'on' : 'off'),
  };
}

function fdbCountColumn({ host, facts }: ColumnContext): Column<LinkRow> {
  const count = (row: LinkRow): number => facts.fdb(host, row.netns, row.name).count;
  return {
    id: 'entries',
    title: 'FDB entries',
    explain: 'How many entries the forwarding database holds for this device.',
    width: 92,
    align: 'end',
    mono: true,
    spare: true,
    text: (row) => countText(count(row)),
    order: count,
  };
}
