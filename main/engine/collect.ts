/** One collect: queries through a Transport → parsed rows, part by part. Nothing is kept here. */
import { parseTableSlices } from '../../app/noun/parse.ts';
import { parseVersion } from '../../app/base/version.ts';
import { queriesOf, versionQuery, type Query } from '../../app/noun/query.ts';
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import { NOUN, NOUNS } from '../../app/noun/nouns.ts';
import { TABLE_NAMES, type Row, type TableName, type Tables } from '../../app/noun/snapshot.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { runSliced } from './sliced.ts';

/** One table of one namespace: the smallest thing that is read again. */
export interface Part {
  readonly table: TableName;
  readonly netns: string;
}

/** The rows of a part. With `failed` nothing could be read, and the rows known before still stand. */
export interface PartRows extends Part {
  readonly rows: readonly Row[];
  readonly failed: boolean;
  readonly problems: readonly Problem[];
}

export function isLate({ problems }: PartRows): boolean {
  return problems.some(({ code }) => code === 'command-timeout');
}

export interface CollectOptions {
  readonly record: (outcomes: readonly CommandOutcome[]) => void;
  /** Milliseconds for each exchange; the transport's own when absent. */
  readonly timeoutMs?: number;
}

/**
 * Namespaces read of one host: each costs a dozen questions a refresh. More would keep a host with a leak of them (a broken container
 * runtime leaves 100,000) busy for minutes; fewer would leave out machines that run several hundred pods.
 */
export const MOST_NETNS = 1_000;

/** Everything there may be to read of a host of which `known` was read before. `without` are tables that need not be read. */
export function partsOf(
  namespaces: readonly string[],
  known: Tables,
  without: readonly TableName[] = [],
): readonly Part[] {
  const tables = TABLE_NAMES.filter((table) => !without.includes(table));
  const asked = tables.map((table) => ({ table, isThere: isAsked(table, known) }));
  return [HOST_NETNS, ...namespaces].flatMap((netns) =>
    asked.flatMap(({ table, isThere }) => (isThere(netns) ? [{ table, netns }] : [])),
  );
}

/** Nobody is asked for rows where there can be none: VLANs where no bridge has them, VNIs where no device filters them. */
export function isAsked(table: TableName, known: Tables): (netns: string) => boolean {
  const { asked, of } = NOUN[table].read;
  if (typeof asked === 'string') return (netns) => netns === HOST_NETNS || of !== 'host';
  const places = asked.in(known);
  return (netns) => places.has(netns);
}

/** What is read once and stays, and what costs a process a device while nobody has to do with it. */
export function idleTables(known: Tables | undefined, watchesOffload: boolean): readonly TableName[] {
  if (known === undefined) return [];
  const offload: TableName[] = watchesOffload || known.offload.length > 0 ? [] : ['offload'];
  return known.system.length > 0 ? [...offload, 'system'] : offload;
}

/** What of such tables is where nothing of it could be, or was known to be, when `before` was asked for. */
export function newParts(before: Tables, after: Tables): readonly Part[] {
  return NOUNS.flatMap(({ id, read: { asked } }) => {
    if (typeof asked === 'string') return [];
    const known = asked.in(before);
    return [...asked.in(after)].filter((netns) => !known.has(netns)).map((netns) => ({ table: id, netns }));
  });
}

/** Reads the parts in one round trip and parses each. */
export async function collectParts(
  transport: Transport,
  parts: readonly Part[],
  options: CollectOptions,
): Promise<readonly PartRows[]> {
  const queries = parts.map(({ table, netns }) => queriesOf(table, netns));
  const outcomes = await transport.read(queries.flat(), { timeoutMs: options.timeoutMs });
  options.record(outcomes);
  const collected: PartRows[] = [];
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const asked = queries[index] ?? [];
    const answered = asked.map((query, offset) => ({ query, outcome: outcomes[at + offset] ?? missingOutcome(query) }));
    at += asked.length;
    collected.push(await parsePart(part, answered));
  }
  return collected;
}

export async function collectVersion(transport: Transport, options: CollectOptions): Promise<string> {
  const outcomes = await transport.read([versionQuery()]);
  options.record(outcomes);
  return parseVersion(outcomes[0]?.stdout ?? '');
}

async function parsePart(
  part: Part,
  answered: readonly { query: Query; outcome: CommandOutcome }[],
): Promise<PartRows> {
  const { rows, problems } = await runSliced(parseTableSlices(part.table, part.netns, answered));
  return { ...part, rows, problems, failed: problems.some(({ severity }) => severity === 'error') };
}

/** A transport that answers fewer outcomes than it got queries is wrong; saying so beats reading the wrong rows. */
function missingOutcome(query: Query): CommandOutcome {
  return {
    argv: query.argv,
    failure: 'not-started',
    stdout: '',
    stderr: 'the transport gave no answer',
    startedAt: 0,
    durationMs: 0,
  };
}
