import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { shellText } from '../../../app/base/shell.ts';
import { stepArgv } from '../../../app/noun/step-argv.ts';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { driftOf } from '../../../app/overlay/drift.ts';
import { OverlayFile, type OverlaySpec } from '../../../app/overlay/overlay.ts';
import { forwardingTurnedOn, planDestroy, planOverlay } from '../../../app/overlay/overlay-plan.ts';
import { wantedOf } from '../../../app/overlay/wanted.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import { rollbackOf, type Plan } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { sorted } from '../plan/world.ts';
import { after, damaged, hostAt, snapshotsOf, worldOf, type HostOptions, type World } from './hosts.ts';

interface Given {
  readonly mode: 'bridged' | 'routed' | 'flannel';
  readonly count: number;
  readonly prefixes?: readonly string[];
  readonly directRouting?: boolean;
  readonly endpoints?: boolean;
}

function specOf({ mode, count, endpoints = true, ...more }: Given, world: World, known?: OverlaySpec): OverlaySpec {
  const members = Array.from({ length: count }, (_, at) => ({ host: hostAt(at + 1), endpoint: endpoints }));
  const { spec, problems } = completeOverlay(
    v.parse(OverlayFile, { name: 'blue', mode, members, ...more }),
    snapshotsOf(world),
    known,
  );
  expect(problems).toEqual([]);
  return spec!;
}

function lines(plan: Plan, host: string): readonly string[] {
  const found = plan.hosts.find((one) => one.host === host);
  return (found?.steps ?? []).map(({ step }) => shellText(stepArgv(step)).replace(/^(\/\S*\/)?/, ''));
}

const drifts = (spec: OverlaySpec, world: World) => [...world].flatMap(([host, tables]) => driftOf(spec, host, tables));
const build = (spec: OverlaySpec, world: World): World => after(world, planOverlay({ spec, tables: world }));

describe('a join, a leave', () => {
  const world = worldOf(4);

  test('a join gives the others nothing but the entries of the one that came, in flannel its order', () => {
    const before = specOf({ mode: 'flannel', count: 3 }, world);
    const built = build(before, world);
    const spec = specOf({ mode: 'flannel', count: 4 }, built, before);
    const plan = planOverlay({ spec, before, tables: built });
    expect(plan.title).toBe('Add h4 to blue');
    const mac = spec.members[3]?.tunnels[0]?.mac;
    for (const host of [1, 2, 3].map(hostAt))
      expect(lines(plan, host)).toEqual([
        `ip neigh replace 10.100.4.0 lladdr ${mac} dev vxlan42 nud permanent`,
        `bridge fdb replace ${mac} dev vxlan42 dst 192.168.64.14 self permanent`,
        'ip route replace 10.100.4.0/24 via 10.100.4.0 dev vxlan42 onlink',
      ]);
    expect(drifts(spec, after(built, plan))).toEqual([]);
  });

  test('a leave takes the entries of the one that left, its route first, and everything from itself', () => {
    const before = specOf({ mode: 'flannel', count: 4 }, world);
    const built = build(before, world);
    const spec = specOf({ mode: 'flannel', count: 3 }, built, before);
    const turnedOn = new Map(
      planOverlay({ spec: before, tables: world }).hosts.map((one) => [one.host, forwardingTurnedOn(one)]),
    );
    const plan = planOverlay({ spec, before, tables: built, turnedOn });
    expect(plan.title).toBe('Take h4 out of blue');
    const mac = before.members[3]?.tunnels[0]?.mac;
    for (const host of [1, 2, 3].map(hostAt))
      expect(lines(plan, host)).toEqual([
        'ip route del 10.100.4.0/24 via 10.100.4.0 dev vxlan42 onlink',
        `bridge fdb del ${mac} dev vxlan42 dst 192.168.64.14 self`,
        'ip neigh del 10.100.4.0 dev vxlan42',
      ]);
    expect(sorted(after(built, plan).get('lab:h4')!)).toEqual(sorted(world.get('lab:h4')!));
  });

  test('a leave of a host that cannot be reached takes its entries from the others all the same', () => {
    const before = specOf({ mode: 'bridged', count: 3 }, world);
    const built = build(before, world);
    const spec = specOf({ mode: 'bridged', count: 2 }, built, before);
    const reached = new Map([...built].filter(([host]) => host !== 'lab:h3'));
    const plan = planOverlay({ spec, before, tables: reached });
    expect(plan.hosts.map(({ host }) => host)).toEqual(['lab:h1', 'lab:h2']);
    expect(lines(plan, 'lab:h1')).toEqual(['bridge fdb del 00:00:00:00:00:00 dev vxlan42 dst 192.168.64.13 self']);
  });

  test('a single member needs no peer', () => {
    const spec = specOf({ mode: 'routed', count: 1 }, world);
    expect(drifts(spec, build(spec, world))).toEqual([]);
  });
});

describe('each mode', () => {
  test('direct routing: a plain route to who is on the same underlay subnet, the tunnel to the others', () => {
    const world = worldOf(3, (index) => ({ subnet: index === 3 ? 65 : 64 }));
    const spec = specOf({ mode: 'flannel', count: 3, directRouting: true }, world);
    const plan = planOverlay({ spec, tables: world });
    const routes = (host: string) =>
      lines(plan, host).filter(
        (line) => / route .*10\.100/.test(line) && !line.includes('netns') && !line.includes('-n '),
      );
    expect(routes('lab:h1')).toEqual([
      'ip route replace 10.100.2.0/24 via 192.168.64.12 dev eth0',
      'ip route replace 10.100.3.0/24 via 10.100.3.0 dev vxlan42 onlink',
    ]);
    expect(lines(plan, 'lab:h1').filter((line) => line.includes('neigh') || line.includes('fdb'))).toHaveLength(2);
    const built = after(world, plan);
    expect(drifts(spec, built)).toEqual([]);
    const off = { ...spec, directRouting: false };
    const changed = planOverlay({ spec: off, before: spec, tables: built });
    expect(drifts(off, after(built, changed))).toEqual([]);
    const gone = after(built, planDestroy({ spec, tables: built }));
    expect(gone.get('lab:h1')!.route).toEqual([]);
  });

  test('bridged: a flood entry a peer, and no forwarding', () => {
    const world = worldOf(3);
    const plan = planOverlay({ spec: specOf({ mode: 'bridged', count: 3 }, world), tables: world });
    expect(lines(plan, 'lab:h2').filter((line) => line.includes('fdb'))).toEqual([
      'bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.64.11 self permanent',
      'bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.64.13 self permanent',
    ]);
    expect(lines(plan, 'lab:h2').some((line) => line.includes('sysctl'))).toBe(false);
  });

  test('every step says why', () => {
    const world = worldOf(3, () => ({ closed: true }));
    for (const mode of ['bridged', 'routed', 'flannel'] as const) {
      const spec = specOf({ mode, count: 3 }, world);
      for (const { steps } of planOverlay({ spec, tables: world }).hosts)
        for (const { why } of steps) expect(why).toMatch(/^[A-Zh].*\.$/);
    }
  });
});

describe('drift', () => {
  const world = worldOf(3);
  const spec = specOf({ mode: 'flannel', count: 3 }, world);
  const built = build(spec, world);
  const [, two, three] = spec.members;
  const [mac2, mac3] = [two?.tunnels[0]?.mac ?? '', three?.tunnels[0]?.mac ?? ''];
  const at = { netns: '', dev: 'vxlan42' } as const;

  const cases: readonly (readonly [string, readonly Step[], readonly string[]])[] = [
    [
      'a neighbour is gone',
      [{ do: 'neighbour-del', ...at, dst: '10.100.2.0' }],
      [`missing neighbour 10.100.2.0 → ${mac2} on vxlan42`],
    ],
    [
      'a neighbour has another MAC',
      [{ do: 'neighbour-replace', ...at, dst: '10.100.2.0', mac: mac3, state: 'permanent' }],
      [`different neighbour 10.100.2.0 → ${mac2} on vxlan42: ${mac2} permanent, is ${mac3} permanent`],
    ],
    [
      'an FDB entry leads elsewhere',
      [{ do: 'fdb-replace', ...at, mac: mac2, dst: '192.168.64.99', owner: 'self', state: 'permanent' }],
      [`different FDB entry ${mac2} → 192.168.64.12 on vxlan42: 192.168.64.12, is 192.168.64.99`],
    ],
    [
      'a stale peer',
      [
        { do: 'neighbour-replace', ...at, dst: '10.100.9.0', mac: '02:00:00:00:09:09', state: 'permanent' },
        { do: 'fdb-add', ...at, mac: '02:00:00:00:09:09', dst: '192.168.64.99', owner: 'self', state: 'permanent' },
        { do: 'route-add', ...at, family: 'inet', dst: '10.100.9.0/24', via: '10.100.9.0', onlink: true },
      ],
      [
        'extra route 10.100.9.0/24 via 10.100.9.0 dev vxlan42',
        'extra FDB entry 02:00:00:00:09:09 → 192.168.64.99 on vxlan42',
        'extra neighbour 10.100.9.0 → 02:00:00:00:09:09 on vxlan42',
      ],
    ],
    [
      'what was learned is none',
      [
        { do: 'fdb-add', ...at, mac: '02:00:00:00:09:09', dst: '192.168.64.99', owner: 'self', state: 'dynamic' },
        { do: 'neighbour-replace', ...at, dst: '10.100.9.0', mac: '02:00:00:00:09:09', state: 'stale' },
      ],
      [],
    ],
    [
      'another MAC address',
      [{ do: 'link-set-mac', netns: '', name: 'vxlan42', mac: '02:00:00:00:09:09' }],
      ['different MAC of vxlan42', 'missing neighbour', 'missing neighbour'],
    ],
    [
      'another MTU',
      [{ do: 'link-set-mtu', netns: '', name: 'br42', mtu: 1400 }],
      ['different MTU of br42: 1450, is 1400'],
    ],
    [
      'forwarding off',
      [{ do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '0' }],
      ['different net.ipv4.ip_forward: 1, is 0'],
    ],
    [
      'the link flapped',
      [
        { do: 'link-set-up', netns: '', name: 'vxlan42', up: false },
        { do: 'link-set-up', netns: '', name: 'vxlan42', up: true },
      ],
      ['missing neighbour', 'missing neighbour', 'missing route', 'missing route'],
    ],
    [
      'learning on',
      [{ do: 'link-set-vxlan', netns: '', name: 'vxlan42', set: { learning: true } }],
      ['different learning of vxlan42: off, is on'],
    ],
    [
      'the gateway has another length',
      [
        { do: 'address-del', netns: '', dev: 'br42', address: '10.100.1.1/24' },
        { do: 'address-add', netns: '', dev: 'br42', address: '10.100.1.1/16' },
      ],
      ['different address 10.100.1.1/24 on br42: 10.100.1.1/24, is 10.100.1.1/16'],
    ],
    [
      'the endpoint has no way out',
      [{ do: 'route-del', netns: 'red', family: 'inet', dst: 'default', via: '10.100.1.1', dev: 'veth-red' }],
      ['missing route default via 10.100.1.1 dev veth-red in red'],
    ],
  ];

  test.each(cases)('%s: told, and repaired', (_, steps, said) => {
    const broken = damaged(built, 'lab:h1', ...steps);
    const found = driftOf(spec, 'lab:h1', broken.get('lab:h1')!).map(
      ({ kind, what, wanted, present }) => `${kind} ${what}${wanted === undefined ? '' : `: ${wanted}, is ${present}`}`,
    );
    expect(found).toHaveLength(said.length);
    found.forEach((one, index) => expect(one).toContain(said[index]));
    const plan = planOverlay({ spec, before: spec, tables: broken });
    expect(plan.title).toBe('Repair blue');
    expect(plan.hosts.length).toBe(said.length > 0 ? 1 : 0);
    expect(drifts(spec, after(broken, plan))).toEqual([]);
  });

  test('the device is gone: everything on it is missing, and nothing else changes', () => {
    const broken = damaged(built, 'lab:h1', { do: 'link-del', netns: '', name: 'vxlan42' });
    expect(driftOf(spec, 'lab:h1', broken.get('lab:h1')!).map(({ kind, table }) => `${kind} ${table}`)).toEqual([
      'missing link',
      'missing address',
      'missing neighbour',
      'missing neighbour',
      'missing fdb',
      'missing fdb',
      'missing route',
      'missing route',
    ]);
    const plan = planOverlay({ spec, before: spec, tables: broken });
    expect(sorted(after(broken, plan).get('lab:h1')!)).toEqual(sorted(built.get('lab:h1')!));
  });

  test('another VNI: the device is made again, and what others put on it comes back', () => {
    const foreign: Step = { do: 'address-add', netns: '', dev: 'vxlan42', address: '172.31.0.1/32' };
    const route: Step = { do: 'route-add', netns: '', family: 'inet', dst: '172.31.9.0/24', dev: 'vxlan42' };
    const broken = damaged(
      built,
      'lab:h1',
      { do: 'link-del', netns: '', name: 'vxlan42' },
      {
        do: 'link-add-vxlan',
        netns: '',
        name: 'vxlan42',
        mac: '02:00:00:00:09:09',
        mtu: 1450,
        vxlan: { vni: 7, dstport: 8472, local: '192.168.64.11', dev: 'eth0' },
      },
      { do: 'link-set-up', netns: '', name: 'vxlan42', up: true },
      foreign,
      route,
    );
    const plan = planOverlay({ spec, before: spec, tables: broken });
    const repaired = after(broken, plan);
    expect(drifts(spec, repaired)).toEqual([]);
    expect(repaired.get('lab:h1')!.link.find(({ name }) => name === 'vxlan42')?.vxlan?.vni).toBe(42);
    const own = damaged(built, 'lab:h1', foreign, route);
    expect(sorted(repaired.get('lab:h1')!)).toEqual(sorted(own.get('lab:h1')!));
  });

  test('another VNI on a device that somebody put into a bridge: it is made again outside, without the options of a port', () => {
    const broken = damaged(
      built,
      'lab:h1',
      { do: 'link-del', netns: '', name: 'vxlan42' },
      {
        do: 'link-add-vxlan',
        netns: '',
        name: 'vxlan42',
        mtu: 1450,
        vxlan: { vni: 7, dstport: 8472, local: '192.168.64.11', dev: 'eth0' },
      },
      { do: 'link-set-master', netns: '', name: 'vxlan42', master: 'br42' },
      { do: 'port-set', netns: '', name: 'vxlan42', set: { hairpin: true } },
    );
    const plan = planOverlay({ spec, before: spec, tables: broken });
    expect(lines(plan, 'lab:h1').filter((line) => line.startsWith('bridge link set'))).toEqual([]);
    expect(drifts(spec, after(broken, plan))).toEqual([]);
  });

  test('the same drift has the same key whether its entry is gone or wrong', () => {
    const gone = damaged(built, 'lab:h1', { do: 'neighbour-del', ...at, dst: '10.100.2.0' });
    const wrong = damaged(built, 'lab:h1', {
      do: 'neighbour-replace',
      ...at,
      dst: '10.100.2.0',
      mac: mac3,
      state: 'permanent',
    });
    const keys = (one: World) => driftOf(spec, 'lab:h1', one.get('lab:h1')!).map(({ key }) => key);
    expect(keys(gone)).toEqual(keys(wrong));
  });
});

const arbitraryGiven: fc.Arbitrary<Given> = fc.record({
  mode: fc.constantFrom('bridged', 'routed', 'flannel'),
  count: fc.integer({ min: 1, max: 4 }),
  prefixes: fc.constantFrom(['10.7.0.0/16'], ['fd07::/48'], ['10.7.0.0/16', 'fd07::/48']),
  directRouting: fc.boolean(),
  endpoints: fc.boolean(),
});
const arbitraryHosts: fc.Arbitrary<readonly HostOptions[]> = fc.array(
  fc.record({
    closed: fc.boolean(),
    subnet: fc.constantFrom(64, 65),
    v6: fc.constantFrom(true, true, false),
    forwards: fc.boolean(),
  }),
  { minLength: 4, maxLength: 4 },
);

/** A step that somebody else ran: the opposite of something stated, or something else in its place. */
function breakings(spec: OverlaySpec, host: ReturnType<typeof hostAt>, world: World): readonly Step[] {
  const tables = world.get(host)!;
  const wanted = wantedOf(spec, host, tables).flatMap(({ step }): Step[] => {
    if (step.do === 'link-add-vxlan') {
      const { netns, name, vxlan } = step;
      const v6 = vxlan.local?.includes(':') === true;
      return [
        { do: 'link-del', netns, name },
        { do: 'link-set-mac', netns, name, mac: '02:00:00:00:09:09' },
        { do: 'link-set-up', netns, name, up: false },
        { do: 'link-set-vxlan', netns, name, set: { learning: vxlan.learning === false } },
        { do: 'link-set-vxlan', netns, name, set: { remote: v6 ? 'fd00::99' : '192.0.2.99' } },
        { do: 'link-set-vxlan', netns, name, set: { local: v6 ? 'fd00::98' : '192.0.2.98' } },
        {
          do: 'fdb-append',
          netns,
          dev: name,
          mac: '00:00:00:00:00:00',
          dst: v6 ? 'fd00::97' : '192.0.2.97',
          owner: 'self',
          state: 'permanent',
        },
        {
          do: 'fdb-add',
          netns,
          dev: name,
          mac: '02:00:00:00:09:07',
          dst: v6 ? 'fd00::97' : '192.0.2.97',
          owner: 'self',
          state: 'permanent',
        },
        { do: 'neighbour-replace', netns, dev: name, dst: '10.7.99.0', mac: '02:00:00:00:09:07', state: 'permanent' },
        { do: 'route-add', netns, dev: name, family: 'inet', dst: '10.7.99.0/24', via: '10.7.99.0', onlink: true },
      ];
    }
    if (step.do === 'link-add-bridge' || step.do === 'link-add-veth') {
      const { netns, name } = step;
      return [
        { do: 'link-del', netns, name },
        { do: 'link-set-mtu', netns, name, mtu: 1280 },
        { do: 'link-set-up', netns, name, up: false },
        { do: 'link-set-master', netns, name, master: null },
      ];
    }
    if (step.do === 'netns-add') return [{ do: 'netns-del', name: step.name }];
    if (step.do === 'address-add') return [{ ...step, do: 'address-del' }];
    if (step.do === 'route-replace')
      return [
        { ...step, do: 'route-del' },
        { ...step, via: step.family === 'inet' ? '10.7.0.77' : 'fd07::77' },
      ];
    if (step.do === 'neighbour-replace')
      return [
        { do: 'neighbour-del', netns: step.netns, dev: step.dev, dst: step.dst },
        { ...step, mac: '02:00:00:00:09:09' },
        { ...step, state: 'stale' },
      ];
    if (step.do === 'fdb-replace')
      return [
        { ...step, do: 'fdb-del' },
        { ...step, dst: step.dst?.includes(':') ? 'fd00::99' : '192.0.2.99' },
        { ...step, state: 'dynamic' },
      ];
    if (step.do === 'fdb-append') return [{ ...step, do: 'fdb-del' }];
    if (step.do === 'sysctl-set') return [{ ...step, value: '0' }];
    if (step.do === 'forward-accept-add') return [{ ...step, do: 'forward-accept-del' }];
    return [];
  });
  return wanted;
}

/** Of the steps, those that would work on the tables as they are then. */
function breakAt(world: World, host: ReturnType<typeof hostAt>, steps: readonly Step[]): World {
  let tables = world.get(host)!;
  for (const step of steps) {
    const has = (name: string | undefined, netns: string) =>
      name === undefined || tables.link.some((row) => row.name === name && row.netns === netns);
    const place = 'netns' in step ? step.netns : '';
    if (
      !has('dev' in step ? step.dev : undefined, place) ||
      !has('name' in step && step.do.startsWith('link-') ? step.name : undefined, place)
    )
      continue;
    tables = simulate(tables, step);
  }
  return new Map(world).set(host, tables);
}

test('whatever somebody breaks is put right by one plan, a second has nothing to do, and destroying leaves the hosts as they were', () => {
  fc.assert(
    fc.property(
      arbitraryGiven,
      arbitraryHosts,
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      (given, options, drop, picks) => {
        const world = worldOf(given.count, (index) => options[index - 1] ?? {});
        const completed = completeOverlay(
          v.parse(OverlayFile, {
            name: 'blue',
            vni: 42,
            mode: given.mode,
            prefixes: given.prefixes,
            directRouting: given.mode === 'flannel' && given.directRouting,
            members: [...world.keys()].map((host) => ({ host, endpoint: given.endpoints })),
          }),
          snapshotsOf(world),
        );
        const { spec } = completed;
        if (spec === undefined) return;
        const first = planOverlay({ spec, tables: new Map([...world].filter((_, at) => at !== drop)) });
        let today = after(world, first);
        for (const [index, host] of [...today.keys()].entries()) {
          const all = breakings(spec, host, today);
          today = breakAt(
            today,
            host,
            picks
              .filter((_, at) => at % today.size === index)
              .flatMap((pick) => all[pick % Math.max(1, all.length)] ?? []),
          );
        }
        const repair = planOverlay({ spec, before: spec, tables: today });
        const repaired = after(today, repair);
        expect(drifts(spec, repaired)).toEqual([]);
        expect(planOverlay({ spec, before: spec, tables: repaired }).hosts).toEqual([]);
        for (const one of repair.hosts)
          expect(
            sameDurable(
              { tables: today.get(one.host)! },
              { tables: rollbackOf(one).reduce(simulate, repaired.get(one.host)!) },
            ),
          ).toEqual([]);
        const turnedOn = new Map(
          [...world.keys()].map(
            (host) =>
              [
                host,
                world
                  .get(host)!
                  .sysctl.flatMap(({ name, value }) => (value === '0' ? [name as 'net.ipv4.ip_forward'] : [])),
              ] as const,
          ),
        );
        const destroyed = after(repaired, planDestroy({ spec, tables: repaired, turnedOn }));
        for (const [host, tables] of destroyed) expect(sorted(tables)).toEqual(sorted(world.get(host)!));
      },
    ),
    { numRuns: 60 },
  );
}, 30_000);

test('from one statement to any other: one plan, nothing left of the first', () => {
  const arbitrary = fc.record({
    mode: fc.constantFrom('bridged', 'routed', 'flannel'),
    prefixes: fc.constantFrom(['10.7.0.0/16'], ['10.7.0.0/16', 'fd07::/48'], ['10.8.0.0/16']),
    vni: fc.constantFrom(42, 43),
    gbp: fc.boolean(),
    hosts: fc.subarray([1, 2, 3, 4].map(hostAt), { minLength: 1 }),
    endpoint: fc.boolean(),
    bridge: fc.constantFrom('br0', 'br1'),
    learning: fc.boolean(),
    directRouting: fc.boolean(),
  });
  const specFrom = (
    { hosts, endpoint, bridge, directRouting, ...more }: typeof arbitrary extends fc.Arbitrary<infer T> ? T : never,
    world: World,
    known?: OverlaySpec,
  ): OverlaySpec => {
    const file = {
      name: 'blue',
      ...more,
      directRouting: more.mode === 'flannel' && directRouting,
      members: hosts.map((host) => ({ host, endpoint, bridge })),
    };
    const { spec, problems } = completeOverlay(v.parse(OverlayFile, file), snapshotsOf(world), known);
    expect(problems).toEqual([]);
    return spec!;
  };
  fc.assert(
    fc.property(arbitrary, arbitrary, arbitraryHosts, (one, other, options) => {
      const world = worldOf(4, (index) => ({ ...options[index - 1], v6: true }));
      const first = specFrom(one, world);
      const start = planOverlay({ spec: first, tables: world });
      const built = after(world, start);
      const second = specFrom(other, built, first);
      const turnedOn = new Map(start.hosts.map((plan) => [plan.host, forwardingTurnedOn(plan)] as const));
      const change = planOverlay({ spec: second, before: first, tables: built, turnedOn });
      const changed = after(built, change);
      expect(drifts(second, changed)).toEqual([]);
      const afresh = after(world, planOverlay({ spec: second, tables: world }));
      for (const [host, tables] of changed) expect(sameDurable({ tables: afresh.get(host)! }, { tables })).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 30_000);
