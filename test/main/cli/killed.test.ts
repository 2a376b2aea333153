import { describe, expect } from 'vitest';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { randomFrom } from '../engine/walk.ts';
import { withCli } from './cli-for-test.ts';
import { HOSTS, killStory, type Kill } from './kill-story.ts';

/** `OVERLANE_KILLS=200 OVERLANE_SEED=N` for the long run; the seed of a run is printed. */
const KILLS = Number(process.env.OVERLANE_KILLS ?? 5);
const SEED = Number(process.env.OVERLANE_SEED ?? 20261128);

describe('killed in the middle of a change of five hosts', () => {
  labTest(
    'each host is as before, or all is kept, or it is offered and can be taken back whole',
    () =>
      withLab(HOSTS, (lab) =>
        withCli(
          async (cli) => {
            const story = killStory({ lab, cli, random: randomFrom(SEED) });
            const kills: Kill[] = [];
            for (let at = 0; at < KILLS; at += 1) {
              const kill = await story.next();
              kills.push(kill);
              if (KILLS > 20 || kill.wrong.length > 0)
                console.info(`${at}: ${kill.verb}, ${kill.at}: ${kill.outcome}\n${kill.wrong.slice(0, 40).join('\n')}`);
              expect(kill.wrong, `seed ${SEED}, kill ${at}, ${kill.verb} at ${kill.at}, ${kill.outcome}`).toEqual([]);
            }
            console.info(`seed ${SEED}: ${shares(kills)}`);
          },
          { lab: lab.name },
        ),
      ),
    60_000 + KILLS * 60_000,
  );
});

function shares(kills: readonly Kill[]): string {
  const count = new Map<string, number>();
  for (const { outcome } of kills) count.set(outcome, (count.get(outcome) ?? 0) + 1);
  return [...count].map(([outcome, times]) => `${times} ${outcome}`).join(', ');
}
