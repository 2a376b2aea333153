import { describe, expect, test } from 'vitest';
import { holdsText, listCells, padded } from '../../../app/change/list-columns.ts';
import type { FdbEntry } from '../../../app/noun/fdb/row.ts';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import { recordedTable, VERSIONS } from '../noun/recorded.ts';

const entry = (mac: string, more: Partial<FdbEntry> = {}): FdbEntry => ({
  key: mac,
  netns: '',
  dev: 'vxlan42',
  mac,
  state: '',
  flags: ['self'],
  raw: { secret: 'x' },
  ...more,
});

describe('a table as text', () => {
  const rows = [entry('02:00:00:00:00:01', { dst: '192.0.2.1' }), entry('02:00:00:00:00:02')];

  test('columns that are empty in every row are left out, and all stand below each other', () => {
    const cells = listCells(
      'fdb',
      rows.map((row) => ({ row, first: ['lab:alpha'] })),
      ['host'],
    );
    expect(padded(cells)).toEqual([
      'host       mac                dev      dst        state    flags',
      'lab:alpha  02:00:00:00:00:01  vxlan42  192.0.2.1  learned  self',
      'lab:alpha  02:00:00:00:00:02  vxlan42             learned  self',
    ]);
  });

  test('a filter looks at the fields that are shown, not at what they were parsed from', () => {
    expect(rows.map((row) => holdsText(row, '192.0.2'))).toEqual([true, false]);
    expect(holdsText(rows[0]!, 'secret')).toBe(false);
  });

  test.each(VERSIONS)('every recorded row of iproute2 %s has a line', (version) => {
    for (const table of TABLE_NAMES.filter(
      (name) => !['sysctl', 'forward', 'file', 'vlan', 'offload', 'system', 'vni', 'rule'].includes(name),
    )) {
      const { rows: recorded } = recordedTable(version, table as 'fdb');
      const lines = padded(
        listCells(
          table as 'fdb',
          recorded.map((row) => ({ row, first: [] })),
          [],
        ),
      );
      expect(lines).toHaveLength(recorded.length + 1);
      expect(
        lines.every((line) => line.trim() !== '' && !line.includes('undefined') && !line.includes('[object')),
      ).toBe(true);
    }
  });
});
