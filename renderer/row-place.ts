import type { HostId } from '../app/base/host.ts';
import type { HostTables } from './feed-rows.ts';
import type { HostPage, HostPlace } from './place.ts';

/** A row as doctor and tracer name it: by its table and its words, as the tool prints it. */
export interface SaidRow {
  readonly host: HostId;
  readonly table: string;
  /** `red: 02:… dst 192.168.64.4`: the namespace, where it is not given beside it, stands first. */
  readonly text: string;
  readonly netns?: string;
  readonly device?: string | null;
}

/** The page that lists a table's rows, or the devices they are of. */
const PAGE_OF: Readonly<Record<string, HostPage>> = {
  ...{ link: 'links', address: 'links', port: 'links', vxlan: 'links', offload: 'links', vni: 'links', tc: 'links' },
  ...{ fdb: 'fdb', neighbour: 'neighbours', route: 'routes', netns: 'netns' },
};

/** Whether there is a page to go to. */
export function leadsSomewhere(table: string): boolean {
  return Object.hasOwn(PAGE_OF, table);
}

/** Where the row stands, or the page where it is missing; nothing for a table without a page. */
export function placeOfRow(said: SaidRow, tables: HostTables | undefined): HostPlace | undefined {
  const page = PAGE_OF[said.table];
  if (page === undefined) return undefined;
  const { host } = said;
  if (tables === undefined) return { page, host };
  const { netns, words } = wordsOf(said, tables);
  if (page === 'links') return linkPlace(host, netns, words, tables) ?? { page, host };
  const key = page === 'netns' ? netns : rowKey(page, netns, words, tables);
  return key === undefined ? { page, host } : { page, host, key };
}

function wordsOf({ text, netns, device }: SaidRow, tables: HostTables): { netns: string; words: readonly string[] } {
  const named = /^(\S+): (.*)$/s.exec(text);
  const isNetns = named?.[1] !== undefined && [...tables.netns.values()].some(({ name }) => name === named[1]);
  const rest = isNetns ? (named?.[2] ?? '') : text;
  const words = [...rest.split(/[\s,()]+/), ...(device ? [device] : [])].filter(Boolean);
  return { netns: netns ?? (isNetns ? (named?.[1] ?? '') : ''), words };
}

function linkPlace(host: HostId, netns: string, words: readonly string[], { link }: HostTables): HostPlace | undefined {
  const rows = [...link.values()].filter((row) => row.netns === netns);
  const found = words.flatMap(
    (word) => rows.find(({ name }) => name === word.split('@')[0]?.replace(/:$/, '')) ?? [],
  )[0];
  if (found === undefined) return undefined;
  const page = found.kind === 'vxlan' ? 'vxlan' : found.kind === 'bridge' ? 'bridges' : 'links';
  return { page, host, key: found.key };
}

/** The row that shares the most words, and what identifies it before all. */
function rowKey(page: HostPage, netns: string, words: readonly string[], tables: HostTables): string | undefined {
  const said = new Set(words);
  let best: { readonly key: string; readonly score: number } | undefined;
  const offer = (key: string, parts: readonly (string | undefined)[]): void => {
    const score = parts.filter((part) => part !== undefined && said.has(part)).length;
    if (best === undefined || score > best.score) best = { key, score };
  };
  if (page === 'fdb') {
    for (const row of tables.fdb.values())
      if (row.netns === netns && said.has(row.mac)) offer(row.key, [row.dst, row.dev, row.master, String(row.vni)]);
  } else if (page === 'neighbours') {
    for (const row of tables.neighbour.values())
      if (row.netns === netns && said.has(row.dst)) offer(row.key, [row.dev, row.mac]);
  } else
    for (const row of tables.route.values())
      if (row.netns === netns && said.has(row.dst)) offer(row.key, [row.dev, row.gateway, row.table, row.type]);
  return best?.key;
}
