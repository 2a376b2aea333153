import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DeclaredOverlay } from '../../../app/contract/overlay-view.ts';
import { createKeeper, type Keeper } from '../../../main/engine/keep-true.ts';
import type { Problem } from '../../../app/problem/problem.ts';

const PROBLEM: Problem = { code: 'step-failed', severity: 'error', where: {}, facts: {}, retry: true };

describe('keep-true mode', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  test('repairs what has been missing for a second, once', async () => {
    const world = scene();
    world.breakIt();
    world.keeper.look();
    await vi.advanceTimersByTimeAsync(900);
    expect(world.repairs).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(world.repairs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(world.repairs).toHaveLength(1);
  });

  test('leaves alone what nobody asked it to keep', async () => {
    const world = scene({ keepTrue: false });
    world.breakIt();
    world.keeper.look();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.repairs).toEqual([]);
  });

  test('waits twice as long each time that a repair fails, five minutes at most, and says why', async () => {
    const world = scene({ answer: [PROBLEM], mends: false });
    world.breakIt();
    world.keeper.look();
    await vi.advanceTimersByTimeAsync(1_800_000);
    const waits = world.repairs.slice(1).map((at, index) => at - (world.repairs[index] ?? 0));
    expect(waits.slice(0, 5)).toEqual([2000, 4000, 8000, 16_000, 32_000]);
    expect(Math.max(...waits)).toBe(300_000);
    expect(world.blamed.at(-1)).toEqual(PROBLEM);
  });

  test('is quick again after a repair that lasted', async () => {
    const world = scene();
    for (let accident = 0; accident < 3; accident += 1) {
      world.breakIt();
      world.keeper.look();
      await vi.advanceTimersByTimeAsync(1100);
      expect(world.repairs).toHaveLength(accident + 1);
      await vi.advanceTimersByTimeAsync(120_000);
    }
  });

  test('does nothing more when it is stopped', async () => {
    const world = scene();
    world.breakIt();
    world.keeper.look();
    world.keeper.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.repairs).toEqual([]);
  });
});

interface Scene {
  readonly keeper: Keeper;
  readonly repairs: number[];
  readonly blamed: (Problem | undefined)[];
  breakIt(): void;
}

function scene({ keepTrue = true, answer = [] as readonly Problem[], mends = true } = {}): Scene {
  let brokenSince: number | undefined;
  const repairs: number[] = [];
  const blamed: (Problem | undefined)[] = [];
  const drift = (): unknown[] => (brokenSince === undefined ? [] : [{ since: brokenSince }]);
  const views = (): readonly DeclaredOverlay[] =>
    [
      { spec: { name: 'mesh' }, declaredAt: 0, keepTrue, members: [{ drift: drift() }] },
    ] as unknown as DeclaredOverlay[];
  const keeper = createKeeper({
    stated: { views, blame: (_, problem) => void blamed.push(problem) },
    clock: { now: () => Date.now() },
    repair: async () => {
      repairs.push(Date.now());
      if (mends) brokenSince = undefined;
      return answer;
    },
  });
  return { keeper, repairs, blamed, breakIt: () => (brokenSince = Date.now()) };
}
