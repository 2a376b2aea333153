/** Random steps over a small world, so that they meet each other often. */
import fc from 'fast-check';
import { FLOOD_MAC } from '../../../app/model/fdb-entry.ts';
import type { Step } from '../../../app/plan/step.ts';

const netns = fc.constantFrom('', 'red');
const name = fc.constantFrom('br0', 'vx0', 'va', 'vb', 'lo');
const mac = fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02');
const ip = fc.constantFrom('10.0.0.1', '10.0.0.2', 'fd00::1');
const cidr = fc.constantFrom('10.0.0.1/24', '10.0.0.2/24', 'fd00::1/64');
const prefix = fc.constantFrom('10.1.0.0/24', '10.2.0.0/16', 'default');
const vid = fc.constantFrom(1, 2, 3);
const step = <T extends Step['do']>(verb: T, fields: object): fc.Arbitrary<Step> =>
  fc.record({ do: fc.constant(verb), ...fields }) as unknown as fc.Arbitrary<Step>;
const fdb = { netns, dev: name, dst: ip, owner: fc.constant('self'), state: fc.constant('permanent') };
const route = {
  netns,
  family: fc.constant('inet'),
  dst: prefix,
  via: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  dev: name,
};
const neighbour = { netns, dev: name, dst: ip, mac, state: fc.constantFrom('permanent', 'noarp') };

export const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  step('netns-add', { name: fc.constant('red') }),
  step('link-add-bridge', { netns, name }),
  step('link-add-bridge', { netns, name: fc.constant('br0'), vlanDefaultPvid: fc.constantFrom(0, 1) }),
  step('link-add-vxlan', {
    netns,
    name,
    mac,
    vxlan: fc.record({ vni: fc.constantFrom(1, 2), dstport: fc.constant(4789), dev: fc.constant('va') }),
  }),
  step('link-add-veth', {
    netns: fc.constant(''),
    name,
    peer: fc.record({ name, netns: fc.option(fc.constant('red'), { nil: undefined }) }),
  }),
  step('link-set-up', { netns, name, up: fc.boolean() }),
  step('link-set-mtu', { netns, name, mtu: fc.constantFrom(1400, 1450) }),
  step('link-set-mac', { netns, name, mac }),
  step('link-set-master', { netns, name, master: fc.constantFrom('br0', null) }),
  step('address-add', { netns, dev: name, address: cidr }),
  step('address-del', { netns, dev: name, address: cidr }),
  step('route-add', route),
  step('route-replace', route),
  step('fdb-append', { ...fdb, mac: fc.constant(FLOOD_MAC) }),
  step('fdb-add', { ...fdb, mac }),
  step('fdb-replace', { ...fdb, mac }),
  step('fdb-del', { ...fdb, mac: fc.constant(FLOOD_MAC) }),
  step('neighbour-add', neighbour),
  step('neighbour-replace', neighbour),
  step('sysctl-set', {
    netns: fc.constant(''),
    name: fc.constant('net.ipv4.ip_forward'),
    value: fc.constantFrom('0', '1'),
  }),
  step('link-del', { netns, name: fc.constantFrom('br0', 'vx0', 'va', 'vb') }),
  step('netns-del', { name: fc.constant('red') }),
  step('route-del', route),
  step('route-add', {
    ...route,
    type: fc.constant('blackhole'),
    via: fc.constant(undefined),
    dev: fc.constant(undefined),
    table: fc.constantFrom('100', undefined),
  }),
  step('route-add', {
    ...{ netns, family: fc.constant('inet'), dst: prefix },
    nexthops: fc.array(
      fc.record({ via: fc.constantFrom('10.0.0.1', '10.0.0.2'), dev: name, weight: fc.constantFrom(1, 5) }),
      { minLength: 2, maxLength: 2 },
    ),
  }),
  step('fdb-del', { ...fdb, mac }),
  step('fdb-add', {
    netns,
    dev: name,
    mac,
    owner: fc.constant('master'),
    state: fc.constantFrom('static', 'permanent'),
    flags: fc.constantFrom(undefined, ['sticky']),
  }),
  step('neighbour-del', { netns, dev: name, dst: ip }),
  step('neighbour-replace', { ...neighbour, flags: fc.constantFrom(['router'], ['extern_learn', 'router']) }),
  step('neighbour-proxy-add', { netns, dev: name, dst: ip }),
  step('neighbour-proxy-del', { netns, dev: name, dst: ip }),
  step('neighbour-manage', { netns, dev: name, dst: ip }),
  step('address-add', {
    netns,
    dev: name,
    address: cidr,
    scope: fc.constantFrom('link', 'host'),
    flags: fc.constant(['noprefixroute']),
  }),
  step('link-set-vxlan', {
    ...{ netns, name: fc.constant('vx0') },
    set: fc.oneof(
      fc.record({ remote: fc.constantFrom('10.0.0.1', '10.0.0.2', '0.0.0.0') }),
      fc.record({ group: fc.constant('239.1.1.1') }),
      fc.record({ ttl: fc.constantFrom(7, 'auto'), learning: fc.boolean() }),
      fc.record({
        tos: fc.constantFrom('0x0', '0x10', 'inherit'),
        df: fc.constantFrom('set', 'unset'),
        ageing: fc.constantFrom(0, 100),
      }),
    ),
  }),
  step('link-set-bridge', {
    ...{ netns, name: fc.constant('br0') },
    set: fc.record({ stp: fc.boolean(), ageing: fc.constantFrom(10, 300), priority: fc.constantFrom(4096, 32768) }),
  }),
  step('link-set-bridge', {
    ...{ netns, name: fc.constant('br0') },
    set: fc.record({ vlanDefaultPvid: fc.constantFrom(0, 1, 2) }),
  }),
  step('vlan-add', { netns, dev: name, vid, untagged: fc.boolean() }),
  step('vlan-add', { netns, dev: name, vid, pvid: fc.constant(true), self: fc.boolean() }),
  step('vlan-add', { netns, dev: name, vid, vidEnd: fc.constantFrom(3, 4), self: fc.boolean() }),
  step('vlan-del', { netns, dev: name, vid, self: fc.boolean() }),
  step('port-set', {
    ...{ netns, name },
    set: fc.oneof(
      fc.record({ hairpin: fc.boolean(), learning: fc.boolean() }),
      fc.record({ isolated: fc.boolean(), priority: fc.constantFrom(1, 32) }),
    ),
  }),
  step('link-set-netns', { netns: fc.constant(''), name: fc.constantFrom('va', 'vb'), to: fc.constant('red') }),
  step('link-set-netns', { netns: fc.constant('red'), name: fc.constantFrom('va', 'vb'), to: fc.constant('') }),
  step('forward-accept-add', { netns: fc.constant(''), family: fc.constant('inet'), in: name, out: name }),
);
