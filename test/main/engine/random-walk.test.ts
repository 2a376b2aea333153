import { join } from 'node:path';
import { describe } from 'vitest';
import type { HostId } from '../../../app/model/host.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';
import { writeWalk } from './walk-case.ts';
import { walkHost, type WalkFailure } from './walk-run.ts';
import { randomFrom } from './walk.ts';

const FIXED_SEED = 20261123;
/** The fixed seed never changes its mind about a change of ours; the fresh one finds what nobody has thought of. */
const SEEDS = process.env.OVERLANE_SEED === undefined ? [FIXED_SEED, Math.floor(Date.now() / 1000)] : [Number(process.env.OVERLANE_SEED)]; // prettier-ignore
/** Changes on each of the two hosts. */
const CHANGES = Number(process.env.OVERLANE_WALK ?? 60);
const HOSTS: readonly HostId[] = ['lab:alpha', 'lab:beta'];
const CASES = join(import.meta.dirname, '../../cases');

async function walk(seed: number): Promise<WalkFailure | undefined> {
  return withLab(['alpha', 'beta'], (lab) =>
    withEngine(lab, async (engine) => {
      let failure: WalkFailure | undefined;
      const walks = HOSTS.map(async (host, index) => {
        const options = { changes: CHANGES, isOver: () => failure !== undefined };
        const found = await walkHost(engine, host, randomFrom(seed + index), options);
        failure ??= found;
      });
      await Promise.all(walks);
      return failure;
    }),
  );
}

describe('a random walk over every noun', () => {
  labTest.each(SEEDS)(
    'reads back as planned after each change, and as before after each undo, from seed %i',
    async (seed) => {
      console.info(`random walk: OVERLANE_SEED=${seed}`);
      const failure = await walk(seed);
      if (failure === undefined) return;
      console.info(`seed ${seed}, after ${failure.walked.length} changes: ${failure.wrong.text}`);
      const written = await writeWalk(failure, { folder: CASES, name: `walk-${seed}` });
      throw new Error(`seed ${seed}: ${failure.wrong.text}\n${written}`);
    },
    // Half a minute where nothing else runs; shrinking a failure takes 90 s more, and a busy machine several times that.
    400_000,
  );
});
