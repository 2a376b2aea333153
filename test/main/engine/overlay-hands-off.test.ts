/** What flannel's users ask for beside what flannel programs: nobody else takes up the devices, and checksums survive NAT. */
import { existsSync } from 'node:fs';
import { describe, expect, type TestAPI } from 'vitest';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { OverlayFile } from '../../../app/overlay/overlay.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, withEngine } from './engine-for-test.ts';
import { applyFile, completed, expectWhole, fileOf, seen } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta'];
const STORY_MS = 120_000;
const FILE = fileOf('flannel', 'IPv4', HOSTS);

/** Nobody runs in a lab host: `systemctl is-active`, which is how it is found out, is answered by a stub in its place. */
async function pretend(lab: Lab, name: string, units: readonly string[]): Promise<void> {
  const stub = `#!/bin/sh\\necho "$@" >>/run/told\\ncase " ${units.join(' ')} " in *" $2 "*) echo active ;; *) echo inactive ;; esac\\n`;
  const script = `printf '${stub}' >/run/systemctl; chmod 755 /run/systemctl; mount --bind /run/systemctl "$(command -v systemctl)"`;
  await inHost(hostOf(lab, name), 'sh', '-ec', script);
}

const read = (lab: Lab, name: string, path: string): Promise<string> => inHost(hostOf(lab, name), 'cat', path);
const list = (lab: Lab, name: string): Promise<string> =>
  inHost(hostOf(lab, name), 'sh', '-c', 'ls /etc/NetworkManager/conf.d /etc/systemd/network | grep overlane-mesh || :');

const systemctlTest = testWith('/usr/bin/systemctl');
const ethtoolTest = testWith('/usr/sbin/ethtool');

function testWith(program: string): TestAPI {
  if (existsSync(program)) return labTest;
  console.warn(`skipped: ${program} is not installed`);
  return labTest.skip as unknown as TestAPI;
}

describe('where NetworkManager or systemd-networkd runs', () => {
  systemctlTest(
    'it is told to leave the devices alone; drift, repair and destroy know the files; a host without them gets none',
    () =>
      withLab(HOSTS, async (lab) => {
        await pretend(lab, 'alpha', ['NetworkManager', 'systemd-networkd']);
        await withEngine(lab, async ({ session, look }) => {
          const before = await look('lab:alpha');
          const plan = previewed(session, { kind: 'overlay-apply', spec: completed(session, FILE) });
          const paths = plan.hosts.map(({ forward }) =>
            forward.flatMap(({ text }) => / (\/etc\/[^ ]+) /.exec(text)?.[1] ?? []),
          );
          const manager = '/etc/NetworkManager/conf.d/90-overlane-mesh.conf';
          const networkd = ['vxlan77', 'br77', 'veth-red-br'].map(
            (dev) => `/etc/systemd/network/10-overlane-mesh.${dev}.network`,
          );
          expect(paths).toEqual([[manager, ...networkd], []]);
          expect(plan.hosts[0]?.forward[0]?.text).toContain(manager);

          expect(await applyFile(session, FILE)).toMatchObject({ end: 'committed', problems: [] });
          expect((await read(lab, 'alpha', manager)).split('\n').slice(1)).toEqual([
            '[keyfile]',
            'unmanaged-devices+=interface-name:vxlan77;interface-name:br77;interface-name:veth-red-br',
            '',
          ]);
          expect(await read(lab, 'alpha', networkd[0] ?? '')).toMatch(
            /\n\[Match\]\nName=vxlan77\n\n\[Link\]\nUnmanaged=yes\n$/,
          );
          expect(await read(lab, 'alpha', '/run/told')).toContain('reload NetworkManager\n');
          expect(await list(lab, 'beta')).toBe('');
          await expectWhole(session, 2, 'IPv4');

          await inHost(hostOf(lab, 'alpha'), 'rm', manager);
          const { spec, members } = await seen(session);
          expect(members[0]?.drift).toMatchObject([{ kind: 'missing', table: 'file', what: `file ${manager}` }]);
          expect(await applied(session, { kind: 'overlay-apply', spec })).toMatchObject({
            end: 'committed',
            problems: [],
          });
          await expectWhole(session, 2, 'IPv4');

          expect(await applied(session, { kind: 'overlay-destroy', name: 'mesh' })).toMatchObject({ end: 'committed' });
          expect(sameDurable(before, await look('lab:alpha'))).toEqual([]);
        });
      }),
    STORY_MS,
  );

  systemctlTest(
    'what somebody wrote under that name is left alone, and an overlay that networkd keeps is not taken from it',
    () =>
      withLab(HOSTS, async (lab) => {
        await pretend(lab, 'alpha', ['systemd-networkd']);
        const path = '/etc/systemd/network/10-overlane-mesh.br77.network';
        await inHost(hostOf(lab, 'alpha'), 'sh', '-c', `echo '# mine' >${path}`);
        await withEngine(lab, async ({ session }) => {
          expect(await applyFile(session, FILE)).toMatchObject({ end: 'committed', problems: [] });
          expect(await read(lab, 'alpha', path)).toBe('# mine\n');
          await expectWhole(session, 2, 'IPv4');

          await inHost(hostOf(lab, 'alpha'), 'rm', path);
          const facts = { systemd: true, networkd: true, networkManager: false, netplan: false, ifupdown: false };
          const select = { name: 'mesh', links: ['vxlan77', 'br77', 'veth-red-br'] };
          await seen(session);
          const kept = await applied(session, {
            kind: 'persist',
            host: 'lab:alpha',
            select,
            format: 'networkd',
            facts,
          });
          expect(kept).toMatchObject({ end: 'committed', problems: [] });
          expect(await read(lab, 'alpha', path)).not.toContain('Unmanaged');
          await expectWhole(session, 2, 'IPv4');
        });
      }),
    STORY_MS,
  );
});

describe('checksum offload of the tunnels', () => {
  const OFF: OverlayFile = { ...FILE, txChecksumOff: true };
  const offload = async (lab: Lab, name: string): Promise<string | undefined> =>
    /tx-checksum-ip-generic: (\w+)/.exec(await inHost(hostOf(lab, name), 'ethtool', '-k', 'vxlan77'))?.[1];

  ethtoolTest(
    'is turned off where the overlay says so, seen when it is on again, repaired, and on again when not said any more',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session }) => {
          expect(await applyFile(session, OFF)).toMatchObject({ end: 'committed', problems: [] });
          expect(await offload(lab, 'alpha')).toBe('off');
          await expectWhole(session, 2, 'IPv4');
          const again = session.previews.preview({ kind: 'overlay-apply', spec: (await seen(session)).spec });
          expect(again).toMatchObject({ problems: [{ code: 'plan-empty' }] });

          await inHost(hostOf(lab, 'alpha'), 'ethtool', '-K', 'vxlan77', 'tx-checksum-ip-generic', 'on');
          const drifted = await seen(session);
          expect(drifted.members.map(({ drift }) => drift.map(({ what }) => what))).toEqual([
            ['tx-checksum-ip-generic of vxlan77'],
            [],
          ]);
          expect(await applied(session, { kind: 'overlay-apply', spec: drifted.spec })).toMatchObject({
            end: 'committed',
            problems: [],
          });
          expect(await offload(lab, 'alpha')).toBe('off');

          await inHost(hostOf(lab, 'beta'), 'ip', 'link', 'del', 'dev', 'vxlan77');
          const { spec } = await seen(session);
          expect(await applied(session, { kind: 'overlay-apply', spec })).toMatchObject({
            end: 'committed',
            problems: [],
          });
          expect(await offload(lab, 'beta')).toBe('off');

          expect(await applyFile(session, { ...FILE, txChecksumOff: false })).toMatchObject({
            end: 'committed',
            problems: [],
          });
          expect([await offload(lab, 'alpha'), await offload(lab, 'beta')]).toEqual(['on', 'on']);
          await expectWhole(session, 2, 'IPv4');
        }),
      ),
    STORY_MS,
  );

  ethtoolTest(
    'is said to stay on where ethtool is not installed, and the overlay is built all the same',
    () =>
      withLab(HOSTS, async (lab) => {
        // Not executable is as good as not there.
        const hide = 'touch /run/no-ethtool; mount --bind /run/no-ethtool "$(command -v ethtool)"';
        await inHost(hostOf(lab, 'alpha'), 'sh', '-ec', hide);
        await withEngine(lab, async ({ session }) => {
          const preview = session.previews.preview({ kind: 'overlay-apply', spec: completed(session, OFF) });
          expect(preview.problems).toMatchObject([
            { code: 'ethtool-missing', severity: 'warning', facts: { host: 'alpha' } },
          ]);
          expect(await applyFile(session, OFF)).toMatchObject({ end: 'committed', problems: [] });
          expect(await offload(lab, 'beta')).toBe('off');
          await expectWhole(session, 2, 'IPv4');
        });
      }),
    STORY_MS,
  );
});
