import { expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, NETWORKD, settled, startNetworkd, testWith } from './tools.ts';

/** netplan asks udev and systemd for more than a namespace has; what it makes of its files is the same below another root. */
const GENERATE = `set -e
mkdir -p /run/np/etc /run/systemd/network
cp -r /etc/netplan /run/np/etc/
netplan generate --root-dir /run/np
cp /run/np/run/systemd/network/* /run/systemd/network/
chmod -R a+rX /run/systemd/network`;

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
