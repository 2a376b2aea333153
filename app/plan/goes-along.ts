/** What the kernel takes along when something is removed, stopped or moved, in words. */
import type { Link } from '../noun/link/row.ts';
import { NOUN, NOUNS } from '../noun/nouns.ts';
import type { Row, TableName, Tables } from '../noun/snapshot.ts';
import { peerOf } from '../noun/link/rows.ts';
import { lost } from '../noun/lost.ts';
import { isOwnRoute } from '../noun/route/steps.ts';
import { stepsOf, tableOf, type Step } from '../noun/step.ts';

/** The other end, links above, ports that are released, addresses, routes, entries; what the kernel derives by itself is not counted. */
export function goesAlong(
  before: Tables,
  after: Tables,
  { removed, step }: { readonly removed?: Link; readonly step?: Step },
): string {
  return [
    ...linksAlong(before, after, removed, step),
    ...NOUNS.flatMap(({ id, titles }) => {
      const rows = missed(before, after, id, step);
      const tied = rows.filter(isTied);
      return [
        ...count(
          titles.one,
          titles.many,
          rows.filter((row) => !isTied(row)),
        ),
        ...count(
          `${titles.one} through a nexthop (which undo makes again without it)`,
          `${titles.many} through nexthops (which undo makes again without them)`,
          tied,
        ),
      ];
    }),
  ].join(', ');
}

/** What somebody set and is gone, without what the step is about. */
function missed(before: Tables, after: Tables, table: TableName, step: Step | undefined): readonly Row[] {
  const isMissed = NOUN[table].row.isMissed as (row: Row, tables: Tables) => boolean;
  const rows = (lost(before, after, table) as readonly Row[]).filter((row) => isMissed(row, before));
  if (step === undefined || rows.length === 0 || tableOf(step) !== table) return rows;
  return rows.filter((row) => !isNamed(row, before, table, step));
}

/** Where it is alone in its table the step takes it away too: it is what the step names, and did not only go along. */
function isNamed(row: Row, before: Tables, table: TableName, step: Step): boolean {
  const alone = { ...before, [table]: [row] } as Tables;
  return stepsOf(step).simulate(alone, step)[table].length === 0;
}

/** A route; an entry comes back through its nexthop. */
function isTied(row: Row): boolean {
  return 'nexthops' in row && row.nhid !== undefined;
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
