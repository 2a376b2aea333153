/** Facts of all hosts and a question → the hops, as recorded: a `trace-*` folder a case. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Path, Question } from '../../app/trace/hop.ts';
import { trace } from '../../app/trace/trace.ts';
import { readFactsFile } from '../app/trace/facts-for-test.ts';

const CASES = readdirSync(import.meta.dirname).filter((name) => name.startsWith('trace-'));

describe('a packet through recorded tables', () => {
  test.each(CASES)('%s', (name) => {
    const folder = join(import.meta.dirname, name);
    const question = JSON.parse(readFileSync(join(folder, 'question.json'), 'utf8')) as Question;
    const found = trace(readFactsFile(readFileSync(join(folder, 'facts.jsonl'), 'utf8')), question);
    const printed = found === undefined ? '' : `${textOf('there', found.there)}${textOf('back', found.back)}`;
    const file = join(folder, 'hops.txt');
    if (process.env.OVERLANE_ACCEPT === '1') writeFileSync(file, printed);
    expect(printed).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
  });
});

function textOf(way: string, { from, to, hops, end }: Path): string {
  const lines = hops.map(({ host, netns, table, row, says, instead }) =>
    [
      `${host}/${netns} ${table}: ${says}`,
      ...row
        .split('\n')
        .filter(Boolean)
        .map((line) => `  = ${line}`),
      ...instead.map((line) => `  ≠ ${line}`),
    ].join('\n'),
  );
  const last = `${end.arrives ? 'arrives' : 'stops'} at ${end.host}/${end.netns} ${end.table}: ${end.why}`;
  return `${[`${way} ${from} → ${to}`, ...lines, last].join('\n')}\n`;
}
