/** What the kernel takes along when something is removed, stopped or moved, in words. */
import type { Link } from '../noun/link/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { peerOf } from '../noun/link/rows.ts';
import { lost } from '../noun/lost.ts';
import { isOwnEntry } from '../noun/fdb/set.ts';
import { isSetNeighbour } from '../noun/neighbour/row.ts';
import { isSetAddress } from '../noun/address/row.ts';
import { isOwnRoute } from '../noun/route/steps.ts';
import type { Step } from '../noun/step.ts';

/** The other end, links above, ports that are released, addresses, routes, entries; what the kernel derives by itself is not counted. */
export function goesAlong(
  before: Tables,
  after: Tables,
  { removed, step }: { readonly removed?: Link; readonly step?: Step },
): string {
  const routes = lost(before, after, 'route').filter(isOwnRoute);
  return [
    ...linksAlong(before, after, removed, step),
    ...count(
      'address',
      'addresses',
      lost(before, after, 'address').filter((row) => isSetAddress(row) && !isOf(row, step)),
    ),
    ...count(
      'route',
      'routes',
      routes.filter(({ nhid }) => nhid === undefined),
    ),
    ...count(
      'route through a nexthop (which undo makes again without it)',
      'routes through nexthops (which undo makes again without them)',
      routes.filter(({ nhid }) => nhid !== undefined),
    ),
    ...count(
      'VLAN entry',
      'VLAN entries',
      lost(before, after, 'vlan').filter(({ pvid, untagged }) => !pvid || !untagged),
    ),
    ...count(
      'FDB entry',
      'FDB entries',
      lost(before, after, 'fdb').filter((row) => isOwnEntry(before, row)),
    ),
    ...count('neighbour', 'neighbours', lost(before, after, 'neighbour').filter(isSetNeighbour)),
  ].join(', ');
}

function linksAlong(before: Tables, after: Tables, removed?: Link, step?: Step): readonly string[] {
  // A link that moves is not lost.
  if (step?.do === 'link-set-netns') return [];
  const peer = removed === undefined ? undefined : peerOf(before, removed);
  const links = lost(before, after, 'link').filter((row) => row.key !== removed?.key && row.name !== 'lo');
  const now = new Map(after.link.map((row) => [row.key, row]));
  const isReleased = (row: Link): boolean =>
    row.netns === removed?.netns && row.master === removed.name && now.get(row.key)?.master === undefined;
  const ports = before.link.filter((row) => now.has(row.key) && isReleased(row)).map(({ name }) => name);
  return [
    ...links.map((row) => (row.key === peer?.key ? `its other end ${row.name}` : row.name)),
    ...(ports.length === 0 ? [] : [`the membership of ${ports.join(', ')}`]),
  ];
}

function isOf(row: Tables['address'][number], step: Step | undefined): boolean {
  return step?.do === 'address-del' && step.address === `${row.local}/${row.prefixlen}` && step.dev === row.dev;
}

/** What of all that a plan takes away and makes again does not come back as it was: nexthop objects are not read here. */
export function untiedAgain(before: Tables, after: Tables): readonly string[] {
  const routes = lost(before, after, 'route').filter((row) => isOwnRoute(row) && row.nhid !== undefined);
  return [
    ...count(
      'route through a nexthop leads the same way without it',
      'routes through nexthops lead the same way without them',
      routes,
    ),
  ];
}

function count(one: string, many: string, { length }: readonly unknown[]): readonly string[] {
  return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`];
}
