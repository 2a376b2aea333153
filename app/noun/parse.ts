import type { CommandOutcome } from '../problem/command.ts';
import type { HostId } from '../base/host.ts';
import { outcomeProblem } from '../problem/outcome.ts';
import type { Problem, Where } from '../problem/problem.ts';
import { parseJsonSlices, SLICE_CHARS } from './json-listing.ts';
import type { Reading } from './noun.ts';
import { NOUN } from './nouns.ts';
import type { Query } from './query.ts';
import { RowSink, type Parsed } from './rows.ts';
import type { Row, RowOf, TableName } from './snapshot.ts';

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
    const failed = answerProblem(answer, where, readingOf(table).optional);
    if (failed !== undefined) problems.push(failed);
    else problems.push(...(yield* readAnswer(table, netns, answer, sink)).map((one) => ({ ...one, where })));
  }
  const { finish } = readingOf(table);
  return { rows: finish === undefined ? sink.rows : [...finish(sink.rows)], problems };
}

/** The firewall may be absent or refuse to be read: then its rows are simply not known. A host that is gone is still said. */
function answerProblem({ query, outcome }: Answer, where: Where, isOptional: boolean): Problem | undefined {
  const problem = outcomeProblem(outcome, where, query.tolerate);
  return isOptional && (problem?.code === 'command-missing' || problem?.code === 'not-permitted') ? undefined : problem;
}

function* readAnswer<T extends TableName>(
  table: T,
  netns: string,
  answer: Answer,
  sink: RowSink<RowOf<T>>,
): Generator<void, Problem[]> {
  const { query, outcome } = answer;
  const { by } = readingOf(table);
  if ('text' in by) return readText(by.text(outcome.stdout, netns, query.argv), sink);
  const reader = by.item(query.argv);
  const listing = by.mend?.(outcome.stdout) ?? outcome.stdout;
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

function readText<R extends Row>({ rows, problems }: Parsed<R>, sink: RowSink<R>): Problem[] {
  for (const row of rows) sink.add(row);
  return problems;
}

function readingOf<T extends TableName>(table: T): Reading<RowOf<T>> {
  return NOUN[table].read as unknown as Reading<RowOf<T>>;
}
