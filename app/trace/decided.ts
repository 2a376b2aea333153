import type { Hop } from './hop.ts';

/** In each table's row, what it was chosen by or what it chose, as the tool prints it; the first that is there. */
const COLUMN: Partial<Readonly<Record<Hop['table'], readonly RegExp[]>>> = {
  route: [/(?:via \S+ )?dev \S+/],
  rule: [/lookup \S+/],
  neighbour: [/lladdr \S+/],
  fdb: [/dst \S+/, /dev \S+/],
  vxlan: [/id \d+/],
  vni: [/\d+/],
  address: [/^\S+/],
};

/** The column of the row that decided; nothing where there is no row, or no column alone does. */
export function decidedIn({ table, row }: Pick<Hop, 'table' | 'row'>): string | undefined {
  return (COLUMN[table] ?? []).flatMap((column) => column.exec(row)?.[0] ?? [])[0];
}
