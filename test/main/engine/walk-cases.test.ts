import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { simulatePlan } from '../../../app/plan/plan.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { loadWalkCases } from '../../cases/load.ts';
import { withEngine } from './engine-for-test.ts';
import { writeWalk } from './walk-case.ts';
import { replay, shown, walk, type Expect } from './walk-run.ts';
import { randomEdit, randomFrom } from './walk.ts';

describe('edits that a random walk found wrong once', () => {
  labTest.each(loadWalkCases())('$name reads back as planned', async ({ walked }) => {
    expect(await replay(walked)).toBeUndefined();
  });
});

/** Expects that no edit ever sets an MTU. */
const wrongAboutMtu: Expect = (before, plan) =>
  simulatePlan(before, { ...plan, steps: plan.steps.filter(({ step }) => step.do !== 'link-set-mtu') });

describe('a walk that fails', () => {
  labTest(
    'shrinks to a case folder of the few edits that matter, which fails again when it is loaded',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'overlane-walk-'));
      try {
        const failure = await withLab(['alpha'], (lab) =>
          withEngine(lab, (engine) => {
            const random = randomFrom(7);
            const next = () => randomEdit(random, 'lab:alpha', shown(engine, 'lab:alpha').tables);
            return walk({ ...engine, lab }, random, next, { changes: 200, isOver: () => false, expect: wrongAboutMtu });
          }),
        );
        if (failure === undefined) throw new Error('nothing set an MTU');
        await writeWalk(failure, { folder, name: 'walk-7', expect: wrongAboutMtu });
        expect(readdirSync(join(folder, 'walk-7')).sort()).toEqual([
          'current.json',
          'intents.json',
          'plan.txt',
          'wrong.txt',
        ]);
        const [written] = loadWalkCases(folder);
        const walked = written?.walked ?? [];
        // A device, and its MTU.
        expect(walked.flatMap(({ intent }) => (intent.kind === 'edit' ? intent.items : []))).toHaveLength(2);
        expect(walked.at(-1)?.intent).toMatchObject({
          items: [{ noun: 'link', verb: 'set', mtu: expect.any(Number) as number }],
        });
        expect(readFileSync(join(folder, 'walk-7/plan.txt'), 'utf8').trim().split('\n').at(-1)).toMatch(/ mtu \d+$/);
        expect(await replay(walked, wrongAboutMtu)).toMatchObject({ kind: 'differs' });
        expect(await replay(walked)).toBeUndefined();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    150_000,
  );
});
