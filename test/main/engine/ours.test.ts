import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { problemText } from '../../../app/problem/text.ts';
import type { Session } from '../../../main/engine/session.ts';
import { startLab, type Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labName, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, lookAt, previewed, withEngine } from './engine-for-test.ts';

const HOST = 'lab:alpha';
const edit = (...items: object[]) => ({
  kind: 'edit',
  host: HOST,
  items: items.map((item) => ('noun' in item && item.noun === 'netns' ? item : { ...item, netns: '' })),
});
const bridge = { noun: 'bridge', verb: 'add', name: 'br7' };
const vxlan = (vni = 7) => ({
  noun: 'vxlan',
  verb: 'add',
  name: 'vx7',
  mtu: 1400,
  vxlan: { vni, dstport: 4789, local: '192.168.64.3' },
});

/** Every sentence of a preview that gives no plan, or the commands and then the sentences of one that does. */
function said(session: Session, intent: object): readonly string[] {
  const { plan, problems } = session.previews.preview(intent);
  const commands = plan?.hosts.flatMap(({ forward }) => forward.map(({ text }) => text)) ?? [];
  return [...commands, ...problems.map((one) => problemText(one).text)];
}

describe('undoing what was made', () => {
  let lab: Lab;
  beforeAll(async () => {
    const started = await startLab({ name: labName(), hosts: ['alpha'], lifetime: 'owned' });
    if (started.ok) lab = started.value;
  });
  afterAll(() => lab?.stop());
  const ip = (words: string) => inHost(hostOf(lab, 'alpha'), 'ip', ...words.split(' '));
  const refreshed = async (session: Session) => void (await session.hosts.find(HOST)?.refresh());

  const OTHERS: readonly (readonly [string, object, readonly string[], RegExp, readonly string[]])[] = [
    [
      'a bridge that was made anew by hand',
      bridge,
      ['link del br7', 'link add name br7 type bridge'],
      /taken by a bridge named br7 \(MAC .*which this change did not make/,
      ['link del br7'],
    ],
    [
      'a bridge with a port of somebody else',
      bridge,
      ['link add name p7 type veth peer name q7', 'link set dev p7 master br7'],
      /add bridge br7.*used by p7|br7.*\(used by p7\)/i,
      ['link del p7', 'link del br7'],
    ],
    [
      'a namespace with a link of somebody else',
      { noun: 'netns', verb: 'add', name: 'blue' },
      ['link add name p7 type veth peer name q7 netns blue'],
      /blue.*\(used by q7\)/,
      ['netns del blue'],
    ],
    [
      'a tunnel of another VNI',
      vxlan(),
      ['link del vx7', 'link add name vx7 type vxlan id 9 dstport 4789'],
      /taken by a vxlan named vx7 \(VNI 9, port 4789, MAC/,
      ['link del vx7'],
    ],
    [
      'a tunnel of another MAC',
      vxlan(),
      [
        'link set dev vx7 address 02:00:00:00:00:99',
        'link set dev vx7 name gone',
        'link add name vx7 mtu 1400 type vxlan id 7 dstport 4790',
      ],
      /taken by a vxlan named vx7 \(VNI 7, port 4790/,
      ['link del vx7', 'link del gone'],
    ],
  ];
  labTest.each(OTHERS)('leaves %s alone, and says whose it is', async (_, item, theirs, sentence, after) => {
    await withEngine(lab, async ({ session }) => {
      expect(await applied(session, edit(item))).toMatchObject({ end: 'committed' });
      for (const words of theirs) await ip(words);
      await refreshed(session);
      expect(said(session, { kind: 'undo' })[0]).toMatch(sentence);
    });
    for (const words of after) await ip(words);
  });

  labTest('removes a tunnel that somebody gave another size, for it is the same one', () =>
    withEngine(lab, async ({ session }) => {
      await applied(session, edit(vxlan()));
      await ip('link set dev vx7 mtu 1300');
      await refreshed(session);
      expect(await applied(session, { kind: 'undo' })).toMatchObject({ end: 'committed' });
      expect((await lookAt(lab, HOST)).tables.link.some(({ name }) => name === 'vx7')).toBe(false);
    }),
  );

  labTest('goes back and forth over what it made again itself', () =>
    withEngine(lab, async ({ session }) => {
      await applied(session, edit(bridge));
      const [made] = session.history.list();
      await applied(session, { kind: 'undo', entryId: made?.id });
      const [undone] = session.history.list();
      await applied(session, { kind: 'undo', entryId: undone?.id });
      expect(previewed(session, { kind: 'undo', entryId: made?.id }).hosts[0]?.forward).toMatchObject([
        { text: 'ip link del dev br7' },
      ]);
      await applied(session, { kind: 'undo', entryId: made?.id });
    }),
  );

  labTest('leaves what a later change has made anew under that name', () =>
    withEngine(lab, async ({ session }) => {
      await applied(session, edit(vxlan()));
      const [first] = session.history.list();
      await ip('link del vx7');
      await refreshed(session);
      await applied(session, edit(vxlan()));
      expect(said(session, { kind: 'undo', entryId: first?.id })[0]).toMatch(/made by "Add VXLAN device vx7 on alpha"/);
      expect(await applied(session, { kind: 'undo' })).toMatchObject({ end: 'committed' });
    }),
  );
});

labTest('a change of a lab that has ended is not taken back on another lab of the same names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-elsewhere-'));
  await withLab(['alpha'], (lab) => withEngine(lab, ({ session }) => applied(session, edit(bridge)), { folder }));
  await withLab(['alpha'], async (lab) => {
    await inHost(hostOf(lab, 'alpha'), 'ip', 'link', 'add', 'name', 'br7', 'type', 'bridge');
    await withEngine(
      lab,
      async ({ session }) => {
        const { plan, problems } = session.previews.preview({ kind: 'undo' });
        expect(plan).toBeUndefined();
        expect(problems).toMatchObject([{ code: 'undo-elsewhere', severity: 'error', facts: { host: 'alpha' } }]);
      },
      { folder },
    );
  });
  rmSync(folder, { recursive: true });
});
