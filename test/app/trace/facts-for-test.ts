/** Facts as JSON, a host a line: maps as lists of pairs, and of rows only what is followed. */
import type { HostFacts } from '../../../app/doctor/facts.ts';
import type { TraceFacts } from '../../../app/trace/facts.ts';

const MAPS = ['settings', 'vnis', 'filters', 'counters'] as const satisfies readonly (keyof HostFacts)[];

export function writeFacts(all: readonly TraceFacts[]): string {
  return all.map((facts) => `${JSON.stringify(plain(facts))}\n`).join('');
}

function plain(facts: TraceFacts): unknown {
  const maps = Object.fromEntries(MAPS.map((name) => [name, [...facts[name]]]));
  const tables = Object.fromEntries(
    Object.entries(facts.tables).map(([name, rows]) => [
      name,
      name === 'file' || name === 'sysctl'
        ? []
        : (rows as readonly object[]).map((row) => ({
            ...row,
            raw: name === 'route' ? (row as { raw: unknown }).raw : {},
          })),
    ]),
  );
  return { ...facts, ...maps, tables };
}

export function readFactsFile(text: string): readonly TraceFacts[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const facts = JSON.parse(line) as Record<string, unknown>;
      const maps = Object.fromEntries(MAPS.map((name) => [name, new Map(facts[name] as readonly [string, never][])]));
      return { ...facts, ...maps } as unknown as TraceFacts;
    });
}
