import { expect, test } from 'vitest';
import { parseNetns } from '../../../../app/noun/netns/read.ts';
import { recordedTable, VERSIONS } from '../recorded.ts';

test.each(VERSIONS)('namespaces recorded by %s', (version) => {
  expect(recordedTable(version, 'netns').rows.map(({ key, name, nsid }) => ({ key, name, nsid }))).toEqual([
    { key: 'blue', name: 'blue', nsid: undefined },
    { key: 'red', name: 'red', nsid: 0 },
  ]);
});

test('a hostile name stays text', () => {
  expect(parseNetns([{ name: '$(id)\n<b>' }], '').rows[0]!.name).toBe('$(id)\n<b>');
});
