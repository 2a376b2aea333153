import { expect, test } from 'vitest';
import type { Query } from '../../../app/noun/query.ts';
import { readSnapshot } from '../../../main/engine/read-snapshot.ts';
import { recordedTransport } from '../../../main/transport/recorded.ts';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../fixtures/iproute2-6.1.0');

test('of a host with a flood of namespaces the first thousand are read, and that is said', async () => {
  const recorded = recordedTransport(folder);
  const names = Array.from({ length: 3_000 }, (_, at) => ({ name: `ns${String(at).padStart(4, '0')}` }));
  const asked = new Set<string>();
  const transport = {
    ...recorded,
    host: 'lab:alpha',
    read: (queries: readonly Query[]) => {
      for (const { netns } of queries) asked.add(netns);
      return Promise.resolve(
        queries.map(({ table, argv }) => {
          const stdout = table === 'netns' ? JSON.stringify(names) : '';
          return { argv, exitCode: 0, stdout, stderr: '', startedAt: 0, durationMs: 0 };
        }),
      );
    },
  } as const;
  const { snapshot, problems } = await readSnapshot(transport, { now: () => 0 });
  expect(snapshot.tables.netns).toHaveLength(3_000);
  expect(asked.size).toBe(1_001);
  expect(problems).toMatchObject([{ code: 'netns-too-many', facts: { count: 3_000, most: 1_000 } }]);
});
