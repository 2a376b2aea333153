import { describe, expect, test } from 'vitest';
import type { HistoryEntry, HistoryRows } from '../../../app/contract/history.ts';
import { endWord } from '../../../renderer/history/columns.ts';
import { rowChanges } from '../../../renderer/history/row-changes.ts';
import { undoWhy } from '../../../renderer/history/undo.ts';

const link = {
  key: '|vx9',
  netns: '',
  name: 'vx9',
  kind: 'vxlan',
  mtu: 1450,
  up: true,
  vxlan: { vni: 9, learning: false },
};
const on = (rows: HistoryRows['rows']): readonly HistoryRows[] => [{ host: 'lab:alpha', rows }];

describe('before and after', () => {
  test('a row on one side is new or gone, on both it is changed, field by field', () => {
    const before = on({
      link: [link],
      fdb: [{ key: 'a', mac: '02:00:00:00:00:01', dev: 'vx9', netns: 'red', dst: '1.2.3.4' }],
    });
    const after = on({ link: [{ ...link, mtu: 1400, vxlan: { vni: 10, learning: false } }] });
    const changes = rowChanges(before, after);
    expect(changes.map(({ change, table, name }) => `${change} ${table} ${name}`)).toEqual([
      'changed link vx9',
      'gone fdb 02:00:00:00:00:01 on vx9 in red',
    ]);
    expect(changes[0]?.fields).toEqual([
      { field: 'mtu', before: '1450', after: '1400' },
      { field: 'vni', before: '9', after: '10' },
    ]);
  });

  test('a new row says what is not usual, and what follows by itself comes last', () => {
    const route = { key: 'r', netns: '', dst: '10.0.0.0/24', protocol: 'kernel', table: 'main' };
    const changes = rowChanges([], on({ route: [route], link: [link] }));
    expect(changes.map(({ table, derived }) => [table, derived])).toEqual([
      ['link', false],
      ['route', true],
    ]);
    expect(changes[0]?.fields.map(({ field }) => field)).toEqual(['kind', 'mtu', 'up', 'vni']);
  });

  test('a field that was switched off is told in a row that changed', () => {
    const changes = rowChanges(on({ link: [link] }), on({ link: [{ ...link, up: false }] }));
    expect(changes[0]?.fields).toEqual([{ field: 'up', before: 'on', after: 'off' }]);
  });
});

describe('taking a change back', () => {
  const entry: HistoryEntry = {
    ...{ id: '1', at: 0, user: 'root', title: 't', kind: 'edit', hosts: ['lab:alpha'], steps: 1 },
    ...{ end: 'committed', stands: true },
  };

  test('one that stands can be; any other says why not', () => {
    expect(undoWhy(entry)).toBeUndefined();
    expect(undoWhy({ ...entry, stands: false, undoneBy: '2' })).toBe('It was taken back already');
    expect(undoWhy({ ...entry, stands: false, end: 'rolled-back' })).toMatch(/rolled back/);
    expect(undoWhy({ ...entry, stands: false, end: undefined })).toMatch(/interrupted/);
  });

  test('the outcome in a word', () => {
    expect(endWord(entry)).toBe('done');
    expect(endWord({ ...entry, stands: false, undoneBy: '2' })).toBe('taken back');
    expect(endWord({ ...entry, stands: false, end: undefined })).toBe('interrupted');
  });
});
