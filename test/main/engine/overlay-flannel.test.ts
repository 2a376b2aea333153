/**
 * What a flannel overlay leaves in the kernel, read by iproute2 and compared entry by entry with what flannel's vxlan backend
 * programs. The expectation is written from the statement's own numbers, not by the code that makes the plan.
 */
import { describe, expect } from 'vitest';
import type { HostId } from '../../../app/base/host.ts';
import type { OverlayFile } from '../../../app/overlay/overlay.ts';
import type { Session } from '../../../main/engine/session.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { hostOf, inHost, labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, withEngine } from './engine-for-test.ts';
import { entriesOf, flannelFile, programmed, type Flannel } from './flannel-for-test.ts';
import { applyFile, completed, expectWhole, giveIpv6, seen } from './overlay-for-test.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];
const STORY_MS = 120_000;

const CASES: readonly Flannel[] = [
  { title: 'IPv4', families: 'IPv4' },
  { title: 'IPv6', families: 'IPv6' },
  { title: 'both families, a device each', families: 'dual' },
  { title: 'GBP', families: 'IPv4', gbp: true },
  { title: 'learning', families: 'IPv4', learning: true },
  { title: 'DirectRouting', families: 'IPv4', directRouting: true },
  { title: 'DirectRouting over both families', families: 'dual', directRouting: true },
  { title: "a port and a VNI that are not flannel's", families: 'IPv4', port: 14789, vni: 4096 },
];

async function expectProgrammed(lab: Lab, flannel: Flannel, hosts: readonly string[]): Promise<void> {
  for (const name of hosts)
    expect(await entriesOf(lab, name, flannel), name).toEqual(programmed(lab, flannel, hosts, name));
}

describe.each(CASES)('a flannel overlay with $title', (flannel) => {
  labTest(
    'programs the device, the addresses, and per peer what flannel programs, and nothing else',
    () =>
      withLab(HOSTS, async (lab) => {
        await giveIpv6(lab);
        await withEngine(lab, async ({ session }) => {
          const result = await applyFile(session, flannelFile(lab, flannel, HOSTS));
          expect(result).toMatchObject({ end: 'committed', problems: [] });
          await expectProgrammed(lab, flannel, HOSTS);
          await expectWhole(session, 3, flannel.families);
        });
      }),
    STORY_MS,
  );
});

labTest(
  'with DirectRouting only peers of the same underlay subnet go without the tunnel',
  () =>
    withLab([...HOSTS, 'router'], async (lab) => {
      const flannel: Flannel = { title: '', families: 'IPv4', directRouting: true, elsewhere: { gamma: '10.99.3.5' } };
      const router = hostOf(lab, 'router');
      const sh = (name: string, script: string): Promise<string> => inHost(hostOf(lab, name), 'sh', '-ec', script);
      await sh(
        'router',
        'sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0; ip address add 10.99.3.1/24 dev eth0',
      );
      await sh(
        'gamma',
        'ip address flush dev eth0 scope global; ip address add 10.99.3.5/24 dev eth0; ip route add 192.168.0.0/16 via 10.99.3.1 proto static',
      );
      for (const name of ['alpha', 'beta'])
        await sh(name, `ip route add 10.99.3.0/24 via ${router.underlay} proto static`);
      await withEngine(lab, async ({ session }) => {
        const result = await applyFile(session, flannelFile(lab, flannel, HOSTS));
        expect(result).toMatchObject({ end: 'committed', problems: [] });
        await expectProgrammed(lab, flannel, HOSTS);
        await expectWhole(session, 3, 'IPv4');
      });
    }),
  STORY_MS,
);

describe('a flannel overlay whose members change', () => {
  const flannel: Flannel = { title: '', families: 'IPv4' };
  const commandsAt = (session: Session, host: HostId, file: OverlayFile): readonly string[] => {
    const plan = previewed(session, { kind: 'overlay-apply', spec: completed(session, file) });
    return plan.hosts.find((one) => one.host === host)?.forward.map(({ text }) => text) ?? [];
  };

  labTest(
    'gets a peer by neighbour, FDB entry and route, and loses it route first; nothing of a peer that left stays',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session }) => {
          const file = (...hosts: readonly string[]): OverlayFile => flannelFile(lab, flannel, hosts);
          await applyFile(session, file('alpha', 'beta'));
          await expectProgrammed(lab, flannel, ['alpha', 'beta']);
          const mac = '02:42:04:00:00:03';
          expect(commandsAt(session, 'lab:alpha', file(...HOSTS))).toEqual([
            `ip neigh replace 10.120.3.0 lladdr ${mac} dev flan4 nud permanent`,
            `bridge fdb replace ${mac} dev flan4 dst ${hostOf(lab, 'gamma').underlay} self permanent`,
            'ip route replace 10.120.3.0/24 via 10.120.3.0 dev flan4 onlink',
          ]);
          expect(await applyFile(session, file(...HOSTS))).toMatchObject({ end: 'committed', problems: [] });
          await expectProgrammed(lab, flannel, HOSTS);

          const leaving = commandsAt(session, 'lab:alpha', file('alpha', 'gamma'));
          expect(leaving.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
            'ip route del',
            'bridge fdb del',
            'ip neigh del',
          ]);
          expect(leaving.every((text) => text.includes('10.120.2.0') || text.includes('02:42:04:00:00:02'))).toBe(true);
          expect(await applyFile(session, file('alpha', 'gamma'))).toMatchObject({ end: 'committed', problems: [] });
          await expectProgrammed(lab, flannel, ['alpha', 'gamma']);
        }),
      ),
    STORY_MS,
  );

  labTest(
    'and what a peer left behind while nobody looked goes; a device that was deleted comes back with its MAC address',
    () =>
      withLab(HOSTS, (lab) =>
        withEngine(lab, async ({ session }) => {
          expect(await applyFile(session, flannelFile(lab, flannel, HOSTS))).toMatchObject({ end: 'committed' });
          const stale = `ip neigh add 10.120.9.0 lladdr 02:42:04:00:00:09 dev flan4 nud permanent
            bridge fdb add 02:42:04:00:00:09 dev flan4 dst 192.168.64.99 self permanent
            ip route add 10.120.9.0/24 via 10.120.9.0 dev flan4 onlink`;
          await inHost(hostOf(lab, 'alpha'), 'sh', '-ec', stale);
          await inHost(hostOf(lab, 'beta'), 'ip', 'link', 'del', 'dev', 'flan4');
          const { spec, members } = await seen(session);
          expect(members.map(({ state }) => state)).toEqual(['drifted', 'drifted', 'true']);
          const repaired = await applied(session, { kind: 'overlay-apply', spec });
          expect(repaired).toMatchObject({ end: 'committed', problems: [] });
          await expectProgrammed(lab, flannel, HOSTS);
          await expectWhole(session, 3, 'IPv4');
        }),
      ),
    STORY_MS,
  );
});
