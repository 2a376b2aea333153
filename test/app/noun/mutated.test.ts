import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMonitorLine } from '../../../app/noun/monitor.ts';
import { parseTable } from '../../../app/noun/parse.ts';
import { parsePing } from '../../../app/problem/probe.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import { parseVersion } from '../../../app/base/version.ts';
import { durable } from '../../../app/noun/durable.ts';
import { TABLE_NAMES, EMPTY_TABLES, type TableName } from '../../../app/noun/snapshot.ts';
import { answer, recorded, VERSIONS } from './recorded.ts';

const FILES: readonly (readonly [TableName, string])[] = [
  ['link', 'link.json'],
  ['link', 'red-link.json'],
  ['address', 'addr.json'],
  ['route', 'route-v4.json'],
  ['fdb', 'fdb.json'],
  ['neighbour', 'neigh-all.json'],
  ['netns', 'netns.json'],
];
const STRANGE = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  1e300,
  '',
  '\u0001',
  '\u202e<b>"\'',
  [],
  [null],
  {},
  { mac: {} },
  'if3',
  [['a']],
);
const PIECE = fc.constantFrom('\u0000', '\u001b', '"', '\\', '{', ']', '},{', "\\'", 'null', '\n');

/** Puts `value` in the place of one value anywhere in a document, or removes it when `value` is `undefined`. */
function replaceAt(document: unknown, at: number, value: unknown): unknown {
  let seen = -1;
  const visit = (node: unknown): unknown => {
    seen += 1;
    if (seen === at) return value;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, one]) => [key, visit(one)]));
  };
  return visit(document);
}

/** Parses as a collect would; what comes out must be rows with unique keys and problems that name the command. */
function parse(table: TableName, text: string): void {
  const [query] = queriesOf(table, '');
  const { rows, problems } = parseTable(table, '', [answer(query!, text)]);
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  for (const problem of problems) expect(problem.facts.command).toBe(query!.argv.join(' '));
  durable({ tables: { ...EMPTY_TABLES, [table]: rows } });
}

const fileOf = fc.record({ version: fc.constantFrom(...VERSIONS), file: fc.constantFrom(...FILES) });

describe('parsers never throw', () => {
  test('on recordings with values of other types, or without them', () => {
    fc.assert(
      fc.property(
        fileOf,
        fc.nat(3_000),
        fc.option(STRANGE, { nil: undefined }),
        ({ version, file: [table, file] }, at, value) => {
          parse(table, JSON.stringify(replaceAt(JSON.parse(recorded(version, file)), at, value)) ?? '');
        },
      ),
      { numRuns: 400 },
    );
  });

  test('on recordings that are cut off or have pieces put in', () => {
    fc.assert(
      fc.property(fileOf, fc.nat(13_000), PIECE, fc.boolean(), ({ version, file: [table, file] }, at, piece, cut) => {
        const text = recorded(version, file);
        parse(
          table,
          cut
            ? text.slice(0, at % text.length)
            : text.slice(0, at % text.length) + piece + text.slice(at % text.length),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('on JSON and text of any kind', () => {
    const table = fc.constantFrom(...TABLE_NAMES);
    fc.assert(
      fc.property(
        table,
        fc.oneof(
          fc.json(),
          fc.string({ unit: 'binary' }),
          fc.array(fc.jsonValue()).map((list) => JSON.stringify(list)),
        ),
        (name, text) => {
          parse(name, text);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseMonitorLine(text, '');
        parsePing({ stdout: text, stderr: text });
        parseVersion(text);
      }),
    );
  });
});

test('a hostile name is kept as text in every table', () => {
  const hostile = `<b>"'\\$(id)\u001b[31m\ufffd`;
  const listing = (version: '5.15.0' | '6.17.0', file: string) =>
    JSON.stringify(JSON.parse(recorded(version, file).replaceAll('"vxinherit"', JSON.stringify(hostile)))).replaceAll(
      '\\u001b',
      '\u001b',
    );
  const printed = (version: '5.15.0' | '6.17.0', file: string) =>
    version === '5.15.0' ? listing(version, file).replaceAll("'", "\\'") : listing(version, file);
  for (const version of ['5.15.0', '6.17.0'] as const) {
    const rows = (table: TableName, file: string) =>
      parseTable(table, '', [answer(queriesOf(table, '')[0]!, printed(version, file))]).rows;
    expect(rows('link', 'link.json').some((row) => 'ifindex' in row && row.name === hostile)).toBe(true);
    expect(rows('fdb', 'fdb.json').filter((row) => 'dev' in row && row.dev === hostile)).toHaveLength(6);
    expect(rows('address', 'addr.json').some((row) => 'dev' in row && row.dev === hostile)).toBe(true);
  }
});
