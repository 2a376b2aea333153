import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { JournalEntry } from '../../../app/change/journal-entry.ts';
import type { Session } from '../../../main/engine/session.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from './engine-for-test.ts';

const edit = (...items: readonly object[]) => ({ kind: 'edit', host: 'lab:alpha', items });
const ADD = edit(
  { noun: 'bridge', verb: 'add', netns: '', name: 'br7', bridge: {} },
  { noun: 'address', verb: 'add', netns: '', dev: 'br7', address: '10.7.0.1/24' },
);

type Rewrite = (entry: JournalEntry) => JournalEntry;

/** The journal as a crash before the last word leaves it. */
async function interrupted(
  session: Session,
  journalPath: string,
  rewrite: Rewrite = (entry) => entry,
): Promise<string> {
  const entries = readFileSync(journalPath, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry)
    .filter(({ kind }) => kind !== 'end')
    .map((one) => rewrite(one.kind === 'armed' ? { ...one, pid: 1, pidStart: 'gone' } : one));
  writeFileSync(journalPath, `${entries.map((one) => JSON.stringify(one)).join('\n')}\n`);
  await session.overlays.reload();
  return session.overlays.recoveries()[0]?.entryId ?? '';
}

describe('an interrupted change that is taken back', () => {
  labTest('leaves a device that somebody made in the place of its own, and one that was there before', () =>
    withLab(['alpha'], (lab) =>
      withEngine(lab, async ({ session, journalPath, look }) => {
        const host = hostOf(lab, 'alpha');
        const takenBack = async (rewrite?: Rewrite) => {
          const result = await session.rollBack(await interrupted(session, journalPath, rewrite));
          if (!result.ok) throw new Error(JSON.stringify(result.problem));
          const { link, address } = (await look('lab:alpha')).tables;
          const on = address.filter(({ dev, family }) => dev === 'br7' && family === 'inet').map(({ local }) => local);
          return { ...result.value, there: link.some(({ name }) => name === 'br7'), on };
        };
        expect((await applied(session, ADD)).end).toBe('committed');
        const { tables: made } = await look('lab:alpha');
        for (const line of [
          'ip link del br7',
          'ip link add br7 type bridge',
          'ip link set br7 up',
          'ip address add 10.7.0.1/24 dev br7',
        ])
          await inHost(host, ...line.split(' '));
        const { end, problems, there, on } = await takenBack();
        expect([end, there, on]).toEqual(['rolled-back', true, ['10.7.0.1']]);
        expect(problems).toMatchObject([{ code: 'undo-skipped', facts: { host: 'alpha', what: 'br7' } }]);
        await inHost(host, 'ip', 'link', 'del', 'br7');
        writeFileSync(journalPath, '');
        await session.overlays.reload();
        await session.hosts.find('lab:alpha')?.refresh();
        // The same device, of which the journal says that it stood there already.
        expect((await applied(session, ADD)).end).toBe('committed');
        const found = made.link.filter(({ name }) => name === 'br7').map((row) => ({ ...row }));
        const kept = await takenBack((one) =>
          one.kind === 'armed' ? { ...one, before: [{ host: 'lab:alpha', rows: { link: found } }] } : one,
        );
        expect(kept).toMatchObject({ end: 'rolled-back', problems: [], there: true, on: [] });
      }),
    ),
  );
});
