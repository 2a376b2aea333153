import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { completeOverlay } from '../../../app/overlay/complete.ts';
import { OverlayFile, OverlaySpec } from '../../../app/overlay/overlay.ts';
import { planOverlay } from '../../../app/overlay/overlay-plan.ts';
import { problemText } from '../../../app/problem/text.ts';
import { after, hostAt, snapshotsOf, worldOf, type World } from './hosts.ts';

const members = (count: number) => Array.from({ length: count }, (_, at) => ({ host: hostAt(at + 1) }));
const file = (mode: string, count: number, more: object = {}): OverlayFile =>
  v.parse(OverlayFile, { name: 'blue', mode, members: members(count), ...more });

function complete(one: OverlayFile, world: World, known?: OverlaySpec): OverlaySpec {
  const { spec, problems } = completeOverlay(one, snapshotsOf(world), known);
  expect(problems.map((problem) => problemText(problem).text)).toEqual([]);
  return v.parse(OverlaySpec, spec);
}

describe('what is left out', () => {
  test('flannel over three hosts', () => {
    const spec = complete(file('flannel', 3), worldOf(3));
    expect(spec).toMatchObject({ vni: 42, port: 8472, mtu: 1450, prefixes: ['10.100.0.0/16'], learning: false });
    expect(spec.members.map(({ subnets }) => subnets)).toEqual([
      ['10.100.1.0/24'],
      ['10.100.2.0/24'],
      ['10.100.3.0/24'],
    ]);
    expect(spec.members[2]).toMatchObject({
      dev: 'eth0',
      bridge: 'br42',
      tunnels: [{ name: 'vxlan42', local: '192.168.64.13' }],
      endpoint: { netns: 'red', dev: 'veth-red', port: 'veth-red-br', addresses: ['10.100.3.2/24'] },
    });
    expect(new Set(spec.members.map(({ tunnels }) => tunnels[0]?.mac)).size).toBe(3);
  });

  test('bridged over three hosts: one subnet, an address each', () => {
    const spec = complete(file('bridged', 3), worldOf(3));
    expect(spec).toMatchObject({ port: 4789, prefixes: ['10.100.0.0/24'], learning: true });
    expect(spec.members.map(({ endpoint }) => endpoint?.addresses)).toEqual([
      ['10.100.0.1/24'],
      ['10.100.0.2/24'],
      ['10.100.0.3/24'],
    ]);
    expect(spec.members.every(({ subnets }) => subnets.length === 0)).toBe(true);
  });

  test('flannel with a prefix of each family has a device of each', () => {
    const spec = complete(file('flannel', 2, { prefixes: ['10.7.0.0/16', 'fd07::/48'] }), worldOf(2));
    expect(spec.members[0]?.tunnels).toMatchObject([
      { name: 'vxlan42', local: '192.168.64.11' },
      { name: 'vxlan6-42', local: 'fd00:64::11' },
    ]);
    expect(spec.members[0]).toMatchObject({
      subnets: ['10.7.1.0/24', 'fd07:0:0:1::/64'],
      endpoint: { addresses: ['10.7.1.2/24', 'fd07:0:0:1::2/64'] },
    });
    expect(spec.mtu).toBe(1430);
  });

  test('one tunnel carries both families where a member has no IPv6 underlay', () => {
    const world = worldOf(2, (index) => ({ v6: index === 1 }));
    const spec = complete(file('flannel', 2, { prefixes: ['10.7.0.0/16', 'fd07::/48'] }), world);
    expect(spec.members.map(({ tunnels }) => tunnels.length)).toEqual([1, 1]);
    expect(spec.members[0]?.subnets).toHaveLength(2);
  });

  test('the least underlay decides the MTU', () => {
    expect(
      complete(
        file('routed', 3),
        worldOf(3, (index) => ({ mtu: 1500 - 10 * index })),
      ).mtu,
    ).toBe(1420);
  });

  test('a prefix that any host uses is not free', () => {
    const world = worldOf(2);
    const first = complete(file('routed', 2), world);
    const built = after(world, planOverlay({ spec: first, tables: world }));
    const second = complete({ ...file('routed', 2), name: 'green' }, built);
    expect(second).toMatchObject({ vni: 43, prefixes: ['10.101.0.0/16'] });
    expect(second.members[0]?.endpoint?.netns).toBe('blue');
  });

  test('the underlay subnet that most members share is preferred', () => {
    const world = new Map(worldOf(3));
    const odd = world.get('lab:h1');
    const other = {
      key: 'x',
      netns: '',
      dev: 'eth0',
      family: 'inet',
      local: '10.9.9.9',
      prefixlen: 24,
      scope: 'global',
      flags: [],
      raw: {},
    } as const;
    world.set('lab:h1', { ...odd!, address: [other, ...odd!.address] });
    expect(complete(file('bridged', 3), world).members[0]?.tunnels[0]?.local).toBe('192.168.64.11');
  });

  test('IPv6 alone where a member states it', () => {
    const one = file('bridged', 2);
    const stated = { ...one, members: [{ host: hostAt(1), tunnels: [{ local: 'fd00:64::11' }] }, { host: hostAt(2) }] };
    const spec = complete(stated, worldOf(2));
    expect(spec.members.map(({ tunnels }) => tunnels[0]?.local)).toEqual(['fd00:64::11', 'fd00:64::12']);
    expect(spec.mtu).toBe(1430);
    expect(spec.members[0]?.tunnels[0]?.name).toBe('vxlan42');
  });

  test('no endpoint where none is wanted, and then a bridged overlay needs no prefix', () => {
    const one = file('bridged', 2);
    const none = { ...one, members: one.members.map((member) => ({ ...member, endpoint: false })) };
    expect(complete(none, worldOf(2))).toMatchObject({
      prefixes: [],
      members: [{ endpoint: null }, { endpoint: null }],
    });
  });
});

describe('what stays', () => {
  test.each(['bridged', 'routed', 'flannel'] as const)(
    '%s: an explicit statement comes back, with and without its hosts',
    (mode) => {
      const world = worldOf(3);
      const spec = complete(file(mode, 3), world);
      expect(complete(spec, world)).toEqual(spec);
      expect(complete(spec, new Map())).toEqual(spec);
      const built = after(world, planOverlay({ spec, tables: world }));
      expect(complete(spec, built)).toEqual(spec);
    },
  );

  test.each(['bridged', 'routed', 'flannel'] as const)(
    '%s: the same file over the built hosts changes nothing',
    (mode) => {
      const world = worldOf(3);
      const spec = complete(file(mode, 3), world);
      const built = after(world, planOverlay({ spec, tables: world }));
      expect(complete(file(mode, 3), built, spec)).toEqual(spec);
      expect(complete(file(mode, 3), new Map(), spec)).toEqual(spec);
    },
  );

  test.each(['bridged', 'routed', 'flannel'] as const)(
    '%s: members keep what they have when another leaves, and a new one takes its place',
    (mode) => {
      const world = worldOf(4);
      const spec = complete(file(mode, 3), world);
      const left = complete({ ...file(mode, 3), members: [{ host: hostAt(1) }, { host: hostAt(3) }] }, world, spec);
      expect(left.members).toEqual([spec.members[0], spec.members[2]]);
      const joined = complete(
        { ...file(mode, 3), members: [{ host: hostAt(1) }, { host: hostAt(3) }, { host: hostAt(4) }] },
        world,
        left,
      );
      expect(joined.members.slice(0, 2)).toEqual(left.members);
      expect(joined.members[2]?.subnets).toEqual(spec.members[1]?.subnets);
      expect(joined.members[2]?.endpoint).toEqual(spec.members[1]?.endpoint);
    },
  );

  test('a member whose underlay address has changed leaves from the new one, with the MAC that its peers know', () => {
    const world = worldOf(2);
    const spec = complete(file('flannel', 2), world);
    const moved = new Map(world).set(hostAt(2), worldOf(9).get(hostAt(9))!);
    const today = complete(file('flannel', 2), moved, spec).members[1]?.tunnels[0];
    expect(today).toEqual({ ...spec.members[1]?.tunnels[0], local: '192.168.64.19' });
  });
});

describe('what cannot be completed', () => {
  const problems = (one: OverlayFile, world: World) =>
    completeOverlay(one, snapshotsOf(world)).problems.map(
      (problem) => `${problem.where.field}: ${problemText(problem).text}`,
    );

  test('a host that is not there', () => {
    expect(problems(file('flannel', 2), worldOf(1))).toEqual([
      'members.1.dev: Underlay device: h2 is not connected, so its underlay must be stated.',
    ]);
  });

  test('no address of the family that is asked for', () => {
    const one = {
      ...file('flannel', 2),
      members: [{ host: hostAt(1), tunnels: [{ local: 'fd00:64::11' }] }, { host: hostAt(2) }],
    };
    expect(
      problems(
        one,
        worldOf(2, (index) => ({ v6: index === 1 })),
      ),
    ).toEqual(['members.1.dev: Underlay device: h2 has no IPv6 address that a tunnel could leave from.']);
  });

  test('a prefix that is too small', () => {
    const one = { ...file('flannel', 5, { prefixes: ['10.7.0.0/30'] }) };
    expect(problems(one, worldOf(5))[0]).toContain('10.7.0.0/30 has no room left for');
  });
});

test('two hundred members get a subnet each', () => {
  const spec = complete(file('flannel', 200), worldOf(200));
  expect(new Set(spec.members.flatMap(({ subnets }) => subnets)).size).toBe(200);
});
