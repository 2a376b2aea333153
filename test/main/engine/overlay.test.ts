import { describe, expect } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import { LINK_MODES } from '../../../app/overlay/link-intent.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { withEngine } from './engine-for-test.ts';
import { applied } from './engine-for-test.ts';
import { applyFile, expectWhole, fileOf, giveIpv6, seen, type Families } from './overlay-for-test.ts';

const EIGHT = ['alpha', 'beta', 'gamma', 'h4', 'h5', 'h6', 'h7', 'h8'];
const FAMILIES: readonly Families[] = ['IPv4', 'IPv6', 'dual'];
const ALL = LINK_MODES.flatMap((mode) => FAMILIES.map((families) => [mode, families] as const));
/** As an ordinary user one of each mode and of each family: what differs there is how the lab is entered, not what is made in it. */
const CASES = process.getuid?.() === 0 ? ALL : ALL.filter((_, index) => index % 4 === 0);

/** Eight hosts, their pings and readings, beside whatever else the machine does. */
const STORY_MS = 240_000;

describe.each(CASES)('a %s overlay over %s', (mode, families) => {
  labTest(
    'is built on two hosts, joined by a third and by five more, left by one and destroyed without a trace',
    () =>
      withLab(EIGHT, async (lab) => {
        await giveIpv6(lab);
        await withEngine(lab, async ({ session, look }) => {
          const before = await Promise.all(EIGHT.map((name) => look(`lab:${name}`)));
          for (const count of [2, 3, 8]) {
            const result = await applyFile(session, fileOf(mode, families, EIGHT.slice(0, count)));
            expect(result).toMatchObject({ end: 'committed', problems: [] });
            await expectWhole(session, count, families);
          }
          const again = session.previews.preview({ kind: 'overlay-apply', spec: (await seen(session)).spec });
          expect(again).toMatchObject({ problems: [{ code: 'plan-empty' }] });

          const rest = EIGHT.filter((name) => name !== 'beta');
          expect(await applyFile(session, fileOf(mode, families, rest))).toMatchObject({ end: 'committed' });
          await expectWhole(session, 7, families);
          expect(sameDurable(before[1] as never, await look('lab:beta'))).toEqual([]);

          expect(await applied(session, { kind: 'overlay-destroy', name: 'mesh' })).toMatchObject({
            end: 'committed',
            problems: [],
          });
          expect(session.stated.views()).toEqual([]);
          for (const [index, name] of EIGHT.entries())
            expect(sameDurable(before[index] as never, await look(`lab:${name}`)), name).toEqual([]);
        });
      }),
    STORY_MS,
  );
});
