/** What is removed does not come back: its files go in the same plan, before it, and undo brings them back. What is changed is said. */
import { expect } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import { PERSIST_FORMATS } from '../../../app/persist/format.ts';
import type { Session } from '../../../main/engine/session.ts';
import { until } from '../../lab/until.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from '../engine/engine-for-test.ts';
import { applyFile, fileOf } from '../engine/overlay-for-test.ts';
import { NOBODY } from './reboot.ts';

const HOST: HostId = 'lab:alpha';
const SCENE = `set -e
ip link add name br1 address 02:00:00:00:01:01 type bridge
ip link add name vx1 address 02:00:00:00:01:02 type vxlan id 1 local 192.0.2.1 dstport 4789
ip link set dev vx1 master br1
ip address add 10.1.0.1/24 dev br1
bridge fdb append 00:00:00:00:00:00 dev vx1 dst 192.0.2.2 port 4790 self permanent
ip link set dev br1 up; ip link set dev vx1 up`;
const FILES = `find /etc/systemd /etc/NetworkManager /etc/netplan /etc/network/interfaces.d /etc/overlane -name '*overlane-one*' | sort | xargs -r md5sum`;

type Body = (session: Session, sh: (script: string) => Promise<string>) => Promise<void>;

function withKept(format: (typeof PERSIST_FORMATS)[number], body: Body): Promise<void> {
  return withLab(['alpha'], async (lab) => {
    const sh = (script: string): Promise<string> => inHost(hostOf(lab, 'alpha'), 'sh', '-c', script);
    await sh(SCENE);
    await withEngine(lab, async ({ session }) => {
      const select = { name: 'one', links: ['br1', 'vx1'] };
      const facts = { ...NOBODY, systemd: true };
      const result = await applied(session, { kind: 'persist', host: HOST, select, format, facts });
      expect(result.end).toBe('committed');
      await body(session, sh);
    });
  });
}

const remove = (...names: string[]) => ({
  kind: 'edit',
  host: HOST,
  items: names.map((name) => ({ noun: 'link', verb: 'del', netns: '', name })),
});
const codes = ({ problems }: { problems: readonly { code: string }[] }): readonly string[] =>
  problems.map(({ code }) => code);

labTest.each(PERSIST_FORMATS)(
  '%s: files go before their devices, the last ones all, and undo brings them back',
  (format) =>
    withKept(format, async (session, sh) => {
      const before = await sh(FILES);
      const lines =
        session.previews.preview(remove('vx1', 'br1')).plan?.hosts[0]?.forward.map(({ text }) => text) ?? [];
      const first = lines.findIndex((text) => text.startsWith('ip link del'));
      expect(first).toBeGreaterThan(0);
      expect(lines.slice(0, first).every((text) => /(^|\n)rm /.test(text))).toBe(true);
      expect((await applied(session, remove('vx1', 'br1'))).end).toBe('committed');
      expect(await sh(FILES)).toBe('');
      expect((await applied(session, { kind: 'undo' })).end).toBe('committed');
      expect(await sh(FILES)).toBe(before);
      expect((await applied(session, remove('vx1'))).end).toBe('committed');
      expect(await sh(FILES)).not.toBe('');
      expect(
        await sh(
          'grep -rl "vx1\\|4790" /etc/systemd /etc/NetworkManager /etc/netplan /etc/network/interfaces.d /etc/overlane || true',
        ),
      ).toBe('');
    }),
);

labTest('a change of what is kept says that its files say otherwise, until they are written again', () =>
  withKept('networkd', async (session, sh) => {
    const change = (mtu: number) => ({
      kind: 'edit',
      host: HOST,
      items: [{ noun: 'vxlan', verb: 'set', netns: '', name: 'vx1', mtu }],
    });
    expect(codes(session.previews.preview(change(1400)))).toContain('kept-files-stale');
    expect((await applied(session, change(1400))).end).toBe('committed');
    const other = {
      kind: 'edit',
      host: HOST,
      items: [{ noun: 'address', verb: 'add', netns: '', dev: 'lo', address: '10.9.9.9/32' }],
    };
    expect(codes(session.previews.preview(other))).not.toContain('kept-files-stale');
    expect(await sh('cat /etc/systemd/network/*one.vx1.netdev')).toContain('VNI=1');
  }),
);

labTest('a file that was changed by hand stays and is named', () =>
  withKept('networkd', async (session, sh) => {
    await sh('echo "# mine" >>/etc/systemd/network/10-overlane-one.vx1.netdev');
    await session.hosts.find(HOST)?.refresh();
    expect(codes(session.previews.preview(remove('vx1', 'br1')))).toContain('file-edited');
    expect((await applied(session, remove('vx1', 'br1'))).end).toBe('committed');
    expect(await sh(FILES)).toMatch(/^\S+ +\/etc\/systemd\/network\/10-overlane-one\.vx1\.netdev\n$/);
  }),
);

labTest('destroying an overlay leaves no file of it, and undo brings both back', { timeout: 60_000 }, () =>
  withLab(['alpha', 'beta'], (lab) =>
    withEngine(lab, async ({ session }) => {
      const files = (name: string): Promise<string> =>
        inHost(
          hostOf(lab, name),
          'sh',
          '-c',
          'find /etc/systemd /etc/overlane /etc/sysctl.d -name "*overlane-*" | sort',
        );
      await applyFile(session, fileOf('flannel', 'IPv4', ['alpha', 'beta']));
      const select = { name: 'mesh', links: ['vxlan77', 'br77', 'veth-red-br'] };
      const facts = { ...NOBODY, systemd: true };
      await applied(session, { kind: 'persist', host: HOST, select, format: 'networkd', facts });
      const before = await files('alpha');
      expect(before).toContain('vxlan77.netdev');
      const stale = async (): Promise<readonly string[] | undefined> => {
        await session.hosts.find(HOST)?.refresh();
        return session.stated.views()[0]?.members.find(({ host }) => host === HOST)?.staleFiles;
      };
      const setMtu = (mtu: number): Promise<string> =>
        inHost(hostOf(lab, 'alpha'), 'ip', 'link', 'set', 'dev', 'br77', 'mtu', `${mtu}`);
      expect(await stale()).toBeUndefined();
      await setMtu(1400);
      await until('the files are stale', async () => (await stale())?.join() === 'mesh');
      await setMtu(1450);
      await until('they are not', async () => (await stale()) === undefined);
      expect((await applied(session, { kind: 'overlay-destroy', name: 'mesh' })).end).toBe('committed');
      expect(await files('alpha')).toBe('');
      expect((await applied(session, { kind: 'undo' })).end).toBe('committed');
      expect(await files('alpha')).toBe(before);
    }),
  ),
);
