import { expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, OWN_WAYS, settled, startNetworkManager, testWith } from './tools.ts';

testWith('/usr/sbin/NetworkManager', '/usr/bin/dbus-daemon').each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])('NetworkManager and the script bring back a %s overlay', (_, scene) =>
  withLab(['alpha'], async (lab) => {
    const kept = await keep(lab, scene, 'network-manager', { ...NOBODY, networkManager: true });
    await kept.reboot();
    await startNetworkManager(kept);
    expect(await settled(kept, SCRIPT, OWN_WAYS)).toEqual([]);
    expect(await logOf(kept)).not.toMatch(/<(warn|error)>.*(keyfile|overlane)/);
  }),
);
