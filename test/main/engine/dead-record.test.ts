import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import { problemText } from '../../../app/problem/text.ts';
import type { Session } from '../../../main/engine/session.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, lookAt, suggested, withEngine } from './engine-for-test.ts';

const PAIR = ['lab:alpha', 'lab:beta'] as const;
const NAME = 'alpha-beta';
const codes = (session: Session, intent: object) => session.previews.preview(intent).problems.map(({ code }) => code);
const texts = (session: Session, intent: object) =>
  session.previews.preview(intent).problems.map((one) => problemText(one).text);

describe('a linked pair whose lab has ended', () => {
  labTest('does not live on in what another overlay makes under its names, and can be forgotten', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'overlane-dead-'));
    await withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, ({ session }) => applied(session, suggested(session, PAIR, { vni: 42 })), { folder }),
    );
    await withLab(['alpha', 'beta'], async (lab) => {
      for (const host of lab.hosts) {
        await inHost(host, 'ip', 'link', 'add', 'name', 'vxlan42', 'type', 'vxlan', 'id', '42', 'dstport', '4789');
        await inHost(host, 'ip', 'link', 'add', 'name', 'br42', 'type', 'bridge');
      }
      const before = [await lookAt(lab, 'lab:alpha'), await lookAt(lab, 'lab:beta')] as const;
      await withEngine(
        lab,
        async ({ session }) => {
          expect(session.stated.views()).toEqual([]);
          expect(codes(session, { kind: 'unlink', name: NAME })).toEqual(['overlay-record-dead']);
          expect(await applied(session, { kind: 'unlink', name: NAME, forget: true })).toMatchObject({
            end: 'committed',
          });
          expect(codes(session, { kind: 'unlink', name: NAME })).toEqual(['overlay-unknown']);
          expect(codes(session, { kind: 'unlink', name: NAME, forget: true })).toEqual(['overlay-unknown']);
        },
        { folder },
      );
      expect(sameDurable(before[0], await lookAt(lab, 'lab:alpha'))).toEqual([]);
      expect(sameDurable(before[1], await lookAt(lab, 'lab:beta'))).toEqual([]);
    });
    rmSync(folder, { recursive: true });
  });

  labTest('is told from devices that took its place in the same lab, on one side or on both', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        await applied(session, suggested(session, PAIR, { vni: 42 }));
        const take = async (name: string): Promise<void> => {
          const host = hostOf(lab, name);
          for (const words of [
            'netns del red',
            'link del vxlan42',
            'link del br42',
            'link add name vxlan42 type vxlan id 42 dstport 4789',
            'link add name br42 type bridge',
          ])
            await inHost(host, 'ip', ...words.split(' '));
          await session.hosts.find(`lab:${name}`)?.refresh();
        };
        await take('beta');
        const before = await lookAt(lab, 'lab:beta');
        const told = texts(session, { kind: 'unlink', name: NAME });
        expect(told.join('\n')).toMatch(/vxlan42 on beta .*taken by a vxlan named vxlan42 \(VNI 42, port 4789, MAC/);
        expect(await applied(session, { kind: 'unlink', name: NAME })).toMatchObject({ end: 'committed' });
        expect(sameDurable(before, await lookAt(lab, 'lab:beta'))).toEqual([]);
        expect((await lookAt(lab, 'lab:alpha')).tables.link.map(({ name }) => name)).not.toContain('vxlan42');

        await applied(session, suggested(session, PAIR, { vni: 43 }));
        for (const name of ['alpha', 'beta'])
          for (const words of ['netns del red', 'netns del blue', 'link del vxlan43', 'link del br43'])
            await inHost(hostOf(lab, name), 'ip', ...words.split(' ')).catch(() => undefined);
        for (const name of ['alpha', 'beta']) {
          await inHost(
            hostOf(lab, name),
            'ip',
            'link',
            'add',
            'name',
            'vxlan43',
            'type',
            'vxlan',
            'id',
            '43',
            'dstport',
            '4789',
          );
          await session.hosts.find(`lab:${name}`)?.refresh();
        }
        expect(texts(session, { kind: 'unlink', name: NAME }).join()).toMatch(/taken by a vxlan named vxlan43/);
      }),
    ),
  );

  labTest('keeps a bridge that others are plugged into', () =>
    withLab(['alpha', 'beta'], (lab) =>
      withEngine(lab, async ({ session }) => {
        await applied(session, suggested(session, PAIR, { vni: 42 }));
        await inHost(
          hostOf(lab, 'alpha'),
          'ip',
          'link',
          'add',
          'name',
          'p7',
          'master',
          'br42',
          'type',
          'veth',
          'peer',
          'name',
          'q7',
        );
        await session.hosts.find('lab:alpha')?.refresh();
        expect(texts(session, { kind: 'unlink', name: NAME }).join()).toMatch(
          /br42 on alpha is left as it is: p7 of somebody else is plugged into it/,
        );
        expect(await applied(session, { kind: 'unlink', name: NAME })).toMatchObject({ end: 'committed' });
        const left = (await lookAt(lab, 'lab:alpha')).tables.link;
        expect(left.find(({ name }) => name === 'p7')?.master).toBe('br42');
        expect(left.map(({ name }) => name)).not.toContain('vxlan42');
      }),
    ),
  );
});
