import { expect, test } from 'vitest';
import { parseNeighbours } from '../../../../app/noun/neighbour/read.ts';
import { stepText } from '../../../../app/noun/step-argv.ts';
import { EMPTY_TABLES } from '../../../../app/noun/snapshot.ts';
import { invertNeighbour, neighbourStepOf } from '../../../../app/noun/neighbour/steps.ts';

const { rows } = parseNeighbours(
  [{ dst: '10.0.0.2', dev: 'vx0', lladdr: '02:00:00:00:00:02', protocol: 'zebra', state: ['PERMANENT'] }],
  '',
);

test('who wrote a neighbour comes back with it: a control plane finds its own by that', () => {
  const tables = { ...EMPTY_TABLES, neighbour: rows };
  const text = 'ip neigh replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev vx0 nud permanent protocol zebra';
  const step = neighbourStepOf(rows[0]!)!;
  expect(stepText(step)).toBe(text.replace('replace', 'add'));
  const other = {
    do: 'neighbour-replace',
    netns: '',
    dev: 'vx0',
    dst: '10.0.0.2',
    mac: '02:00:00:00:00:09',
    state: 'permanent',
  } as const;
  expect(invertNeighbour(other, tables).map(stepText)).toEqual([text]);
});
