import { readFileSync } from 'node:fs';
import { parseTable, type Answer } from '../../../app/noun/parse.ts';
import { queriesOf, type Query } from '../../../app/noun/query.ts';
import type { RowOf, TableName } from '../../../app/noun/snapshot.ts';
import type { Problem } from '../../../app/problem/problem.ts';

export const VERSIONS = ['5.15.0', '6.1.0', '6.8.0', '6.17.0'] as const;
export type Version = (typeof VERSIONS)[number];

/** What the topology of `test/fixtures/README.md` printed under that version. */
export function recorded(version: Version, file: string): string {
  return readFileSync(new URL(`../../fixtures/iproute2-${version}/${file}`, import.meta.url), 'utf8');
}

export function answer(query: Query, stdout: string, more: Partial<Answer['outcome']> = {}): Answer {
  return {
    query,
    outcome: { argv: query.argv, exitCode: 0, stdout, stderr: '', startedAt: 0, durationMs: 1, ...more },
  };
}

/** `red` was recorded with one route listing only: it stands for IPv4. */
function answersOf(version: Version, table: TableName, netns: string): readonly Answer[] {
  const queries = queriesOf(table, netns).filter(({ part }) => part !== 'red-route-v6');
  return queries.map((query) =>
    answer(query, recorded(version, `${query.part.replace('red-route-v4', 'red-route')}.json`)),
  );
}

export function recordedTable<T extends TableName>(
  version: Version,
  table: T,
  netns = '',
): { rows: readonly RowOf<T>[]; problems: readonly Problem[] } {
  return parseTable(table, netns, answersOf(version, table, netns));
}
