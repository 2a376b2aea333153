import { describe, expect, test } from 'vitest';
import { recordedTable, VERSIONS } from './recorded.ts';

const TABLES = ['netns', 'link', 'address', 'route', 'fdb', 'neighbour'] as const;

describe.each(VERSIONS)('recorded by iproute2 %s', (version) => {
  test.each(TABLES)('%s parses whole, with unique keys', (table) => {
    const { rows, problems } = recordedTable(version, table);
    expect(problems).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });
});
