import { describe, expect, test } from 'vitest';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';
import type { Step } from '../../../app/noun/step.ts';
import { touchesManagementPath } from '../../../app/ssh/management-path.ts';

const link = (name: string, more: object = {}) => ({ netns: '', name, ...more });
const route = (dst: string, dev: string) => ({ netns: '', dst, dev, nexthops: [] });

/** eth0 is a port of br0, which has the address; eth1 and vx9 lead elsewhere. */
const tables = {
  ...EMPTY_TABLES,
  link: [link('eth0', { master: 'br0' }), link('br0'), link('eth1'), link('vx9', { vxlan: { dev: 'eth1' } })],
  address: [
    { netns: '', dev: 'br0', local: '192.0.2.1', prefixlen: 24 },
    { netns: '', dev: 'eth1', local: '198.51.100.1', prefixlen: 24 },
  ],
  route: [route('192.0.2.0/24', 'br0'), route('198.51.100.0/24', 'eth1'), route('default', 'eth1')],
} as unknown as Tables;
const session = { client: '192.0.2.250', server: '192.0.2.1' };

function touched(step: object, at: typeof session | null = session): string | undefined {
  const plan = { host: 'ssh:a', steps: [{ step: { netns: '', ...step } as Step, why: '', inverse: [] }] } as const;
  return touchesManagementPath(plan, tables, at ?? undefined);
}

describe('a change touches what carries the session', () => {
  test.each([
    [{ do: 'link-set-up', name: 'eth0', up: false }, 'eth0'],
    [{ do: 'link-set-mtu', name: 'br0', mtu: 1400 }, 'br0'],
    [{ do: 'link-del', name: 'br0' }, 'br0'],
    [{ do: 'link-set-master', name: 'vx9', master: 'br0' }, 'br0'],
    [{ do: 'address-del', dev: 'br0', address: '192.0.2.1/24' }, 'br0'],
    [{ do: 'address-add', dev: 'eth1', address: '192.0.2.1/32' }, 'the address 192.0.2.1'],
    [{ do: 'address-del', dev: 'eth9', address: '192.0.2.1/24' }, 'the address 192.0.2.1'],
    [{ do: 'neighbour-add', dev: 'br0', dst: '192.0.2.250' }, 'br0'],
    [{ do: 'route-add', dst: '192.0.2.128/25', dev: 'eth1' }, 'the route to 192.0.2.250'],
    [{ do: 'route-replace', dst: 'default', dev: 'eth1' }, 'the route to 192.0.2.250'],
    [{ do: 'sysctl-set', name: 'net.ipv4.ip_forward', value: '1' }, 'forwarding'],
    [{ do: 'forward-accept-add', family: 'inet', in: 'a', out: 'b' }, 'the firewall'],
  ])('%j', (step, what) => expect(touched(step)).toBe(what));

  test.each([
    [{ do: 'link-set-up', name: 'eth1', up: false }],
    [{ do: 'link-add-vxlan', name: 'vx1', vxlan: { dev: 'eth0' } }],
    [{ do: 'link-set-up', name: 'vx9', up: true }],
    [{ do: 'address-add', dev: 'vx9', address: '10.0.0.1/24' }],
    [{ do: 'route-add', dst: '10.0.0.0/8', dev: 'vx9' }],
    [{ do: 'netns-add', name: 'red' }],
    [{ do: 'link-set-up', netns: 'red', name: 'eth0', up: false }],
    [{ do: 'sysctl-set', netns: 'red', name: 'net.ipv4.ip_forward', value: '1' }],
  ])('not %j', (step) => expect(touched(step)).toBeUndefined());

  test('an IPv6 address is the same however it is written', () => {
    const ends = { client: '2001:db8::2', server: '2001:DB8:0::1' };
    const step = { do: 'address-del', dev: 'eth9', address: '2001:db8::0:1/64' };
    expect(touched(step, ends)).toBe('the address 2001:DB8:0::1');
  });

  test('where the ends are not known, everything in the host itself counts', () =>
    expect(touched({ do: 'link-set-up', name: 'eth1', up: false }, null)).toBe('eth1'));
});
