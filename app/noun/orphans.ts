/** What goes because something else went: asked of every noun (`goesWith`), so that none can be forgotten. */
import { dropRows } from './draft.ts';
import { linkKey } from './link/row.ts';
import { loseWithCarrier } from './link/carrier.ts';
import type { Gone } from './noun.ts';
import { NOUNS } from './nouns.ts';
import type { Row, RowOf, Tables } from './snapshot.ts';

/** `after`, without the rows that stood on links, namespaces, addresses or nexthop objects that only `before` has. */
export function dropOrphans(before: Tables, after: Tables): Tables {
  let left = after;
  // Links and namespaces take rows along, among them addresses, and these take routes.
  for (;;) {
    const next = withoutRowsOf(left, goneFrom(before, left), namespacesGone(before, left));
    if (next === left) break;
    left = next;
  }
  return loseWithCarrier(before, left);
}

function withoutRowsOf(tables: Tables, gone: Gone | undefined, namespaces: ReadonlySet<string>): Tables {
  if (gone === undefined && namespaces.size === 0) return tables;
  return NOUNS.reduce<Tables>((left, noun) => {
    const goesWith = noun.row.goesWith as (row: Row, gone: Gone) => boolean;
    const isOrphan = (row: Row): boolean =>
      ('netns' in row && namespaces.has(row.netns)) || (gone !== undefined && goesWith(row, gone));
    return dropRows(left, noun.id, isOrphan as (row: RowOf<typeof noun.id>) => boolean);
  }, tables);
}

function namespacesGone(before: Tables, after: Tables): ReadonlySet<string> {
  if (before.netns === after.netns) return NOTHING;
  const there = new Set(after.netns.map(({ name }) => name));
  return new Set(before.netns.map(({ name }) => name).filter((name) => !there.has(name)));
}

const NOTHING: ReadonlySet<string> = new Set();

function goneFrom(before: Tables, after: Tables): Gone | undefined {
  const links = missing(before.link, after.link, ({ key }) => key);
  const addresses = missing(before.address, after.address, ({ netns, local }) => `${netns}|${local}`);
  const nexthops = NOTHING;
  if (links.size + addresses.size + nexthops.size === 0) return undefined;
  return {
    link: (netns, name) => links.size > 0 && name !== undefined && links.has(linkKey(netns, name)),
    address: (netns, ip) => addresses.size > 0 && ip !== undefined && addresses.has(`${netns}|${ip}`),
    nexthop: (netns, id) => nexthops.size > 0 && id !== undefined && nexthops.has(`${netns}|${id}`),
  };
}

function missing<R>(before: readonly R[], after: readonly R[], nameOf: (row: R) => string): ReadonlySet<string> {
  if (before.every((row, at) => row === after[at])) return NOTHING;
  const there = new Set(after.map(nameOf));
  return new Set(before.map(nameOf).filter((name) => !there.has(name)));
}
