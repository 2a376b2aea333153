import { describe, expect } from 'vitest';
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

describe('what NetworkManager has no words for is there again after', () => {
  testWith('/usr/sbin/NetworkManager', '/usr/bin/dbus-daemon', '/usr/lib/NetworkManager/nm-dispatcher').each([
    [
      'a connection that is brought up again',
      'nmcli connection up overlane-host.br9 && nmcli connection up overlane-host.vx9',
    ],
    ['networking that is switched off and on', 'nmcli networking off && nmcli networking on'],
  ])('%s', (_, change) =>
    withLab(['alpha'], async (lab) => {
      const kept = await keep(lab, BRIDGED, 'network-manager', { ...NOBODY, networkManager: true });
      await kept.reboot();
      await startNetworkManager(kept);
      expect(await settled(kept, SCRIPT, OWN_WAYS)).toEqual([]);
      await kept.sh(change);
      // Nobody runs the script now but the dispatcher.
      expect(await settled(kept, '', OWN_WAYS)).toEqual([]);
    }),
  );
});
