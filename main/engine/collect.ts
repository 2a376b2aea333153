/** One collect: queries through a Transport → parsed rows, part by part. Nothing is kept here. */
import { parseTableSlices } from '../../app/noun/parse.ts';
import { parseVersion } from '../../app/base/version.ts';
import { queriesOf, versionQuery, type Query } from '../../app/noun/query.ts';
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Transport } from '../../app/contract/ports.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import { vlanPlaces } from '../../app/noun/vlan/row.ts';
import { NOUN } from '../../app/noun/nouns.ts';
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

/**
 * Everything there may be to read. `vlans` are the namespaces with bridges that can have VLANs: nobody else is asked for them.
 * `without` are tables that need not be read.
 */
export function partsOf(
  namespaces: readonly string[],
  vlans: ReadonlySet<string>,
  without: readonly TableName[] = [],
): readonly Part[] {
  const isThere = (table: TableName, netns: string): boolean =>
    table === 'vlan' ? vlans.has(netns) : netns === HOST_NETNS || NOUN[table].read.of !== 'host';
  return [HOST_NETNS, ...namespaces].flatMap((netns) =>
    TABLE_NAMES.filter((table) => isThere(table, netns) && !without.includes(table)).map((table) => ({ table, netns })),
  );
}

/** What is read once and stays, and what costs a process a device while nobody has to do with it. */
export function idleTables(known: Tables | undefined, watchesOffload: boolean): readonly TableName[] {
  if (known === undefined) return [];
  const offload: TableName[] = watchesOffload || known.offload.length > 0 ? [] : ['offload'];
  return known.system.length > 0 ? [...offload, 'system'] : offload;
}

/** The VLANs of bridges that were not there, or not known, when `before` was asked for. */
export function newVlanParts(before: Tables, after: Tables): readonly Part[] {
  const known = vlanPlaces(before);
  return [...vlanPlaces(after)].filter((netns) => !known.has(netns)).map((netns) => ({ table: 'vlan', netns }));
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
