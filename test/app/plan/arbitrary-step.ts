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
  step('forward-accept-add', { netns: fc.constant(''), family: fc.constant('inet'), in: name, out: name }),
);
