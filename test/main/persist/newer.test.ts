/** The programs of newer Debians bring back the same: networkd 257 and current, NetworkManager 1.52, netplan 1.1, ifupdown2 3. */
import { describe, expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine } from '../engine/engine-for-test.ts';
import { NEW, newer, startNewManager, startNewNetworkd, stopManager } from './newer.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, OWN_WAYS, settled } from './tools.ts';

const STORY_MS = 90_000;
const [trixie, sid] = [newer('trixie'), newer('sid')];
const NETWORKD = { ...NOBODY, networkd: true };
const MANAGER = { ...NOBODY, networkManager: true };

/** Of a file or a device; that a namespace has no cgroups and sockets is no fault of the files. */
const COMPLAINS =
  /systemd\/network\/.*(unknown|invalid|failed|ignoring)|could not be|^(vx|br|v)\w+: .*(failed|ignoring)/im;

/** A vxlan on a bridge that networkd did not make, and routes and neighbours that it has no words for. */
const DOCKER0 = 'ip link add docker0 type bridge; ip link set docker0 up';
const OTHERS = `${DOCKER0}
ip link add name vxb address 02:00:00:00:09:01 type vxlan id 9 local 10.99.0.1 dstport 4789
ip link set vxb master docker0; ip link set vxb up; bridge link set dev vxb learning off
ip link add name vx5 address 02:00:00:00:05:01 type vxlan id 5 local 10.99.0.1 dstport 4790; ip link set vx5 up
ip addr add 10.5.1.1/24 dev vx5
ip neighbour add 10.5.1.4 lladdr 02:00:00:00:05:04 dev vx5 nud permanent
ip neighbour add 10.5.1.5 lladdr 02:00:00:00:05:05 dev vx5 nud noarp
bridge fdb append 02:00:00:00:05:09 dev vx5 dst 10.99.0.2 port 4790 self permanent
ip route add 10.55.0.0/16 nexthop via 10.5.1.2 dev vx5 weight 1 nexthop via 10.5.1.3 dev vx5 weight 2
ip route add 10.56.0.0/16 via 10.5.1.4 dev vx5
ip route add 10.57.0.0/16 via 10.5.1.4 dev vx5 proto static
`;

describe.each([
  ['trixie', trixie],
  ['sid', sid],
] as const)('systemd-networkd of %s', (_, suite) => {
  suite.test.each([
    ['flannel', FLANNEL],
    ['bridged', BRIDGED],
    ['IPv6 with every option', OPTIONS],
  ])(
    'brings back a %s overlay',
    (_name, scene) =>
      withLab(['alpha'], async (lab) => {
        const kept = await keep(lab, scene, 'networkd', NETWORKD);
        await kept.reboot();
        await suite.enter(kept);
        await startNewNetworkd(kept);
        expect(await settled(kept, SCRIPT)).toEqual([]);
        expect(await logOf(kept)).not.toMatch(COMPLAINS);
      }),
    STORY_MS,
  );

  suite.test(
    'brings back a port of somebody else’s bridge, and keeps all of it when it starts again',
    () =>
      withLab(['alpha'], async (lab) => {
        const kept = await keep(lab, OTHERS, 'networkd', NETWORKD);
        await kept.reboot();
        await suite.enter(kept);
        await kept.sh(DOCKER0);
        await startNewNetworkd(kept);
        const own = /docker0/; // its MAC address is another one
        expect(await settled(kept, SCRIPT, own)).toEqual([]);
        expect(await kept.sh('ip -o link show dev vxb')).toContain('master docker0');
        expect(await kept.sh('bridge -d link show dev vxb')).toMatch(/learning off/);
        await stopManager(kept);
        await startNewNetworkd(kept);
        await kept.sh(
          'until grep -q "vx5: .*onfigur" /run/manager.log && grep -q "vxb: .*onfigur" /run/manager.log; do sleep 0.1; done',
        );
        expect(await settled(kept, '', own)).toEqual([]);
        expect(await kept.sh('ip -o link show dev vxb')).toContain('master docker0');
      }),
    STORY_MS,
  );
});

describe.each([
  ['trixie', trixie],
  ['sid', sid],
] as const)('NetworkManager of %s', (_, suite) => {
  suite.test.each([
    ['flannel', FLANNEL],
    ['bridged', BRIDGED],
    ['IPv6 with every option', OPTIONS],
  ])(
    'brings back a %s overlay',
    (_name, scene) =>
      withLab(['alpha'], async (lab) => {
        const kept = await keep(lab, scene, 'network-manager', MANAGER);
        await kept.reboot();
        await suite.enter(kept);
        await startNewManager(kept);
        expect(await settled(kept, SCRIPT, OWN_WAYS)).toEqual([]);
        expect(await logOf(kept)).not.toMatch(/<(warn|error)>.*(keyfile|overlane)/);
      }),
    STORY_MS,
  );

  suite.test(
    'does not make again what is deleted with its files',
    () =>
      withLab(['alpha'], async (lab) => {
        const kept = await keep(lab, BRIDGED, 'network-manager', MANAGER);
        await kept.reboot();
        await suite.enter(kept);
        await startNewManager(kept);
        expect(await settled(kept, SCRIPT, OWN_WAYS)).toEqual([]);
        await kept.sh(
          `printf '#!/bin/sh\\nexec chroot ${NEW} nmcli "$@"\\n' >/run/nmcli; chmod 755 /run/nmcli; mount --bind /run/nmcli $(command -v nmcli)`,
        );
        await withEngine(lab, async ({ session }) => {
          const items = ['vx9', 'br9'].map((name) => ({ noun: 'link', verb: 'del', netns: '', name }));
          expect(await applied(session, { kind: 'edit', host: 'lab:alpha', items })).toMatchObject({
            end: 'committed',
          });
        });
        await new Promise((resolve) => setTimeout(resolve, 1500)); // three times as long as it takes to make one again
        expect(await kept.sh('ls /sys/class/net')).not.toMatch(/vx9|br9/);
        expect(await kept.sh('ls /etc/NetworkManager/system-connections')).not.toContain('overlane');
      }),
    STORY_MS,
  );
});

trixie.test.each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])(
  'netplan 1.1 generates what networkd 257 brings a %s overlay back from',
  (_, scene) =>
    withLab(['alpha'], async (lab) => {
      const kept = await keep(lab, scene, 'netplan', { ...NETWORKD, netplan: true });
      await kept.reboot();
      await trixie.enter(kept);
      await kept.sh(`set -e
mkdir -p ${NEW}/tmp/np/etc && cp -r /etc/netplan ${NEW}/tmp/np/etc/
chroot ${NEW} /usr/libexec/netplan/generate --root-dir /tmp/np
cp ${NEW}/tmp/np/run/systemd/network/* ${NEW}/run/systemd/network/; chmod -R a+rX ${NEW}/run/systemd/network`);
      await startNewNetworkd(kept);
      expect(await settled(kept, SCRIPT)).toEqual([]);
      expect(await logOf(kept)).not.toMatch(COMPLAINS);
    }),
  STORY_MS,
);

/** Its card has its address already; a copy of the host's own `ip` is not what it runs. */
const IFRELOAD = `printf 'auto lo\\niface lo inet loopback\\nsource /etc/network/interfaces.d/*\\n' >${NEW}/etc/network/interfaces
chroot ${NEW} ifreload -a`;

trixie.test.each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])(
  'ifupdown2 brings back a %s overlay, and another ifreload leaves it as it is',
  (_, scene) =>
    withLab(['alpha'], async (lab) => {
      const kept = await keep(lab, scene, 'ifupdown', { ...NOBODY, ifupdown: true });
      await kept.reboot();
      await trixie.enter(kept);
      await kept.sh(IFRELOAD);
      expect(await settled(kept, SCRIPT)).toEqual([]);
      await kept.sh(IFRELOAD);
      expect(await settled(kept, '')).toEqual([]);
    }),
  STORY_MS,
);
