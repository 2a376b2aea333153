import { ownerOfLink, ownerOfNetns } from '../../app/noun/foreign.ts';

/** A device or namespace that another program keeps. */
export interface ForeignName {
  readonly name: string;
  readonly owner: string;
}

type Placed = { readonly netns?: string; readonly dev?: string; readonly name?: string; readonly ifindex?: number };

/** Asked for every row in sight at every scroll; the same few hundred names. */
const known = new Map<string, string | undefined>();

/** What of another program a row belongs to: its device, the namespace it is in, or itself. */
export function foreignNames(keyed: { readonly key: string }): readonly ForeignName[] {
  const row: Placed & typeof keyed = keyed;
  const link = row.dev ?? (row.netns === undefined ? undefined : row.name);
  const netns = row.netns === undefined ? row.name : row.netns;
  return [
    ...(link === undefined ? [] : named(link, 'link', ownerOfLink)),
    ...(netns === undefined || netns === '' ? [] : named(netns, 'netns', ownerOfNetns)),
  ];
}

function named(name: string, kind: string, ownerOf: (name: string) => string | undefined): readonly ForeignName[] {
  const key = `${kind} ${name}`;
  if (!known.has(key)) known.set(key, ownerOf(name));
  const owner = known.get(key);
  return owner === undefined ? [] : [{ name, owner }];
}
