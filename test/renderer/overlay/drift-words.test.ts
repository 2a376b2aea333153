import { expect, test } from 'vitest';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import { placeOfDrift } from '../../../renderer/overlay/drift-words.ts';
import { PAGES } from '../../../renderer/pages.ts';

const host = 'lab:alpha';

test('a row with a line of its own is led to, and one without to the page of what it stands on', () => {
  expect(placeOfDrift({ host, table: 'fdb', row: 'k' })).toEqual({ page: 'fdb', host, key: 'k' });
  expect(placeOfDrift({ host, table: 'fdb' })).toEqual({ page: 'fdb', host });
  expect(placeOfDrift({ host, table: 'vni', row: '|vx0|7' })).toEqual({ page: 'vxlan', host });
  expect(placeOfDrift({ host, table: 'vlan', row: '|br0|7' })).toEqual({ page: 'bridges', host });
});

test.each(TABLE_NAMES)('%s leads to a page that there is', (table) =>
  expect(Object.keys(PAGES)).toContain(placeOfDrift({ host, table, row: 'k' }).page),
);
