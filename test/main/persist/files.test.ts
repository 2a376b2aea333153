/** Files as steps of a plan: on a real host, through the lab's and ssh's transport. */
import { expect } from 'vitest';
import type { ApplyResult } from '../../../app/contract/plan-view.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Session } from '../../../main/engine/session.ts';
import { openJournal } from '../../../main/engine/journal.ts';
import { suggestPersist } from '../../../main/engine/persist.ts';
import { createSession } from '../../../main/engine/session.ts';
import { sshTransport } from '../../../main/transport/ssh.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { sshTest, withSshLab } from '../../lab/ssh-lab.ts';
import { applied, withEngine } from '../engine/engine-for-test.ts';
import { faultyTransport } from '../engine/faulty-transport.ts';
import { NOBODY } from './reboot.ts';

const HOST: HostId = 'lab:alpha';
const NETDEV = '/etc/systemd/network/10-overlane-one.br1.netdev';
const BRIDGE = ['ip', 'link', 'add', 'name', 'br1', 'address', '02:00:00:00:01:01', 'type', 'bridge'] as const;
const intent = {
  kind: 'persist',
  host: HOST,
  select: { name: 'one', links: ['br1'] },
  format: 'networkd',
  facts: NOBODY,
};
const unpersist = { kind: 'unpersist', host: HOST };

function withBridge(body: (session: Session, sh: (script: string) => Promise<string>) => Promise<void>): Promise<void> {
  return withLab(['alpha'], async (lab) => {
    await inHost(hostOf(lab, 'alpha'), ...BRIDGE);
    await withEngine(lab, ({ session }) => body(session, (script) => inHost(hostOf(lab, 'alpha'), 'sh', '-c', script)));
  });
}

const codes = ({ problems }: { problems: readonly { code: string }[] }): readonly string[] =>
  problems.map(({ code }) => code);
const kept = (sh: (script: string) => Promise<string>): Promise<string> => sh('ls /etc/systemd/network /etc/overlane');

labTest('what is kept is there with its mode and its mark, undone by undo, and gone after unpersist', () =>
  withBridge(async (session, sh) => {
    expect((await applied(session, intent)).end).toBe('committed');
    expect(await sh(`stat -c %a ${NETDEV}; head -1 ${NETDEV}; ls -A /etc/systemd/network`)).toMatch(
      /^644\n# Written by Overlane for one; sum [0-9a-f]{16};.*\n10-overlane-one.br1.netdev\n10-overlane-one.br1.network\n$/,
    );
    expect(codes(session.previews.preview(intent))).toEqual(['plan-empty']);
    expect((await applied(session, { kind: 'undo' })).end).toBe('committed');
    expect(await kept(sh)).not.toContain('overlane-one');
    await applied(session, intent);
    expect((await applied(session, unpersist)).end).toBe('committed');
    expect(await kept(sh)).not.toContain('overlane-one');
    expect(codes(session.previews.preview(unpersist))).toEqual(['persist-nothing-kept']);
  }),
);

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('a folder that is a link: skipped, for only root can take the lab host’s own folder away');
labTest.skipIf(!isRoot)('a folder that is a link is not followed: nothing is written where it leads', () =>
  withBridge(async (session, sh) => {
    await sh(
      'umount /etc/systemd/network; rm -rf /etc/systemd/network; mkdir /run/elsewhere; ln -s /run/elsewhere /etc/systemd/network',
    );
    expect((await applied(session, intent)).end).toBe('rolled-back');
    expect(await sh('ls -A /run/elsewhere')).toBe('');
  }),
);

labTest('a changed host changes its files: the diff says how, and what is no longer needed goes', () =>
  withBridge(async (session, sh) => {
    await sh('ip netns add web; ip link add name v1 type veth peer name eth0 netns web; ip link set dev v1 master br1');
    const both = { ...intent, select: { name: 'one', links: ['br1', 'v1'] } };
    await session.hosts.find(HOST)?.refresh();
    await applied(session, both);
    await sh('ip link set dev br1 address 02:00:00:00:01:02');
    await session.hosts.find(HOST)?.refresh();
    const { plan } = session.previews.preview(intent);
    const lines = plan?.hosts[0]?.forward ?? [];
    expect(lines.find(({ text }) => text.includes(NETDEV))?.diff).toMatch(
      /^--- .*\n\+\+\+ .*\n@@ [\s\S]*-MACAddress=02:00:00:00:01:01\n\+MACAddress=02:00:00:00:01:02\n/,
    );
    expect(lines.map(({ text }) => text)).toContain('rm /etc/overlane/overlane-one.sh');
    expect((await applied(session, intent)).end).toBe('committed');
    expect(await sh('ls /etc/systemd/system; test ! -e /etc/systemd/system/multi-user.target.d')).toBe('');
  }),
);

labTest('a file of that name that is not ours is never overwritten, even when it appears after the preview', () =>
  withBridge(async (session, sh) => {
    await sh(`echo "[NetDev]" >${NETDEV}`);
    await session.hosts.find(HOST)?.refresh();
    expect(codes(session.previews.preview(intent))).toEqual(['file-foreign']);
    await sh(`rm ${NETDEV}`);
    await session.hosts.find(HOST)?.refresh();
    const { plan } = session.previews.preview(intent);
    await sh(`ln -s /etc/passwd ${NETDEV}`);
    const result = await session.apply(plan?.planId ?? '', () => undefined);
    expect(result.ok && result.value.end).toBe('rolled-back');
    expect(await sh(`readlink ${NETDEV}; ls /etc/systemd/network`)).toBe('/etc/passwd\n10-overlane-one.br1.netdev\n');
  }),
);

labTest('a file that was changed by hand is noticed and left alone', () =>
  withBridge(async (session, sh) => {
    await applied(session, intent);
    await sh(`echo "Description=mine" >>${NETDEV}`);
    await session.hosts.find(HOST)?.refresh();
    expect(codes(session.previews.preview(intent))).toEqual(['file-edited']);
    const left = session.previews.preview(unpersist);
    expect(codes(left)).toEqual(['file-edited']);
    expect(left.plan?.hosts[0]?.forward.map(({ text }) => text)).toEqual([`rm ${NETDEV.replace('netdev', 'network')}`]);
  }),
);

labTest.each(['hangs', 'hangs-after', 'lies'] as const)('a write that %s takes the others back', (fault) =>
  withLab(['alpha'], async (lab) => {
    await inHost(hostOf(lab, 'alpha'), ...BRIDGE);
    const options = { wrap: (real: Parameters<typeof faultyTransport>[0]) => faultyTransport(real, { fault, at: 1 }) };
    await withEngine(
      lab,
      async ({ session }) => {
        const result: ApplyResult = await applied(session, intent);
        expect(result.end).toBe('rolled-back');
        expect(await inHost(hostOf(lab, 'alpha'), 'ls', '-A', '/etc/systemd/network')).toBe('');
      },
      options,
    );
  }),
);

sshTest.each(['alpha', 'free-alpha'])('over ssh as %s the same files are written, root or sudo', (target) =>
  withSshLab({}, async ({ folder, host, configFile }) => {
    await inHost(host('alpha'), ...BRIDGE);
    const session = createSession({
      journal: openJournal(`${folder}/journal.jsonl`),
      clock: { now: () => Date.now() },
    });
    const id: HostId = `ssh:${target}`;
    await session.hosts.add(sshTransport({ host: id, target, configFile }), { live: false }).refresh();
    await session.overlays.reload();
    const suggested = await suggestPersist(id, undefined, session);
    if (!suggested.ok) throw new Error(JSON.stringify(suggested.problem));
    expect(suggested.value).toMatchObject({ select: { name: 'host', links: 'all' }, kept: [] });
    expect((await applied(session, { ...intent, host: id })).end).toBe('committed');
    expect(await inHost(host('alpha'), 'stat', '-c', '%a %U', NETDEV)).toBe('644 root\n');
    expect((await applied(session, { ...unpersist, host: id })).end).toBe('committed');
    expect(await inHost(host('alpha'), 'ls', '-A', '/etc/systemd/network')).toBe('');
    await session.close();
  }),
);
