/** What takes a step back, from the tables before it. */
import { undrafted } from '../noun/draft.ts';
import { lost } from '../noun/lost.ts';
import { simulate, stepsOf, type Step } from '../noun/step.ts';
import type { Tables } from '../noun/snapshot.ts';
import { fdbStepOf } from '../noun/fdb/steps.ts';
import { restore } from './restore.ts';

/**
 * The steps that take a step back, given the tables before it: its own opposite, then what the kernel took along
 * (a removed link's entries, a stopped link's routes, …), from the rows that were there.
 */
export function invert(step: Step, before: Tables): readonly Step[] {
  const steps = stepsOf(step);
  const opposite = steps.invert(step, before) as readonly Step[];
  // Entries take along nothing but themselves: no need to look through all tables for each of ten thousand.
  if (!steps.takesAlong(step, before)) return opposite;
  const start = undrafted(before);
  const after = [step, ...opposite].reduce(simulate, start);
  return [...opposite, ...restore(start, after), ...(LEAVES_ENTRIES.includes(step.do) ? surplus(start, after) : [])];
}

const LEAVES_ENTRIES: readonly Step['do'][] = ['link-set-vxlan', 'vni-add', 'vni-del'];

/** The flood entries that a change of the far end and its change back leave: the kernel looks for the old one by the new device. */
function surplus(before: Tables, after: Tables): readonly Step[] {
  return lost(after, before, 'fdb').map((row): Step => ({ ...fdbStepOf(row), do: 'fdb-del' }));
}
