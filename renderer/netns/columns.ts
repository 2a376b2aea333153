import type { ColumnContext } from '../columns.ts';
import type { LinkRow } from '../facts.ts';
import type { RowIn } from '../feed-rows.ts';
import { ipOrder } from '../order.ts';
import type { Column } from '../ui/table-column.ts';

export type NetnsRow = RowIn<'netns'>;

/** The named network namespaces of a host and what is in them. */
export function netnsColumns({ host, facts }: ColumnContext): readonly Column<NetnsRow>[] {
  const links = (row: NetnsRow): readonly LinkRow[] => facts.linksIn(host, row.name);
  const addresses = (row: NetnsRow): string[] =>
    links(row).flatMap((link) =>
      facts
        .addresses(host, link.netns, link.name)
        .filter(({ scope }) => scope === 'global')
        .map((one) => `${one.local}/${one.prefixlen}`),
    );
  return [
    {
      id: 'name',
      title: 'Name',
      explain: 'The namespace, as ip netns lists it (/run/netns).',
      width: 140,
      mono: true,
      text: (row) => row.name,
    },
    {
      id: 'links',
      title: 'Links',
      explain: 'The devices inside it.',
      width: 200,
      grow: true,
      mono: true,
      text: (row) =>
        links(row)
          .map(({ name }) => name)
          .join(', '),
      order: (row) => links(row).length,
    },
    {
      id: 'addresses',
      title: 'Addresses',
      explain: 'The IP addresses inside it, without loopback and link-local.',
      width: 220,
      grow: true,
      mono: true,
      text: (row) => addresses(row).join(', '),
      order: (row) => ipOrder(addresses(row)[0]),
    },
    {
      id: 'gateway',
      title: 'Default route',
      explain: 'Where packets leave that match no other route.',
      width: 130,
      mono: true,
      text: (row) => facts.defaultRoute(host, row.name)?.gateway ?? '',
      order: (row) => ipOrder(facts.defaultRoute(host, row.name)?.gateway),
      place: (row) => {
        const route = facts.defaultRoute(host, row.name);
        return route && { page: 'routes', host, key: route.key };
      },
    },
    {
      id: 'nsid',
      yields: 1,
      title: 'Id',
      explain: 'The number by which the host’s own namespace refers to it; empty until something needed one.',
      width: 60,
      align: 'end',
      mono: true,
      text: (row) => String(row.nsid ?? ''),
      order: (row) => row.nsid,
    },
  ];
}
