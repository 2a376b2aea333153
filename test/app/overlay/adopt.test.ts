import * as v from 'valibot';
import { expect, test } from 'vitest';
import { recogniseOverlays } from '../../../app/overlay/adopt.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { planLink } from '../../../app/overlay/link-plan.ts';
import { OverlayFile, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { planDestroy, planOverlay } from '../../../app/overlay/overlay-plan.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { FoundOverlay } from '../../../app/overlay/found.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot, Tables } from '../../../app/noun/snapshot.ts';
import type { Step } from '../../../app/noun/step.ts';
import { checkStatement } from '../../../app/overlay/check-overlay-spec.ts';
import { driftOf } from '../../../app/overlay/drift.ts';
import { readOverlayYaml, writeOverlayYaml } from '../../../app/overlay/overlay-yaml.ts';
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
  expect(found?.spec?.mode).toBe('found');
  expect(found?.note).toContain('h2 has no device with VNI 42');
  expect(found?.drift).toEqual([]);
  keptWhole(found, broken);
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
  expect(found?.note).toMatch(/192\.168\.64\.12 is h2's, and h2 has no device with VNI 42 on port 8472/);
  keptWhole(found, broken);
});

/** Declared as it is: nothing differs, nothing is planned, and whatever is lost of it comes back, at another place than the file's, too. */
function keptWhole(found: FoundOverlay | undefined, there: ReadonlyMap<HostId, Tables>): void {
  const spec = found?.spec;
  if (spec === undefined) throw new Error(found?.why);
  expect(v.parse(OverlaySpec, spec)).toEqual(spec);
  const read = readOverlayYaml(writeOverlayYaml(spec));
  expect(read.file && completeOverlay(read.file, new Map()).spec).toEqual(spec);
  expect(checkStatement(spec)).toEqual([]);
  for (const { host } of spec.members) expect(driftOf(spec, host, there.get(host)!)).toEqual([]);
  expect(planOverlay({ spec, tables: there }).hosts).toEqual([]);
  expect(
    recogniseOverlays(there, [spec]).flatMap(({ hosts }) =>
      hosts.filter(({ host }) => spec.members.some((one) => one.host === host)),
    ),
  ).toEqual([]);
  const gone = planDestroy({ spec, tables: there });
  expect(gone.hosts.flatMap(({ steps }) => steps.map(({ step }) => step.do))).toEqual(
    spec.members.map(() => 'link-del'),
  );
  const empty = after(there, gone);
  for (const { host } of spec.members)
    expect(driftOf(spec, host, empty.get(host)!).map(({ kind }) => kind)).toContain('missing');
  const again = after(empty, planOverlay({ spec, tables: empty }));
  for (const { host } of spec.members) {
    expect(driftOf(spec, host, again.get(host)!)).toEqual([]);
    expect(sameDurable({ tables: there.get(host)! } as Snapshot, { tables: again.get(host)! } as Snapshot)).toEqual([]);
  }
}

/** Made the same way on two hosts, `$at` and `$far` standing for the last numbers of their addresses. */
function madeByHand(steps: readonly object[]): ReadonlyMap<HostId, Tables> {
  const on = (at: number, far: number): Tables => {
    const text = JSON.stringify(steps)
      .replaceAll('$at', String(10 + at))
      .replaceAll('$far', String(10 + far));
    return damaged(world, hostAt(at), ...(JSON.parse(text) as Step[])).get(hostAt(at))!;
  };
  return new Map([...world, [hostAt(1), on(1, 2)], [hostAt(2), on(2, 1)]]);
}

const HERE = { netns: '', name: 'vx' };
const UP = { do: 'link-set-up', ...HERE, up: true };
const MAC = '02:00:00:00:01:$at';
const address = (dev: string) => ({ do: 'address-add', netns: '', dev, address: '10.9.0.$at/24' });
const flood = { do: 'fdb-append', netns: '', dev: 'vx', mac: '00:00:00:00:00:00', owner: 'self', state: 'permanent' };

test.each<[string, readonly object[], RegExp]>([
  [
    'a multicast group',
    [
      {
        do: 'link-add-vxlan',
        ...HERE,
        mac: MAC,
        vxlan: { vni: 9, dstport: 4789, group: '239.0.3.233', dev: 'eth0', ttl: 10 },
      },
      { do: 'link-add-bridge', netns: '', name: 'br9' },
      { do: 'link-set-master', ...HERE, master: 'br9' },
      UP,
      { do: 'link-set-up', netns: '', name: 'br9', up: true },
      address('br9'),
    ],
    /multicast group 239\.0\.3\.233/,
  ],
  [
    'an address on the tunnel itself, without dev and local',
    [
      { do: 'link-add-vxlan', ...HERE, mac: MAC, vxlan: { vni: 9, dstport: 4789, remote: '192.168.64.$far' } },
      UP,
      address('vx'),
    ],
    /10\.9\.0\.11\/24 is on vx itself/,
  ],
  [
    'a host more that is not here',
    [
      {
        do: 'link-add-vxlan',
        ...HERE,
        mac: MAC,
        vxlan: { vni: 9, dstport: 4789, local: '192.168.64.$at', dev: 'eth0' },
      },
      UP,
      address('vx'),
      { ...flood, dst: '192.168.64.$far' },
      { ...flood, dst: '198.51.100.9' },
    ],
    /198\.51\.100\.9, which is on no host that is connected/,
  ],
  [
    'external devices',
    [
      { do: 'link-add-vxlan', ...HERE, mac: MAC, vxlan: { dstport: 4789, local: '192.168.64.$at', external: true } },
      UP,
      { ...flood, dst: '192.168.64.$far', srcVni: 77, vni: 77 },
    ],
    /packet by packet/,
  ],
  [
    'tunnels inside a namespace',
    [
      { do: 'netns-add', name: 't' },
      {
        do: 'link-add-vxlan',
        netns: 't',
        name: 'vx',
        mac: MAC,
        vxlan: { vni: 9, dstport: 4789, remote: '192.168.64.$far', local: '192.168.64.$at' },
      },
      { do: 'link-set-up', netns: 't', name: 'vx', up: true },
      { do: 'address-add', netns: 't', dev: 'vx', address: '10.9.0.$at/24' },
    ],
    /inside the namespace t/,
  ],
])('%s: adopted as it is, row by row', (_, steps, note) => {
  const there = madeByHand(steps);
  const [found, ...more] = recogniseOverlays(there, []);
  expect(more).toEqual([]);
  expect(found?.spec?.mode).toBe('found');
  expect(found?.spec?.members.map(({ host }) => host)).toEqual(['lab:h1', 'lab:h2']);
  expect(found?.note).toMatch(note);
  keptWhole(found, there);
});

test('a row that no tunnel has is refused, and so is a host more', () => {
  const [found] = recogniseOverlays(madeByHand([{ do: 'link-add-vxlan', ...HERE, mac: MAC, vxlan: { vni: 9, dstport: 4789, remote: '192.168.64.$far' } }, UP, address('vx')]), []); // prettier-ignore
  const spec = found!.spec!;
  const withRow = (row: object) => ({
    ...spec,
    members: spec.members.map((one) => ({ ...one, rows: [...one.rows!, row] })),
  });
  expect(v.is(OverlaySpec, withRow(spec.members[0]!.rows![0]!))).toBe(true);
  for (const row of [
    { do: 'link-del', netns: '', name: 'eth0' },
    { do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '0' },
    { do: 'file-write', path: '/etc/systemd/network/70-overlane-x.network', content: '' },
  ])
    expect(v.is(OverlaySpec, withRow(row))).toBe(false);
  const joined = completeOverlay({ ...spec, members: [...spec.members, { host: hostAt(3) }] }, snapshotsOf(world));
  expect(joined.spec).toBeUndefined();
  expect(joined.problems.map(({ facts }) => facts.reason)).toEqual([expect.stringContaining('takes in no other host')]);
});
