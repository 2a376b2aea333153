import { expect } from 'vitest';
import { readPersistFacts } from '../../../main/engine/persist.ts';
import { labTransport } from '../../../main/transport/lab.ts';
import { hostOf, inHost, withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, NETWORKD, settled, startNetworkd, testWith } from './tools.ts';

/** netplan asks udev and systemd for more than a namespace has; what it makes of its files is the same below another root. */
const GENERATE = `set -e
mkdir -p /run/np/etc /run/systemd/network
cp -r /etc/netplan /run/np/etc/
netplan generate --root-dir /run/np
cp /run/np/run/systemd/network/* /run/systemd/network/
chmod -R a+rX /run/systemd/network`;

testWith('/usr/sbin/netplan')('a host is seen to have netplan by its files, ours left out', () =>
  withLab(['alpha'], async (lab) => {
    const transport = labTransport(lab, hostOf(lab, 'alpha'));
    const netplan = async () => {
      const facts = await readPersistFacts(transport);
      return facts.ok ? facts.value : facts.problem;
    };
    await inHost(hostOf(lab, 'alpha'), 'touch', '/etc/netplan/90-overlane-host.yaml');
    expect(await netplan()).toMatchObject({ netplan: false, systemd: false, networkd: false, networkManager: false });
    await inHost(hostOf(lab, 'alpha'), 'touch', '/etc/netplan/01-own.yaml');
    expect(await netplan()).toMatchObject({ netplan: true });
    await transport.close();
  }),
);

testWith('/usr/sbin/netplan', NETWORKD).each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])('netplan generates what networkd brings a %s overlay back from', (_, scene) =>
  withLab(['alpha'], async (lab) => {
    const kept = await keep(lab, scene, 'netplan', { ...NOBODY, networkd: true, netplan: true });
    await kept.reboot();
    await kept.sh(GENERATE);
    await startNetworkd(kept);
    expect(await settled(kept, SCRIPT)).toEqual([]);
    expect(await logOf(kept)).not.toMatch(/unknown|invalid|failed|ignoring/i);
  }),
);
