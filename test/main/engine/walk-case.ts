/** A failed walk → a case folder of as few changes as still fail, for `test/cases` and `walk-cases.test.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostId } from '../../../app/base/host.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { withLab } from '../../lab/lab-for-test.ts';
import { leaveOut } from '../../cases/rows.ts';
import { planLines, textOf } from '../../cases/golden.ts';
import { editsOf, planWalk } from '../../cases/plan-walk.ts';
import { lookAt } from './engine-for-test.ts';
import { hostNames, type Walked } from './walk-intent.ts';
import { replay, type Expect, type WalkFailure } from './walk-run.ts';
import { shrink } from './walk-shrink.ts';

/** Milliseconds for finding fewer edits that fail too. Shorter: a longer list to read; longer: a failing run takes that long. */
const SHRINK_MS = 90_000;

interface Place {
  readonly folder: string;
  readonly name: string;
  readonly expect?: Expect;
}

/** Answers with where it is and what is in it. Each try runs on a host of its own, so that nothing earlier is left on it. */
export async function writeWalk({ walked, wrong }: WalkFailure, { folder, name, expect }: Place): Promise<string> {
  const until = performance.now() + SHRINK_MS;
  const fails = async (list: readonly Walked[]): Promise<boolean> => {
    try {
      return (await replay(list, expect))?.kind === wrong.kind;
    } catch (error) {
      // A lab that could not be started or ended is another fault, and must not hide the one that is looked for.
      console.warn(`a try while shrinking was given up: ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  };
  const few = await shrink(walked, fails, () => performance.now() > until);
  const path = join(folder, name);
  const starts = await freshHosts(few);
  mkdirSync(path, { recursive: true });
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const tables = starts.map(({ host, tables: each }) => [host, leaveOut(each)] as const);
  writeFileSync(join(path, 'current.json'), json(Object.fromEntries(tables)));
  writeFileSync(join(path, 'intents.json'), json(few));
  writeFileSync(join(path, 'wrong.txt'), `${wrong.text}\n`);
  const edits = editsOf(few);
  const plans = edits === undefined || starts[0] === undefined ? [] : planWalk(starts[0], edits);
  writeFileSync(join(path, 'plan.txt'), textOf(plans.flatMap((plan) => planLines(plan, 'forward'))));
  return `${few.length} changes are enough, in ${path}:\n${JSON.stringify(few, null, 1)}`;
}

async function freshHosts(walked: readonly Walked[]): Promise<readonly Snapshot[]> {
  const names = hostNames(walked);
  return withLab(names, (lab) =>
    Promise.all(names.map((name): Promise<Snapshot> => lookAt(lab, `lab:${name}` as HostId))),
  );
}
