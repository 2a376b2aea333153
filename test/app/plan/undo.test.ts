import { describe, expect, test } from 'vitest';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { planHost, type Plan } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { planUndo } from '../../../app/plan/undo.ts';
import { sorted, START } from './world.ts';

const MAC = '02:00:00:00:00:07';
const entry = { netns: '', dev: 'vx0', mac: MAC, owner: 'self', state: 'permanent' } as const;
const neighbour = { netns: '', dev: 'vx0', dst: '10.0.0.9' } as const;

/** A tunnel with one FDB entry and one neighbour. */
const BEFORE = [
  { do: 'link-add-vxlan', netns: '', name: 'vx0', vxlan: { vni: 7, dstport: 4789 } },
  { ...entry, do: 'fdb-add', dst: '10.0.0.1' },
  { ...neighbour, do: 'neighbour-add', mac: MAC, state: 'permanent' },
].reduce((tables, step) => simulate(tables, step as Step), START);

function made(before: Tables, ...steps: Step[]): { readonly plan: Plan; readonly after: Tables } {
  const plan = planHost(
    'local',
    before,
    steps.map((step) => ({ step, why: '' })),
  );
  return { plan: { title: 'a change', hosts: [plan] }, after: steps.reduce(simulate, before) };
}

function undone(
  plan: Plan,
  today: Tables,
): { readonly steps: readonly Step['do'][]; readonly left: readonly unknown[] } {
  const { plan: undo, problems } = planUndo(plan, new Map([['local', today]]));
  return {
    steps: undo.hosts.flatMap(({ steps }) => steps.map(({ step }) => step.do)),
    left: problems.map(({ facts }) => facts.now),
  };
}

describe('undoing a removal', () => {
  const removals: readonly (readonly [string, Step, Step, string])[] = [
    [
      'an FDB entry',
      { ...entry, do: 'fdb-del', dst: '10.0.0.1' },
      { ...entry, do: 'fdb-add', dst: '10.0.0.2' },
      `now there: FDB entry ${MAC} to 10.0.0.2 on vx0 (permanent)`,
    ],
    [
      'a neighbour',
      { ...neighbour, do: 'neighbour-del' },
      { ...neighbour, do: 'neighbour-add', mac: '02:00:00:00:00:08', state: 'permanent' },
      'now there: 10.0.0.9 at 02:00:00:00:00:08 (permanent)',
    ],
  ];

  test.each(removals)('of %s brings it back', (_, removal) => {
    const { plan, after } = made(BEFORE, removal);
    expect(undone(plan, after)).toMatchObject({ steps: [expect.stringMatching(/add|replace/)], left: [] });
  });

  test.each(removals)(
    'of %s leaves alone what somebody else has put in its place, and says what that is',
    (_, removal, other, now) => {
      const { plan, after } = made(BEFORE, removal);
      const { steps, left } = undone(plan, simulate(after, other));
      expect(steps).toEqual([]);
      expect(left).toEqual([now]);
    },
  );
});

test('undoing a replacement brings the old one back as long as ours stands', () => {
  const { plan, after } = made(BEFORE, { ...entry, do: 'fdb-replace', dst: '10.0.0.3' });
  expect(undone(plan, after)).toEqual({ steps: ['fdb-replace'], left: [] });
  const moved = simulate(after, { ...entry, do: 'fdb-replace', dst: '10.0.0.4' });
  expect(undone(plan, moved).steps).toEqual([]);
});

describe('what no longer applies says what stands there instead', () => {
  const link = { netns: '', name: 'vx0' } as const;
  const route = { netns: '', family: 'inet', dst: '10.9.0.0/24', dev: 'vx0' } as const;
  const cases: readonly (readonly [string, Step, readonly Step[], string])[] = [
    [
      'another destination',
      { ...entry, do: 'fdb-replace', dst: '10.0.0.3' },
      [{ ...entry, do: 'fdb-replace', dst: '10.0.0.4' }],
      `now there: FDB entry ${MAC} to 10.0.0.4 on vx0 (permanent)`,
    ],
    [
      'nothing',
      { ...entry, do: 'fdb-replace', dst: '10.0.0.3' },
      [{ ...entry, do: 'fdb-del', dst: '10.0.0.3' }],
      'nothing is there now',
    ],
    [
      'another MTU',
      { ...link, do: 'link-set-mtu', mtu: 1400 },
      [{ ...link, do: 'link-set-mtu', mtu: 1300 }],
      'now there: MTU 1300',
    ],
    [
      'another way',
      { ...route, do: 'route-replace', via: '10.0.0.1' },
      [{ ...route, do: 'route-replace', via: '10.0.0.2' }],
      'now there: the route to 10.9.0.0/24 via 10.0.0.2 on vx0',
    ],
    [
      'another value',
      { do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '1' },
      [{ do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '0' }],
      'now there: net.ipv4.ip_forward = 0',
    ],
    ['no device', { ...entry, do: 'fdb-replace', dst: '10.0.0.3' }, [{ ...link, do: 'link-del' }], 'vx0 is gone'],
  ];

  test.each(cases)('%s', (_, ours, theirs, now) => {
    const { plan, after } = made(BEFORE, ours);
    expect(undone(plan, theirs.reduce(simulate, after))).toEqual({ steps: [], left: [now] });
  });

  test('a device of another kind with its name', () => {
    const { plan, after } = made(BEFORE, { ...link, do: 'link-del' });
    const { left } = undone(plan, simulate(after, { ...link, do: 'link-add-bridge' }));
    expect(left).toContain('now there: a bridge named vx0');
  });
});

test('undoing on a host that is not here does nothing, and says so', () => {
  const { plan } = made(BEFORE, { ...entry, do: 'fdb-del', dst: '10.0.0.1' });
  expect(planUndo(plan, new Map())).toMatchObject({ plan: { hosts: [] }, problems: [{ code: 'undo-skipped' }] });
});

test('what stood on a device that the change made again comes back with it, though the journal knows only the new one', () => {
  const again: Step = { do: 'link-add-vxlan', netns: '', name: 'vx0', mac: MAC, vxlan: { vni: 7, dstport: 8472 } };
  const address: Step = { do: 'address-add', netns: '', dev: 'vx0', address: '10.9.0.1/24' };
  const before = simulate(BEFORE, address);
  const gone: Step[] = [
    { ...address, do: 'address-del' } as Step,
    { ...entry, do: 'fdb-del', dst: '10.0.0.1' },
    { do: 'link-del', netns: '', name: 'vx0' },
  ];
  const { plan, after } = made(before, ...gone, again);
  const key = '|vx0';
  const now = after.link.find((link) => link.key === key);
  if (now === undefined) throw new Error('it was not made');
  const ours = {
    links: new Map([[key, [{ kind: 'vxlan', ifindex: 9, mac: MAC, vxlan: { vni: 7, dstport: 8472 } }]]]),
    claims: new Map(),
    sameBoot: true,
  };
  const undo = planUndo(plan, new Map([['local', after]]), new Map([['local', ours]]));
  expect(undo.problems).toEqual([]);
  const end = (undo.plan.hosts[0]?.steps ?? []).reduce((tables, { step }) => simulate(tables, step), after);
  expect(sorted({ ...end, link: [] })).toEqual(sorted({ ...before, link: [] }));
  expect(end.link.find((link) => link.key === key)?.vxlan?.dstport).toBe(4789);
});

test('a route that was given a source address alone loses it again', () => {
  const route = { netns: '', family: 'inet', dst: '10.2.0.0/16', dev: 'eth0' } as const;
  const before = simulate(START, { do: 'route-add', ...route });
  const [planned] = planHost('local', before, [
    { step: { do: 'route-replace', ...route, src: '10.0.0.1' }, why: '' },
  ]).steps;
  // A bare replacement would count as done.
  expect(planned?.inverse.map((step) => step.do)).toEqual(['route-del', 'route-add']);
});

describe('what looks as if it came by itself, but was set', () => {
  const mac = '02:00:00:00:00:0a';
  const link: Step = { do: 'link-add-veth', netns: '', name: 'va', mac, peer: { name: 'vb' } };
  const own = (local: string, mode = 'eui64') => {
    const start = simulate(START, link);
    const row = {
      key: `|va|${local}/64`,
      netns: '',
      dev: 'va',
      family: 'inet6',
      local,
      prefixlen: 64,
      scope: 'link',
      flags: [],
      raw: {},
    } as const;
    const links = start.link.map((one) => (one.name === 'va' ? { ...one, addrgenmode: mode } : one));
    return { ...start, link: links, address: [row] };
  };
  const backOf = (start: Tables, step: Step) =>
    planHost('local', start, [{ step, why: '' }]).steps.flatMap(({ inverse }) => inverse);

  test.each([
    ['fe80::5', 'eui64', true],
    ['fe80::5', 'none', true],
    ['fe80::ff:fe00:a', 'eui64', false],
    ['fe80::ff:fe00:a', 'none', true],
    ['fe80::5', 'random', false],
  ])('the link-local address %s of a device with addrgenmode %s comes back: %s', (local, mode, comes) => {
    const back = backOf(own(local, mode), { do: 'link-del', netns: '', name: 'va' });
    expect(back.some((step) => step.do === 'address-add' && step.address === `${local}/64`)).toBe(comes);
  });

  test.each([
    ['10.0.0.9', '01:00:5e:00:00:09', true],
    ['10.0.0.255', 'ff:ff:ff:ff:ff:ff', false],
    ['239.1.1.1', '01:00:5e:01:01:01', false],
    ['ff02::2', '33:33:00:00:00:02', false],
  ])('the NOARP neighbour %s with %s comes back: %s', (dst, lladdr, comes) => {
    const start = simulate(START, link);
    const row = {
      key: `|va|${dst}`,
      netns: '',
      dev: 'va',
      family: 'inet',
      dst,
      mac: lladdr,
      state: 'NOARP',
      flags: [],
      raw: {},
    } as const;
    const back = backOf({ ...start, neighbour: [row] }, { do: 'link-del', netns: '', name: 'va' });
    expect(back.some((step) => step.do === 'neighbour-replace' && step.dst === dst)).toBe(comes);
  });

  test('an IPv6 route has its source address again', () => {
    const address: Step = { do: 'address-add', netns: '', dev: 'va', address: 'fd00::1/64' };
    const route: Step = { do: 'route-add', netns: '', family: 'inet6', dst: 'fd10::/64', dev: 'eth0', src: 'fd00::1' };
    const start = [link, address, route].reduce(simulate, START);
    const step: Step = { ...address, do: 'address-del' };
    expect(simulate(start, step).route).toMatchObject([{ dst: 'fd10::/64', prefsrc: undefined }]);
    expect(backOf(start, step)).toMatchObject([
      { do: 'address-add' },
      { do: 'route-replace', dst: 'fd10::/64', src: 'fd00::1' },
    ]);
  });
});
