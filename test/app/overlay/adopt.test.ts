import * as v from 'valibot';
import { expect, test } from 'vitest';
import { recogniseOverlays } from '../../../app/overlay/adopt.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { planLink } from '../../../app/overlay/link-plan.ts';
import { OverlayFile, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { planOverlay } from '../../../app/overlay/overlay-plan.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { after, damaged, hostAt, snapshotsOf, worldOf } from './hosts.ts';

const world = worldOf(3);

test.each([
  ['bridged', ['10.7.0.0/16']],
  ['routed', ['10.7.0.0/16']],
  ['flannel', ['10.7.0.0/16']],
  ['routed', ['10.7.0.0/16', 'fd07::/48']],
  ['flannel', ['10.7.0.0/16', 'fd07::/48']],
])('%s %s: what we built is recognised as it was stated, without any drift', (mode, prefixes) => {
  const file = v.parse(OverlayFile, {
    name: 'vxlan42',
    mode,
    prefixes,
    members: [1, 2, 3].map((at) => ({ host: hostAt(at) })),
  });
  const spec = completeOverlay(file, snapshotsOf(world)).spec!;
  const built = after(world, planOverlay({ spec, tables: world }));
  expect(recogniseOverlays(built, [spec])).toEqual([]);
  const [found, ...others] = recogniseOverlays(built, []);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ vni: 42, drift: [], spec });
  expect(v.parse(OverlaySpec, found?.spec)).toEqual(spec);
});

test.each(['bridged', 'routed'] as const)('a %s pair that was linked', (mode) => {
  const pair = [...snapshotsOf(world).values()] as const;
  const two = [pair[0]!, pair[1]!] as const;
  const built = after(world, planLink(suggestLink(two, { mode }), two));
  const [found] = recogniseOverlays(built, []);
  expect(found?.why).toBeUndefined();
  expect(found?.spec).toMatchObject({ mode, vni: 42, members: [{ host: 'lab:h1' }, { host: 'lab:h2' }] });
  expect(found?.drift).toEqual([]);
});

test('what another program keeps is shown and never taken in', () => {
  const vxlan = (at: number) =>
    ({
      do: 'link-add-vxlan',
      netns: '',
      name: 'flannel.1',
      vxlan: { vni: 1, dstport: 8472, local: `192.168.64.1${at}`, dev: 'eth0' },
    }) as const;
  const entry = (at: number) =>
    ({
      do: 'fdb-add',
      netns: '',
      dev: 'flannel.1',
      mac: '02:00:00:00:0a:0a',
      dst: `192.168.64.1${at}`,
      owner: 'self',
      state: 'permanent',
    }) as const;
  const both = damaged(damaged(world, hostAt(1), vxlan(1), entry(2)), hostAt(2), vxlan(2), entry(1));
  const found = recogniseOverlays(both, []);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ keptBy: 'flannel', vni: 1, hosts: [{ host: 'lab:h1' }, { host: 'lab:h2' }] });
  expect(found[0]?.spec).toBeUndefined();
});

test('an end alone is shown, with the reason', () => {
  const one = damaged(world, hostAt(1), {
    do: 'link-add-vxlan',
    netns: '',
    name: 'vx',
    vxlan: { vni: 9, dstport: 4789, local: '192.168.64.11', dev: 'eth0', remote: '203.0.113.9' },
  });
  expect(recogniseOverlays(one, [])[0]).toMatchObject({
    vni: 9,
    why: "h1's vx sends to 203.0.113.9, which is on no host that is connected: add that host first, or remove the entry.",
  });
});

test.each([
  [
    { vni: 9, dstport: 4789 },
    { vni: 9, dstport: 8472 },
    /point at each other but differ in UDP port: h1's vx sends to h2 port 4789, h2's vx \(VNI 9\) listens on 8472/,
  ],
  [{ vni: 9, dstport: 4789 }, { vni: 7, dstport: 4789 }, /differ in VNI: 9 on h1, 7 on h2/],
])('two that point at each other and differ are told what differs', (one, other, why) => {
  const end = (at: number, vxlan: { vni: number; dstport: number }) =>
    damaged(world, hostAt(at), {
      do: 'link-add-vxlan',
      netns: '',
      name: 'vx',
      vxlan: { ...vxlan, local: `192.168.64.1${at}`, dev: 'eth0', remote: `192.168.64.1${at === 1 ? 2 : 1}` },
    }).get(hostAt(at))!;
  const both = new Map([...world, [hostAt(1), end(1, one)], [hostAt(2), end(2, other)]]);
  expect(recogniseOverlays(both, []).map((found) => found.why)).toEqual([
    expect.stringMatching(why),
    expect.anything(),
  ]);
});

test('of three members of which one lost its device, its entries on the others are no extra', () => {
  const file = v.parse(OverlayFile, {
    name: 'vxlan42',
    mode: 'flannel',
    prefixes: ['10.7.0.0/16'],
    members: [1, 2, 3].map((at) => ({ host: hostAt(at) })),
  });
  const spec = completeOverlay(file, snapshotsOf(world)).spec!;
  const built = after(world, planOverlay({ spec, tables: world }));
  const broken = damaged(built, hostAt(2), { do: 'link-del', netns: '', name: 'vxlan42' });
  const [found] = recogniseOverlays(broken, []);
  expect(found?.spec).toBeUndefined();
  expect(found?.why).toContain('h2 has no device with VNI 42');
  expect(found?.drift).toEqual([]);
});

test('a device without underlay device and address is adopted as it is, without drift', () => {
  const file = v.parse(OverlayFile, {
    name: 'vx',
    mode: 'bridged',
    members: [1, 2].map((at) => ({ host: hostAt(at) })),
  });
  const stated = completeOverlay(file, snapshotsOf(world)).spec!;
  const bare = {
    ...stated,
    members: stated.members.map((member) => ({
      ...member,
      tunnels: member.tunnels.map((one) => ({ ...one, unsaid: ['dev', 'local'] as ('dev' | 'local')[] })),
    })),
  };
  const [found] = recogniseOverlays(after(world, planOverlay({ spec: bare, tables: world })), []);
  expect(found?.why).toBeUndefined();
  expect(found?.drift).toEqual([]);
  expect(found?.spec?.members.map(({ dev, tunnels }) => [dev, tunnels[0]?.unsaid])).toEqual([
    ['eth0', ['dev', 'local']],
    ['eth0', ['dev', 'local']],
  ]);
});

test('what leads to a connected host without the device is told as that, and nothing is adopted that would remove it', () => {
  const file = v.parse(OverlayFile, {
    name: 'vx',
    mode: 'flannel',
    prefixes: ['10.7.0.0/16'],
    members: [1, 2, 3].map((at) => ({ host: hostAt(at) })),
  });
  const spec = completeOverlay(file, snapshotsOf(world)).spec!;
  const built = after(world, planOverlay({ spec, tables: world }));
  const name = spec.members[1]!.tunnels[0]!.name;
  const broken = damaged(built, hostAt(2), { do: 'link-del', netns: '', name });
  const [found] = recogniseOverlays(broken, []);
  expect(found?.spec).toBeUndefined();
  expect(found?.why).toMatch(/192\.168\.64\.12 is h2's, and h2 has no device with VNI 42 on port 8472/);
});
