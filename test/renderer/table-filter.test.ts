import { describe, expect, test } from 'vitest';
import type { Column } from '../../renderer/ui/table-column.ts';
import { compileFilter, fieldFilter, parseFilter, rowText } from '../../renderer/ui/table-filter.ts';

interface Row {
  readonly mac: string;
  readonly dev: string;
  readonly state: string;
}
const columns: readonly Column<Row>[] = (['mac', 'dev', 'state'] as const).map((id) => ({
  id,
  title: id,
  explain: '',
  width: 100,
  text: (row) => row[id],
}));
const ids = columns.map(({ id }) => id);
const rows: readonly Row[] = [
  { mac: '02:4f:00:00:00:01', dev: 'vx100', state: 'permanent' },
  { mac: 'de:ad:be:ef:00:02', dev: 'vx1000', state: '' },
  { mac: '00:00:00:00:00:00', dev: 'br100', state: 'Permanent' },
];

function matching(text: string): string[] {
  const parsed = parseFilter(text, ids);
  if ('error' in parsed) throw new Error(parsed.error);
  const test = compileFilter(parsed.terms, columns);
  return rows.filter((row) => !test || test(row, () => rowText(row, columns))).map(({ dev }) => dev);
}

describe('the filter language', () => {
  test('nothing typed keeps every row', () => {
    expect(matching('  ')).toEqual(['vx100', 'vx1000', 'br100']);
  });

  test('a word may stand in any column and in any case; several must all occur', () => {
    expect(matching('PERM')).toEqual(['vx100', 'br100']);
    expect(matching('perm vx')).toEqual(['vx100']);
  });

  test('field:part looks into one column, field=whole wants all of it', () => {
    expect(matching('dev:vx100')).toEqual(['vx100', 'vx1000']);
    expect(matching('dev=vx100')).toEqual(['vx100']);
    expect(matching('state:vx')).toEqual([]);
  });

  test('a colon after what is no column is text, so MAC addresses can be typed', () => {
    expect(matching('de:ad:be')).toEqual(['vx1000']);
    expect(matching('mac:de:ad')).toEqual(['vx1000']);
  });

  test('re: takes the rest of the text, blanks and all, and combines with words before it', () => {
    expect(matching('re:^02:.*\\nvx')).toEqual(['vx100']);
    expect(matching('perm re:br|zzz')).toEqual(['br100']);
  });

  test('a wrong expression is an error that says what is wrong, not an exception', () => {
    expect(parseFilter('re:[', ids)).toEqual({ error: expect.stringMatching(/^Not a regular expression: .*class/) });
  });

  test('a match never spans two cells', () => {
    expect(matching('01vx')).toEqual([]);
  });

  test('quotes keep blanks together', () => {
    expect(parseFilter('"a b" dev:"c d"', ids)).toEqual({
      terms: [
        { kind: 'text', text: 'a b' },
        { kind: 'field', column: 'dev', text: 'c d', exact: false },
      ],
    });
  });

  test('a filter made from a cell finds that cell again', () => {
    expect(matching(fieldFilter('dev', 'vx100'))).toEqual(['vx100']);
    expect(parseFilter(fieldFilter('dev', 'a b'), ids)).toEqual({
      terms: [{ kind: 'field', column: 'dev', text: 'a b', exact: true }],
    });
  });
});
