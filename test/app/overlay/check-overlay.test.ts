import * as v from 'valibot';
import { expect, test } from 'vitest';
import { checkOverlay } from '../../../app/overlay/check-overlay.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { OverlayFile, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { planOverlay } from '../../../app/overlay/overlay-plan.ts';
import type { Step } from '../../../app/noun/step.ts';
import { problemText } from '../../../app/problem/text.ts';
import { after, damaged, hostAt, snapshotsOf, worldOf, type World } from './hosts.ts';

type Mode = OverlaySpec['mode'];
const world = worldOf(3);

function specOf(mode: Mode, prefixes?: readonly string[]): OverlaySpec {
  const file = {
    name: 'blue',
    mode,
    ...(prefixes && { prefixes }),
    members: [1, 2, 3].map((at) => ({ host: hostAt(at) })),
  };
  return completeOverlay(v.parse(OverlayFile, file), snapshotsOf(world)).spec!;
}

const said = (spec: OverlaySpec, at: World = world, before?: OverlaySpec): readonly string[] =>
  checkOverlay(spec, snapshotsOf(at), before).map((problem) => `${problem.where.field}: ${problemText(problem).text}`);

/** The statement with one field set: `members.1.tunnels.0.local`. */
function withField(spec: OverlaySpec, path: string, value: unknown): OverlaySpec {
  const copy = structuredClone(spec) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const place = keys.reduce<Record<string, unknown>>((one, key) => one[key] as Record<string, unknown>, copy);
  place[last] = value;
  return v.parse(OverlaySpec, copy);
}

test('an MTU that is too large is refused where it would be set, and stands where the tunnels have it already', () => {
  const large = withField(specOf('bridged'), 'mtu', 1500);
  // As made by hand without `dev`, where the kernel gives 1500.
  const spec = [0, 1, 2].reduce((one, at) => withField(one, `members.${at}.tunnels.0.unsaid`, ['dev']), large);
  const refused = 'mtu: MTU: at most 1450 fits: eth0 of h1 carries 1500 bytes and VXLAN adds 50.';
  expect(said(spec)).toContain(refused);
  const built = after(world, planOverlay({ spec, tables: world }));
  expect(said(spec, built)).toEqual([]);
  const name = spec.members[0]!.tunnels[0]!.name;
  const step = { do: 'link-set-mtu', netns: '', name, mtu: 1450 } as const;
  expect(said(spec, damaged(built, hostAt(1), step as Step))).toEqual([refused]);
});

test.each(['bridged', 'routed', 'flannel'] as const)(
  '%s: what was completed is right, before it is built, after, and when damaged',
  (mode) => {
    const spec = specOf(mode);
    expect(said(spec)).toEqual([]);
    const built = after(world, planOverlay({ spec, tables: world }));
    expect(said(spec, built)).toEqual([]);
    expect(said(spec, built, spec)).toEqual([]);
    const broken = damaged(built, hostAt(1), { do: 'link-del', netns: '', name: 'vxlan42' });
    expect(said(spec, broken, spec)).toEqual([]);
  },
);

test('both families are right too', () => {
  expect(said(specOf('flannel', ['10.7.0.0/16', 'fd07::/48']))).toEqual([]);
});

const flannel = specOf('flannel');
const bridged = specOf('bridged');
const dual = specOf('flannel', ['10.7.0.0/16', 'fd07::/48']);
const wrong: readonly (readonly [OverlaySpec, string, unknown, string])[] = [
  [flannel, 'members.2.host', 'lab:h1', 'members.2.host: Host: h1 is a member already.'],
  [
    flannel,
    'members.1.tunnels.0.mac',
    flannel.members[0]?.tunnels[0]?.mac,
    `members.1.tunnels.0.mac: MAC: ${flannel.members[0]?.tunnels[0]?.mac} is given twice.`,
  ],
  [
    flannel,
    'members.1.tunnels.0.local',
    '192.168.64.11',
    'members.1.tunnels.0.local: Local address: 192.168.64.11 is given twice.',
  ],
  [
    flannel,
    'members.1.tunnels.0.local',
    'fd00:64::12',
    'members.1.tunnels.0.local: Local address: is IPv6, and h1 leaves over IPv4; a tunnel needs the same on all members.',
  ],
  [
    flannel,
    'members.1.subnets.0',
    '10.101.2.0/24',
    'members.1.subnets.0: Subnet: 10.101.2.0/24 is not a part of 10.100.0.0/16.',
  ],
  [
    flannel,
    'members.1.subnets.0',
    '10.100.2.7/24',
    'members.1.subnets.0: Subnet: 10.100.2.7/24 is an address in 10.100.2.0/24; name the network.',
  ],
  [
    flannel,
    'members.1.subnets.0',
    '10.100.1.128/25',
    'members.1.subnets.0: Subnet: 10.100.1.128/25 overlaps what h1 has.',
  ],
  [
    flannel,
    'members.1.subnets',
    [],
    'members.1.subnets: Subnets: h2 needs one network of each prefix (10.100.0.0/16).',
  ],
  [
    flannel,
    'members.1.endpoint.addresses',
    ['10.100.3.9/24'],
    "members.1.endpoint.addresses.0: Endpoint address: 10.100.3.9/24 is not in h2's 10.100.2.0/24.",
  ],
  [
    flannel,
    'members.1.endpoint.addresses',
    ['10.100.2.1/24'],
    "members.1.endpoint.addresses.0: Endpoint address: 10.100.2.1 is the bridge's.",
  ],
  [flannel, 'members.1.endpoint.dev', 'lo', 'members.1.endpoint.dev: Veth in the namespace: lo cannot be used here.'],
  [flannel, 'members.1.bridge', 'vxlan42', 'members.1.bridge: Bridge: vxlan42 is used twice.'],
  [
    flannel,
    'members.1.bridge',
    'cni0',
    'members.1.bridge: cni0 belongs to flannel, which would put back or trip over a change.',
  ],
  [flannel, 'members.1.dev', 'eth7', 'members.1.dev: Underlay device: h2 has no eth7.'],
  [flannel, 'mtu', 1460, 'mtu: MTU: at most 1450 fits: eth0 of h1 carries 1500 bytes and VXLAN adds 50.'],
  [dual, 'mtu', 1400, ''],
  [dual, 'mtu', 1279, 'mtu: MTU: IPv6 needs at least 1280 bytes (RFC 8200).'],
  [
    flannel,
    'prefixes',
    ['192.168.0.0/16'],
    'prefixes.0: Prefix: 192.168.0.0/16 overlaps 192.168.64.0/24 of eth0 on h1.',
  ],
  [flannel, 'txChecksumOff', true, ''],
  [
    bridged,
    'directRouting',
    true,
    'directRouting: Direct routing: there is none in a bridged overlay; only flannel mode has it.',
  ],
  [
    bridged,
    'members.1.subnets',
    ['10.100.9.0/24'],
    'members.1.subnets.0: Subnet: bridged hosts share one network and have none of their own.',
  ],
  [
    bridged,
    'members.1.endpoint.addresses',
    ['10.101.0.2/24'],
    "members.1.endpoint.addresses.0: Endpoint address: 10.101.0.2/24 is not in the overlay's 10.100.0.0/24.",
  ],
  [
    bridged,
    'members.1.endpoint.addresses',
    ['10.100.0.1/24'],
    'members.1.endpoint.addresses.0: Endpoint address: 10.100.0.1/24 is given twice.',
  ],
];

test.each(wrong)('%# %s', (spec, path, value, sentence) => {
  const all = said(withField(spec, path, value));
  if (sentence === '') expect(all).toEqual([]);
  else expect(all).toContain(sentence);
});

test('old kernels and a missing ethtool are told, and stand in the way of nothing', () => {
  const spec = specOf('flannel');
  const at = (kernel: string, ethtool: boolean, host = hostAt(2)): World => {
    const system = [{ key: 'system', netns: '', kernel, networkd: false, networkManager: false, ethtool }] as const;
    return new Map([...world, [host, { ...world.get(host)!, system }]]);
  };
  const found = (one: OverlaySpec, on: World): readonly string[] =>
    checkOverlay(one, snapshotsOf(on)).map(({ code, severity, where }) => `${severity} ${code} ${where.host}`);
  expect(found(spec, at('5.10.0-30-amd64', false))).toEqual([]);
  expect(found(spec, at('5.4.0-216-generic', true))).toEqual(['info checksum-kernel lab:h2']);
  const off = { ...spec, txChecksumOff: true };
  expect(found(off, at('5.4.0-216-generic', true))).toEqual([]);
  expect(found(off, at('5.4.0-216-generic', false))).toEqual(['warning ethtool-missing lab:h2']);
  const steps = planOverlay({ spec: off, tables: at('6.1.0', false) }).hosts.map(
    ({ steps: all }) => all.filter(({ step }) => step.do === 'offload-set').length,
  );
  expect(steps).toEqual([1, 0, 1]);
});

test('what stands on the hosts already is not taken over', () => {
  const taken: readonly (readonly [Step, string])[] = [
    [
      { do: 'link-add-bridge', netns: '', name: 'br42' },
      'members.0.bridge: Bridge: h1 already has a bridge named br42, which this overlay did not make.',
    ],
    [{ do: 'netns-add', name: 'red' }, 'members.0.endpoint.netns: Namespace: h1 already has a namespace red.'],
    [
      { do: 'link-add-vxlan', netns: '', name: 'vxlan42', vxlan: { vni: 7, dstport: 8472, local: '192.168.64.11' } },
      'members.0.tunnels.0.name: Tunnel device: h1 already has a vxlan named vxlan42 (VNI 7, port 8472), which this overlay did not make.',
    ],
    [
      { do: 'link-add-vxlan', netns: '', name: 'other', vxlan: { vni: 42, dstport: 8472, local: '192.168.64.11' } },
      'vni: VNI: 42 is taken by other on h1.',
    ],
    [
      { do: 'link-add-vxlan', netns: '', name: 'other', vxlan: { dstport: 8472, external: true } },
      'port: UDP port: 8472 is taken whole by other (external) on h1.',
    ],
    [
      { do: 'route-add', netns: '', family: 'inet', dst: '10.100.128.0/17', via: '192.168.64.1', dev: 'eth0' },
      'prefixes.0: Prefix: 10.100.0.0/16 overlaps 10.100.128.0/17 of eth0 on h1.',
    ],
  ];
  for (const [step, sentence] of taken) expect(said(flannel, damaged(world, hostAt(1), step))).toEqual([sentence]);
});

test('routes past the tunnel are the overlay’s own', () => {
  const spec = { ...flannel, directRouting: true };
  const built = after(world, planOverlay({ spec, tables: world }));
  expect(said(spec, built)).toEqual([]);
});

test('a device of another family may have the same VNI and port', () => {
  const six: Step = {
    do: 'link-add-vxlan',
    netns: '',
    name: 'other',
    vxlan: { vni: 42, dstport: 8472, local: 'fd00:64::11' },
  };
  expect(said(flannel, damaged(world, hostAt(1), six))).toEqual([]);
});

test.each(['::/0', '224.0.0.0/8', '127.0.0.0/16', 'fe80::/64', '0.0.0.0/0', '::ffff:10.0.0.0/104', 'ff05::/16'])(
  'the network %s can be no overlay, and is said by its value',
  (prefix) => {
    const [problem] = checkOverlay({ ...flannel, prefixes: [prefix] }, new Map());
    expect(problem?.where.field).toBe('prefixes.0');
    expect(problemText(problem!).text).toContain(prefix);
  },
);

test('a host that is a member twice is told once, by its name', () => {
  const twice = { ...flannel, members: [...flannel.members, flannel.members[0]!] };
  expect(said(twice).filter((text) => text.startsWith('members.3'))).toEqual([
    'members.3.host: Host: h1 is a member already.',
  ]);
});
