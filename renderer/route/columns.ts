import type { ColumnContext } from '../columns.ts';
import { devColumn, ipColumn, netnsColumn } from '../columns.ts';
import type { RowIn } from '../feed-rows.ts';
import { ipOrder } from '../order.ts';
import type { Column } from '../ui/table-column.ts';

export type RouteRow = RowIn<'route'>;

/** Routes of every table, with several next hops in one cell. */
export function routeColumns(context: ColumnContext): readonly Column<RouteRow>[] {
  const { facts } = context;
  return [
    {
      id: 'dst',
      title: 'Destination',
      explain: 'Packets to this prefix take the route; default matches what nothing else does.',
      width: 170,
      mono: true,
      text: (row) => row.dst,
      order: (row) => ipOrder(row.dst),
    },
    ipColumn(facts, {
      id: 'gateway',
      title: 'Gateway',
      explain: 'The next router; empty when the destination is on the device itself.',
      width: 130,
      grow: true,
      ip: (row) => row.gateway,
    }),
    { ...devColumn(context, 'The device packets leave through.'), text: deviceText },
    {
      id: 'prefsrc',
      yields: 4,
      title: 'Source',
      explain: 'The address the host uses as its own on this route.',
      width: 130,
      mono: true,
      text: (row) => row.prefsrc ?? '',
      order: (row) => ipOrder(row.prefsrc),
    },
    {
      id: 'type',
      yields: 5,
      title: 'Type',
      explain: 'unicast is a usual route; blackhole, unreachable and prohibit drop packets; local is the host itself.',
      width: 88,
      look: 'weak',
      text: (row) => row.type,
    },
    {
      id: 'protocol',
      yields: 3,
      title: 'Set by',
      explain: 'kernel: follows from an address · static or boot: by hand · dhcp, bgp, …: by that program.',
      width: 76,
      text: (row) => row.protocol ?? '',
    },
    {
      id: 'metric',
      yields: 2,
      title: 'Metric',
      explain: 'Among routes to one prefix the lowest wins.',
      width: 64,
      align: 'end',
      mono: true,
      text: (row) => String(row.metric ?? ''),
      order: (row) => row.metric,
    },
    {
      id: 'flags',
      yields: 1,
      title: 'Flags',
      explain: 'onlink: the gateway is reached directly though no address says so · linkdown, dead: not used now.',
      width: 84,
      look: 'weak',
      text: (row) => row.flags.join(' '),
    },
    {
      id: 'table',
      yields: 6,
      title: 'Table',
      explain: 'The routing table: main, local, default, or another that rules choose.',
      width: 70,
      text: (row) => row.table,
    },
    {
      id: 'scope',
      title: 'Scope',
      explain: 'link: reached directly · host: the host itself · global: through a gateway.',
      width: 72,
      spare: true,
      text: (row) => row.scope ?? '',
    },
    {
      id: 'nhid',
      title: 'Nexthop',
      explain: 'The nexthop object that says where the route leads, instead of a gateway of its own.',
      width: 72,
      align: 'end',
      mono: true,
      spare: true,
      text: (row) => String(row.nhid ?? ''),
      order: (row) => row.nhid,
    },
    netnsColumn(context),
  ];
}

function deviceText(row: RouteRow): string {
  if (row.dev !== undefined) return row.dev;
  return row.nexthops.map((hop) => [hop.gateway, hop.dev].filter(Boolean).join(' ')).join(', ');
}
