import { describe, expect, test } from 'vitest';
import { paceOf } from '../base/pace.ts';
import { asked, commands, FLOOD, MAC, said } from './world.ts';

const fdb = { noun: 'fdb', verb: 'add', netns: '', dev: 'vx0', owner: 'self', state: 'permanent' };
const set = (vxlan: object, unset: readonly string[] = []) => ({
  noun: 'vxlan',
  verb: 'set',
  netns: '',
  name: 'vx0',
  vxlan,
  unset,
});

describe('refused, with the field', () => {
  test.each<readonly [string, object, string]>([
    [
      'a second destination on a unicast MAC',
      { ...fdb, mac: MAC, dst: '192.0.2.3' },
      'items.0.dst: Destination: 02:00:00:00:00:01 already leads to 192.0.2.2; a unicast MAC has one destination only, so change that entry.',
    ],
    [
      'a flood destination twice',
      { ...fdb, mac: FLOOD, dst: '192.0.2.2' },
      'items.0.mac: MAC: vx0 already has an entry for 00:00:00:00:00:00 to 192.0.2.2.',
    ],
    [
      'replacing a flood entry',
      { ...fdb, verb: 'set', mac: FLOOD, dst: '192.0.2.3' },
      'items.0.mac: MAC: a flood entry cannot be replaced: add the new destination and delete the old one.',
    ],
    [
      'deleting a whole flood list',
      { noun: 'fdb', verb: 'del', netns: '', dev: 'vx0', mac: FLOOD, owner: 'self' },
      'items.0.dst: Destination: name the destination to delete; without one the whole flood list goes.',
    ],
    [
      'a destination of the other family',
      { ...fdb, mac: '02:00:00:00:00:09', dst: 'fd00::2' },
      'items.0.dst: Destination: vx0 tunnels over IPv4.',
    ],
    [
      'a bridge entry of what is no port',
      { ...fdb, mac: MAC, owner: 'master' },
      'items.0.owner: Table: vx0 is not a port of a bridge.',
    ],
    [
      'sticky and permanent',
      { ...fdb, dev: 'v0', mac: MAC, owner: 'master', flags: ['sticky'] },
      'items.0.flags: sticky: needs the state static or dynamic.',
    ],
    [
      'a name that is taken',
      { noun: 'bridge', verb: 'add', netns: '', name: 'vx0' },
      'items.0.name: Name: there is already a link named vx0 in alpha.',
    ],
    [
      'a VNI that is taken',
      { noun: 'vxlan', verb: 'add', netns: '', name: 'vx1', vxlan: { vni: 42, dstport: 4789 } },
      'items.0.vxlan.vni: VNI: 42 on port 4789 is taken by vx0.',
    ],
    [
      'a group without its device',
      { noun: 'vxlan', verb: 'add', netns: '', name: 'vx1', vxlan: { vni: 1, group: '239.1.1.1', dstport: 4789 } },
      'items.0.vxlan.group: group: needs an underlay device.',
    ],
    [
      'more MTU than the underlay leaves',
      { noun: 'vxlan', verb: 'set', netns: '', name: 'vx0', mtu: 1451 },
      'items.0.mtu: MTU: at most 1450 fits: eth0 carries 1500 bytes and VXLAN adds 50.',
    ],
    [
      'a port of something else than a bridge',
      { noun: 'port', verb: 'add', netns: '', name: 'eth0', master: 'vx0' },
      'items.0.master: Bridge: vx0 is not a bridge.',
    ],
    [
      'deleting what cannot be made again',
      { noun: 'link', verb: 'del', netns: '', name: 'eth0' },
      'items.0.name: Link: eth0 (ether) could not be made again, so it is not deleted here.',
    ],
    [
      'moving a vxlan',
      { noun: 'link', verb: 'set', netns: '', name: 'vx0', moveTo: 'red' },
      'items.0.moveTo: Namespace: a vxlan stays in the namespace it was made in.',
    ],
    [
      'an address that is there',
      { noun: 'address', verb: 'add', netns: '', dev: 'vx0', address: '10.0.0.1/24' },
      'items.0.address: Address: vx0 already has 10.0.0.1/24.',
    ],
    [
      'another scope in one subnet',
      { noun: 'address', verb: 'add', netns: '', dev: 'vx0', address: '10.0.0.7/24', scope: 'link' },
      'items.0.scope: Scope: 10.0.0.1 of the same subnet has scope global.',
    ],
    [
      'a scope on an IPv6 address',
      { noun: 'address', verb: 'add', netns: '', dev: 'vx0', address: 'fd00::1/64', scope: 'link' },
      'items.0.scope: Scope: an IPv6 address says its own: global.',
    ],
    [
      'a prefix with bits beyond its length',
      { noun: 'route', verb: 'add', netns: '', family: 'inet', dst: '10.9.0.1/24', dev: 'vx0' },
      'items.0.dst: Destination: has bits beyond its length; the prefix is 10.9.0.0/24.',
    ],
    [
      'a route through a device that is down',
      { noun: 'route', verb: 'add', netns: 'red', family: 'inet', dst: '10.9.0.0/24', dev: 'v1' },
      'items.0.dev: Device: v1 is down; the kernel routes only through devices that are up.',
    ],
    [
      'a second route to the same place',
      { noun: 'route', verb: 'add', netns: '', family: 'inet', dst: '10.1.0.0/24', dev: 'vx0' },
      'items.0.dst: Destination: there is already a route to 10.1.0.0/24 through vx0; change it, or give another metric.',
    ],
    [
      'a neighbour without MAC',
      { noun: 'neighbour', verb: 'add', netns: '', dev: 'vx0', dst: '10.0.0.9' },
      'items.0.mac: MAC: is required.',
    ],
    [
      'a foreign device',
      { noun: 'link', verb: 'set', netns: '', name: 'flannel.1', up: true },
      'items.0.name: flannel.1 belongs to flannel, which would put back or trip over a change.',
    ],
    [
      'an option this ip does not know',
      set({ localbypass: false }),
      'items.0.vxlan.localbypass: localbypass needs iproute2 6.5 or newer; this host has 6.1.0.',
    ],
    [
      'a namespace that is not there',
      { noun: 'netns', verb: 'del', name: 'blue' },
      'items.0.name: Namespace: alpha has no namespace blue.',
    ],
  ])('%s', (_, item, text) => {
    const planned = asked([item]);
    expect(said(planned)).toEqual([text]);
    expect(planned.plan).toBeUndefined();
  });
});

test('an IPv6 gateway that another device leads to is not on the link', () => {
  const way = { noun: 'route', verb: 'add', netns: '', family: 'inet6' };
  const near = { ...way, dst: 'fd00::/64', dev: 'br0' };
  const host = { ...way, dst: 'fd00::97/128', dev: 'v0' };
  const through = (dev: string) => ({ ...way, dst: 'fd40::/64', via: 'fd00::97', dev, onlink: true });
  expect(said(asked([near, through('vx0')]))).toEqual([
    'items.1.via: Gateway: is behind br0 here; the kernel wants it on vx0 or known to no route.',
  ]);
  expect(said(asked([near, host, through('br0')]))[0]).toMatch(/behind v0 here/);
  for (const fine of [
    [near, through('br0')],
    [near, host, through('v0')],
    [{ ...way, dst: 'default', dev: 'br0' }, through('vx0')],
  ])
    expect(said(asked(fine))).toEqual([]);
});

test('an IPv4 address with a scope of its own gives way to an IPv6 one without', () => {
  const made = { noun: 'address', verb: 'add', netns: '', dev: 'br0', address: '10.5.0.1/24', scope: 'link' };
  const change = { noun: 'address', verb: 'set', netns: '', dev: 'br0', address: '10.5.0.1/24' };
  expect(said(asked([made, { ...change, to: 'fd05::1/64' }]))).toEqual([]);
  expect(commands(asked([made, { ...change, to: 'fd05::1/64' }])).at(-1)).toBe('ip address add fd05::1/64 dev br0');
  expect(said(asked([made, { ...change, to: 'fd05::1/64', scope: 'link' }]))).toHaveLength(1);
});

describe('a vxlan', () => {
  test.each([
    ['made', { noun: 'vxlan', verb: 'add', netns: '', name: 'vx9', vxlan: { vni: 9, dstport: 4789, ageing: 0 } }],
    ['set', set({ ageing: 0 })],
  ])('%s with no ageing: the kernel takes its default', (_, item) => {
    expect(said(asked([item]))).toEqual([
      `items.0.vxlan.ageing: The kernel has no "never" for a vxlan: ${item.name} will forget learned entries after its default, 300 s.`,
    ]);
    expect(asked([item]).problems.map(({ severity }) => severity)).toEqual(['info']);
  });

  test('with an ageing time of its own says nothing', () => expect(said(asked([set({ ageing: 600 })]))).toEqual([]));

  test('changes in place what it can, in one command', () => {
    const planned = asked([set({ remote: '192.0.2.9', ttl: 5, learning: false })]);
    expect(said(planned)).toEqual([]);
    expect(commands(planned)).toEqual(['ip link set dev vx0 type vxlan remote 192.0.2.9 ttl 5 nolearning']);
  });

  test('is made again for the rest, and everything on it after it', () => {
    const planned = asked([set({ dstport: 8472, ttl: 'inherit' })]);
    expect(said(planned)).toEqual([
      'items.0.vxlan: The kernel cannot change dstport, ttl on vx0 in place: it is removed, made again and set as before.',
    ]);
    expect(commands(planned)).toEqual([
      'ip link del dev vx0',
      'ip link add name vx0 address 02:00:00:00:00:a0 mtu 1450 type vxlan id 42 local 192.0.2.1 dev eth0 dstport 8472 ttl inherit',
      'ip link set dev vx0 up',
      'ip address add 10.0.0.1/24 dev vx0',
      `ip neigh replace 10.0.0.2 lladdr ${MAC} dev vx0 nud permanent`,
      `bridge fdb replace ${MAC} dev vx0 dst 192.0.2.2 self permanent`,
      `bridge fdb append ${FLOOD} dev vx0 dst 192.0.2.2 self permanent`,
      'ip route add 10.1.0.0/24 via 10.0.0.2 dev vx0 onlink',
    ]);
  });

  test('made again for another family leaves out the entries that it could not hold', () => {
    const planned = asked([set({ local: 'fd00::1', remote: 'fd00::2' })]);
    expect(commands(planned).filter((text) => text.startsWith('bridge'))).toEqual([]);
    expect(commands(planned)[1]).toContain('remote fd00::2 local fd00::1');
  });

  test('loses an option by name, in place or by being made again', () => {
    expect(commands(asked([set({}, ['local'])]))).toEqual(['ip link set dev vx0 type vxlan local 0.0.0.0']);
    expect(commands(asked([set({}, ['dev'])]))[0]).toBe('ip link del dev vx0');
  });

  test('is told what a newer ip knows', () => {
    const planned = asked([set({ localbypass: false })], { iproute: 'iproute2-6.8.0' });
    expect(commands(planned)).toEqual(['ip link set dev vx0 type vxlan nolocalbypass']);
  });
});

describe('several items', () => {
  test('stand on each other, in their order', () => {
    const planned = asked([
      { noun: 'netns', verb: 'add', name: 'blue' },
      { noun: 'veth', verb: 'add', netns: '', name: 'w0', peer: { netns: 'blue', name: 'w1' } },
      { noun: 'address', verb: 'add', netns: 'blue', dev: 'w1', address: '10.5.0.2/24' },
    ]);
    expect(said(planned)).toEqual([]);
    expect(commands(planned).map((text) => text.replace(/ address 02:[0-9a-f:]+/g, ''))).toEqual([
      'ip netns add blue',
      'ip -n blue link set dev lo up',
      'ip link add name w0 type veth peer name w1 netns blue',
      'ip link set dev w0 up',
      'ip -n blue link set dev w1 up',
      'ip -n blue address add 10.5.0.2/24 dev w1',
    ]);
    expect(planned.plan?.title).toBe('3 changes on alpha');
  });

  test('name the one that is wrong, and none of them is done', () => {
    const one = { ...fdb, mac: '02:00:00:00:00:05', dst: '192.0.2.5' };
    const planned = asked([one, one]);
    expect(said(planned)).toEqual(['items.1.mac: MAC: vx0 already has an entry for 02:00:00:00:00:05 to 192.0.2.5.']);
    expect(planned.plan).toBeUndefined();
  });

  test('of one kind are counted in the title', () => {
    const entries = [5, 6].map((n) => ({ ...fdb, mac: `02:00:00:00:00:0${n}`, dst: '192.0.2.5' }));
    expect(asked(entries).plan?.title).toBe('Add 2 FDB entries on alpha');
  });
});

test('a foreign device changes once it is unlocked', () => {
  const item = { noun: 'link', verb: 'set', netns: '', name: 'flannel.1', up: true };
  expect(commands(asked([item], { unlock: ['flannel.1'] }))).toEqual(['ip link set dev flannel.1 up']);
});

test('ten thousand entries are planned in well under a second each thousand', () => {
  const entries = Array.from({ length: 10_000 }, (_, n) => ({
    ...fdb,
    mac: `02:01:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`,
    dst: '192.0.2.5',
  }));
  const pace = paceOf(() => expect(asked(entries).plan?.hosts[0]?.steps).toHaveLength(10_000));
  expect(pace).toBeLessThan(200);
});
