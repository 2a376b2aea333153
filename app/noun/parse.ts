import type { CommandOutcome } from '../contract/command.ts';
import type { HostId } from '../base/host.ts';
import type { Link } from './link/row.ts';
import type { RowOf, TableName } from './snapshot.ts';
import type { Problem, Where } from '../problem/problem.ts';
import { readAddresses } from './address/read.ts';
import { readBridgeVlans } from './vlan/read.ts';
import { readFdbEntry } from './fdb/read.ts';
import { parseFiles } from './file/read.ts';
import { parseForward } from './forward/read.ts';
import { parseJsonSlices, SLICE_CHARS } from './json-listing.ts';
import { nameLower, readLink } from './link/read.ts';
import { readNeighbour } from './neighbour/read.ts';
import { readNetns } from './netns/read.ts';
import { parseOffloads } from './offload/read.ts';
import { outcomeProblem } from '../problem/outcome.ts';
import type { Query } from './query.ts';
import { nameEncapApart, routeReader } from './route/read.ts';
import { RowSink, type Parsed, type Reader } from './rows.ts';
import { parseSysctls } from './sysctl/read.ts';
import { parseSystem } from './system/read.ts';

export interface Answer {
  readonly query: Query;
  readonly outcome: CommandOutcome;
}

/**
 * What the queries of one table answered, as rows. A problem with severity `error` says that a listing is missing or
 * broke off, so rows that are not there may still exist; with `warning`, single entries of it were unusable.
 */
export function parseTable<T extends TableName>(
  table: T,
  netns: string,
  answers: readonly Answer[],
  host?: HostId,
): Parsed<RowOf<T>> {
  const slices = parseTableSlices(table, netns, answers, host);
  for (;;) {
    const step = slices.next();
    if (step.done === true) return step.value;
  }
}

/** The same in pieces of about 1,000 rows (1 to 4 ms): the caller may hand back the event loop at every yield. */
export function* parseTableSlices<T extends TableName>(
  table: T,
  netns: string,
  answers: readonly Answer[],
  host?: HostId,
): Generator<void, Parsed<RowOf<T>>> {
  const sink = new RowSink<RowOf<T>>();
  const problems: Problem[] = [];
  for (const answer of answers) {
    const where: Where = { host, netns, table };
    const failed = answerProblem(answer, where);
    if (failed !== undefined) problems.push(failed);
    else problems.push(...(yield* readAnswer(table, netns, answer, sink)).map((one) => ({ ...one, where })));
  }
  const rows = table === 'link' ? (nameLower(sink.rows as Link[]) as RowOf<T>[]) : sink.rows;
  return { rows, problems };
}

/** The firewall may be absent or refuse to be read: then its rows are simply not known. A host that is gone is still said. */
function answerProblem({ query, outcome }: Answer, where: Where): Problem | undefined {
  const problem = outcomeProblem(outcome, where, query.tolerate);
  const optional =
    query.table === 'forward' && (problem?.code === 'command-missing' || problem?.code === 'not-permitted');
  return optional ? undefined : problem;
}

function* readAnswer<T extends TableName>(
  table: T,
  netns: string,
  answer: Answer,
  sink: RowSink<RowOf<T>>,
): Generator<void, Problem[]> {
  const { query, outcome } = answer;
  if (isText(table)) return readText(table, netns, answer, sink as RowSink<RowOf<TextTable>>);
  const reader = READERS[table as JsonTable](query.argv) as unknown as Reader<RowOf<T>>;
  const listing = table === 'route' ? nameEncapApart(outcome.stdout) : outcome.stdout;
  const slices = parseJsonSlices(listing, SLICE_CHARS, query.argv);
  for (;;) {
    const slice = slices.next();
    if (slice.done === true) {
      const found = sink.problems(table, netns, query.argv);
      return slice.value === undefined ? found : [slice.value, ...found];
    }
    sink.read(slice.value, netns, reader);
    yield;
  }
}

type TextTable = keyof typeof TEXT;

function isText(table: TableName): table is TextTable {
  return table in TEXT;
}

/** Tables that are not read as JSON. */
const TEXT = {
  sysctl: parseSysctls,
  forward: parseForward,
  file: parseFiles,
  offload: parseOffloads,
  system: parseSystem,
};

function readText(table: TextTable, netns: string, answer: Answer, sink: RowSink<RowOf<TextTable>>): Problem[] {
  const { rows, problems } = TEXT[table](answer.outcome.stdout, netns, answer.query.argv);
  for (const row of rows) sink.add(row);
  return problems;
}

type JsonTable = Exclude<TableName, TextTable>;

const READERS: { readonly [T in JsonTable]: (argv: readonly string[]) => Reader<RowOf<T>> } = {
  netns: () => readNetns,
  link: () => readLink,
  address: () => readAddresses,
  route: routeReader,
  fdb: () => readFdbEntry,
  neighbour: () => readNeighbour,
  vlan: () => readBridgeVlans,
};
