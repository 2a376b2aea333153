import { expect } from 'vitest';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { BRIDGED, FLANNEL, keep, OPTIONS, SCRIPT } from './reboot.ts';

labTest.each([
  ['flannel', FLANNEL],
  ['bridged', BRIDGED],
  ['IPv6 with every option', OPTIONS],
])('the script brings back a %s overlay, and may run twice', (_, scene) =>
  withLab(['alpha'], async (lab) => {
    const kept = await keep(lab, scene, 'script');
    await kept.reboot();
    expect(await kept.differences()).not.toEqual([]);
    await kept.sh(SCRIPT);
    expect(await kept.differences()).toEqual([]);
    await kept.sh(SCRIPT);
    expect(await kept.differences()).toEqual([]);
  }),
);
