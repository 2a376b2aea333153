/** Whatever rows there are, what an export writes is read back as them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportCsv, exportJson } from '../../../app/change/export.ts';
import { readPaste } from '../../../app/change/paste.ts';
import { readCsv, rowOfCells, tableOfColumns } from '../../../app/change/paste/csv.ts';
import { rowsOfJson } from '../../../app/change/paste/json.ts';
import { fieldsOf } from '../../../app/change/paste/row-fields.ts';
import type { Json } from '../../../app/base/json.ts';
import { EMPTY_TABLES, TABLE_NAMES, type Row, type TableName, type Tables } from '../../../app/noun/snapshot.ts';
import { hostWith } from './world.ts';

/** Everything that a kernel, a user or an attacker can put into a text. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }).filter((one) => !/\p{Cs}/u.test(one)),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@a',
    "'",
    "'=x",
    '\tx',
    '\r=x',
    '＝x',
    ' =x',
    '"',
    'a,b',
    'a;b',
    'a\nb',
    '#x',
    '',
    ' ',
    'true',
    '12',
  ),
);
const OF: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  text,
  number: fc.integer({ min: 0, max: 4294967295 }),
  flag: fc.boolean(),
  list: fc.array(text, { maxLength: 3 }),
  objects: fc.array(fc.record({ dev: text, weight: fc.nat() }), { maxLength: 2 }),
  object: fc.record({ options: fc.dictionary(text, fc.oneof(text, fc.nat(), fc.boolean()), { maxKeys: 2 }) }),
};

function rowsOf(table: TableName): fc.Arbitrary<readonly Row[]> {
  const fields = Object.entries(fieldsOf(table)).map(([field, kind]) => {
    const value = OF[kind.replace('?', '')] ?? fc.constant(undefined);
    return [field, kind.endsWith('?') ? fc.option(value, { nil: undefined }) : value] as const;
  });
  return fc.array(fc.record(Object.fromEntries(fields)), { minLength: 1, maxLength: 4 }) as unknown as fc.Arbitrary<
    Row[]
  >;
}

const defined = (row: unknown): unknown => JSON.parse(JSON.stringify(row));

test.each(TABLE_NAMES)('CSV of %s comes back the same, whatever it holds', (table) => {
  const check = fc.property(rowsOf(table), (rows) => {
    const [head, ...records] = readCsv(exportCsv(rows));
    const columns = head?.cells.map((cell) => cell.text) ?? [];
    expect(records.map(({ cells }) => rowOfCells(table, columns, cells))).toEqual(rows.map(defined));
    expect(tableOfColumns(columns, table)).toBe(table);
  });
  fc.assert(check, { numRuns: 150 });
});

test.each(TABLE_NAMES)('JSON of %s comes back the same', (table) => {
  const check = fc.property(rowsOf(table), (rows) => {
    const json = exportJson({ tables: { ...EMPTY_TABLES, [table]: rows } as Tables }, table);
    const back = rowsOfJson(JSON.parse(json) as Json, { netns: '' });
    expect(back.bad).toEqual([]);
    const bare = back.rows.map(({ row: { key: _key, raw: _raw, ...row } }) => row);
    expect(bare).toEqual(rows.map(defined));
  });
  fc.assert(check, { numRuns: 50 });
});

test('every table of a host is told by its columns alone', () => {
  for (const table of TABLE_NAMES) {
    const rows = hostWith().tables[table] as readonly Row[];
    if (rows.length === 0) continue;
    const [head] = readCsv(exportCsv(rows));
    expect(tableOfColumns(head?.cells.map((cell) => cell.text) ?? []), table).toBe(table);
  }
});

test('no text of any kind can stop it, and what is asked for comes from nowhere else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc
          .array(
            fc.constantFrom(
              'ip',
              'bridge',
              '-n',
              'red',
              'neigh',
              'fdb',
              'add',
              'dev',
              'vx0',
              '\n',
              '# ',
              '"',
              "'",
              '\\',
              ';',
              '&&',
              '<<EOF',
              'EOF',
              '|',
              '$',
              ',',
              '[',
              '{',
              '02:00:00:00:00:01',
              'sudo',
              'netns',
              'exec',
            ),
            { maxLength: 24 },
          )
          .map((words) => words.join(' ')),
      ),
      (pasted) => {
        for (const { row } of readPaste(pasted, { netns: 'red' }).items) expect(row).toBeGreaterThanOrEqual(0);
        for (const { item } of readPaste(pasted, { netns: 'red' }).items)
          if ('netns' in item && item.noun !== 'endpoint') expect(item.netns).toBe('red');
      },
    ),
    { numRuns: 2000 },
  );
});
