import { expect, test } from 'vitest';
import { neighbourKey, type Neighbour } from '../../../app/noun/neighbour/row.ts';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import { collectedLines } from './walk-collected.ts';

const at = (dst: string, state: string, flags: readonly string[] = []): Neighbour => ({
  ...{ key: neighbourKey('', 'vx0', dst, false), netns: '', dev: 'vx0', dst, family: 'inet', state },
  ...{ flags: [...flags], mac: '02:00:00:00:00:01', raw: {} },
});
const tables = (...neighbour: readonly Neighbour[]): Tables => ({ ...EMPTY_TABLES, neighbour });

test('a NOARP neighbour may have been collected where a change left it alone, and a permanent or learned one never', () => {
  const old = tables(at('10.0.0.1', 'NOARP'), at('10.0.0.2', 'PERMANENT'), at('10.0.0.3', 'NOARP', ['extern_learn']));
  expect([...collectedLines(old, old)]).toEqual(['neighbour 10.0.0.1 on vx0 is missing']);
  expect([...collectedLines(old, tables())]).toEqual([]);
});
