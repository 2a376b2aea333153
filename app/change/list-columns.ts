/** What a table shows of its rows as text, in columns: for a terminal, a pipe, and people who know `ip` and `bridge`. */
import type { Row, RowOf, TableName } from '../noun/snapshot.ts';

/** Column → its text; an empty text is an empty cell, and a column that is empty in every row is left out. */
type Columns<R> = readonly (readonly [title: string, text: (row: R) => unknown])[];

const words = (list: readonly string[]): string => list.join(' ');
const upDown = (up: boolean): string => (up ? 'up' : 'down');

export const LIST_COLUMNS: { readonly [T in TableName]: Columns<RowOf<T>> } = {
  netns: [['netns', ({ name }) => name]],
  link: [
    ['netns', ({ netns }) => netns],
    ['name', ({ name }) => name],
    ['kind', ({ kind }) => kind],
    ['state', ({ up }) => upDown(up)],
    ['mtu', ({ mtu }) => mtu],
    ['mac', ({ mac }) => mac],
    ['master', ({ master }) => master],
    ['vni', ({ vxlan }) => vxlan?.vni],
    ['local', ({ vxlan }) => vxlan?.local],
    ['remote', ({ vxlan }) => vxlan?.remote ?? vxlan?.group],
    ['dev', ({ vxlan }) => vxlan?.dev],
    ['dstport', ({ vxlan }) => vxlan?.dstport],
  ],
  address: [
    ['netns', ({ netns }) => netns],
    ['dev', ({ dev }) => dev],
    ['address', ({ local, prefixlen }) => `${local}/${prefixlen}`],
    ['scope', ({ scope }) => scope],
    ['flags', ({ flags }) => words(flags)],
  ],
  route: [
    ['netns', ({ netns }) => netns],
    ['type', ({ type }) => (type === 'unicast' ? '' : type)],
    ['dst', ({ dst }) => dst],
    ['via', ({ gateway, nexthops }) => gateway ?? words(nexthops.map((hop) => hop.gateway ?? hop.dev ?? ''))],
    ['dev', ({ dev }) => dev],
    ['table', ({ table }) => table],
    ['proto', ({ protocol }) => protocol],
    ['metric', ({ metric }) => metric],
    ['src', ({ prefsrc }) => prefsrc],
    ['nhid', ({ nhid }) => nhid],
    ['flags', ({ flags }) => words(flags)],
  ],
  fdb: [
    ['netns', ({ netns }) => netns],
    ['mac', ({ mac }) => mac],
    ['dev', ({ dev }) => dev],
    ['dst', ({ dst }) => dst],
    ['vni', ({ vni }) => vni],
    ['port', ({ port }) => port],
    ['nhid', ({ nhid }) => nhid],
    ['vlan', ({ vlan }) => vlan],
    ['master', ({ master }) => master],
    ['state', ({ state }) => state || 'learned'],
    ['flags', ({ flags }) => words(flags)],
  ],
  neighbour: [
    ['netns', ({ netns }) => netns],
    ['address', ({ dst }) => dst],
    ['dev', ({ dev }) => dev],
    ['lladdr', ({ mac }) => mac],
    ['state', ({ state }) => state],
    ['flags', ({ flags }) => words(flags)],
  ],
  sysctl: [
    ['netns', ({ netns }) => netns],
    ['name', ({ name }) => name],
    ['value', ({ value }) => value],
  ],
  forward: [
    ['netns', ({ netns }) => netns],
    ['family', ({ family }) => family],
    ['policy', ({ policy }) => policy],
    ['rules', ({ rules }) => rules.length],
  ],
  file: [
    ['path', ({ path }) => path],
    ['mode', ({ mode }) => mode],
  ],
  vlan: [
    ['netns', ({ netns }) => netns],
    ['dev', ({ dev }) => dev],
    ['vlan', ({ vid, vidEnd }) => (vid === vidEnd ? vid : `${vid}-${vidEnd}`)],
    ['pvid', ({ pvid }) => (pvid ? 'pvid' : '')],
    ['untagged', ({ untagged }) => (untagged ? 'untagged' : '')],
  ],
  offload: [['dev', ({ dev }) => dev]],
  system: [
    ['kernel', ({ kernel }) => kernel],
    ['networkd', ({ networkd }) => (networkd ? 'yes' : 'no')],
    ['NetworkManager', ({ networkManager }) => (networkManager ? 'yes' : 'no')],
  ],
};

/** The rows as cells, below their titles; columns without a cell are left out. `first` are columns before them, such as the host. */
export function listCells<T extends TableName>(
  table: T,
  rows: readonly { readonly row: RowOf<T>; readonly first: readonly string[] }[],
  firstTitles: readonly string[],
): readonly (readonly string[])[] {
  const columns = LIST_COLUMNS[table] as Columns<RowOf<T>>;
  const cells = rows.map(({ row, first }) => [...first, ...columns.map(([, text]) => String(text(row) ?? ''))]);
  const titles = [...firstTitles, ...columns.map(([title]) => title)];
  const kept = titles.flatMap((_, at) => (cells.some((line) => line[at] !== '') ? [at] : []));
  return [titles, ...cells].map((line) => kept.map((at) => line[at] ?? ''));
}

/** Cells as lines, padded so that columns stand below each other; nothing follows the last cell. */
export function padded(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = (cells[0] ?? []).map((_, at) =>
    cells.reduce((most, line) => Math.max(most, line[at]?.length ?? 0), 0),
  );
  return cells.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Whether a row is meant by the text given: any of its fields holds it. */
export function holdsText(row: Row, text: string): boolean {
  const { raw: _, ...fields } = row as Row & { readonly raw?: unknown };
  return JSON.stringify(Object.values(fields)).toLowerCase().includes(text.toLowerCase());
}
