import { expect } from 'vitest';
import { withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, NOBODY, OPTIONS, SCRIPT } from './reboot.ts';
import { logOf, NETWORKD, settled, startNetworkd, testWith } from './tools.ts';

testWith(NETWORKD).each([
  ['flannel', FLANNEL, /overlane-host\.sh/],
  ['bridged', BRIDGED, /^$/],
  ['IPv6 with every option', OPTIONS, /overlane-host\.sh/],
])('networkd brings back a %s overlay, with the script for what it has no words for', (_, scene, script) =>
  withLab(['alpha'], async (lab) => {
    const kept = await keep(lab, scene, 'networkd', { ...NOBODY, networkd: true });
    expect(kept.files.find((path) => path.endsWith('.sh')) ?? '').toMatch(script);
    await kept.reboot();
    await startNetworkd(kept);
    expect(await settled(kept, SCRIPT)).toEqual([]);
    expect(await logOf(kept)).not.toMatch(/unknown|invalid|failed|ignoring/i);
  }),
);
