import { expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { settled, testWith } from './tools.ts';

/** The card of a lab host has its address already. */
const UP = `set -e
mkdir -p /run/network
printf 'source /etc/network/interfaces.d/*\\n' >/etc/network/interfaces
ifquery --list
ifup -a`;

testWith('/usr/sbin/ifup', '/usr/sbin/ifquery').each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])('ifup and the script bring back a %s overlay, and ifdown takes its devices away', (_, scene) =>
  withLab(['alpha'], async (lab) => {
    const kept = await keep(lab, scene, 'ifupdown', { ...NOBODY, ifupdown: true });
    await kept.reboot();
    expect(await kept.sh(UP)).toMatch(/^(vx7|br9|vx5)$/m);
    expect(await settled(kept, SCRIPT)).toEqual([]);
    await kept.sh('ifdown -a');
    const left = (await kept.look()).tables.link.filter(({ netns }) => netns === '').map(({ name }) => name);
    expect(left.filter((name) => /^(vx|br)\d/.test(name))).toEqual([]);
  }),
);
