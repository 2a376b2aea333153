import { expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, settled, startNetworkManager, testWith } from './tools.ts';

/** Its own ways, which no word of a keyfile changes: link-local addresses and connected routes are its own, a gateway gets a route of its own, and what it sets is "static". */
const OWN_WAYS =
  /addrgenmode .* → "none"|flags .*→ .*"noprefixroute"|^route fd09::fe on br9 is new|^route (10\.7\.1\.0\/24|10\.9\.0\.0\/24|fd09::\/64) on |protocol "boot" → "static"/;

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
