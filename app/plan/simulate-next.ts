/** Going through the steps of a plan one after the other, ten thousand of them without ten thousand copies. */
import type { TableName, Tables } from '../noun/snapshot.ts';
import { draftOf, undrafted } from '../noun/draft.ts';
import { simulate, type Step } from './step.ts';

/** `simulate` for somebody who forgets the tables before: entries by the thousand come and go in one list. */
export function simulateNext(tables: Tables, step: Step): Tables {
  return simulate(readyFor(tables, step), step);
}

/** The tables in the form that the step changes with the least work. */
export function readyFor(tables: Tables, step: Step): Tables {
  const table = tableOf(step);
  return table === 'fdb' || table === 'neighbour' ? draftOf(tables, table) : undrafted(tables);
}

const TABLE_OF: Readonly<Record<string, TableName>> = {
  netns: 'netns',
  link: 'link',
  address: 'address',
  route: 'route',
  fdb: 'fdb',
  neighbour: 'neighbour',
  sysctl: 'sysctl',
  forward: 'forward',
  file: 'file',
  vlan: 'vlan',
  offload: 'offload',
};

/** The table that a step changes first of all. */
export function tableOf(step: Step): TableName {
  return TABLE_OF[step.do.slice(0, step.do.indexOf('-'))] ?? 'link';
}
