/** Devices that only wrap what leaves by another: known for what they are, named, and taken last. */
import { describe, expect, test } from 'vitest';
import { addressKey } from '../../../app/noun/address/row.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { suggestLink } from '../../../app/overlay/suggest.ts';
import { tunnelUnder } from '../../../app/overlay/tunnel-under.ts';
import { candidatePairs, leavesBy, rankPairs, type UnderlayCheck } from '../../../app/overlay/underlay-check.ts';
import { judgeUnderlay } from '../../../app/overlay/underlay-judge.ts';
import { pairUnderlays, underlaysOf } from '../../../app/overlay/underlay.ts';
import { familyOf, splitCidr } from '../../../app/base/ip.ts';
import { newLink } from '../../../app/noun/link/rows.ts';
import { problemText } from '../../../app/problem/text.ts';
import { hostAt, snapshotsOf, tablesOf } from './hosts.ts';

type Extra = Partial<Link> & Pick<Link, 'name' | 'kind'>;

/** The host of a lab with further links, and addresses as `DEV ADDRESS`. */
function hostWith(index: number, links: readonly Extra[], addresses: readonly string[] = []): Tables {
  const tables = tablesOf(index, { v6: false });
  const rows = addresses.map((text) => {
    const [dev = '', cidr = ''] = text.split(' ');
    const { ip: local, length: prefixlen } = splitCidr(cidr);
    const key = addressKey('', dev, local, prefixlen);
    return { key, netns: '', dev, family: familyOf(local), local, prefixlen, scope: 'global', flags: [], raw: {} };
  });
  const made = links.map((link) => ({ ...newLink({ netns: '', mtu: 1420, ...link }), ...link, up: true }));
  return { ...tables, link: [...tables.link, ...made], address: [...tables.address, ...rows] };
}

const vx1: Extra = { name: 'vx1', kind: 'vxlan', mtu: 1450 };

describe('a device is a tunnel', () => {
  test.each([
    [[{ name: 'wg0', kind: 'wireguard' }], 'wg0', 'a WireGuard tunnel'],
    [[{ name: 'g1', kind: 'geneve' }], 'g1', 'a Geneve tunnel'],
    [
      [{ name: 'tun0', kind: 'tun', raw: { linkinfo: { info_data: { type: 'tun' } } } }],
      'tun0',
      'a TUN device of a VPN',
    ],
    [
      [
        { name: 'br1', kind: 'bridge' },
        { ...vx1, master: 'br1' },
      ],
      'br1',
      'a bridge over vx1, a VXLAN tunnel',
    ],
    [
      [
        { name: 'v9', kind: 'vlan', peer: 'br1' },
        { name: 'br1', kind: 'bridge' },
        { ...vx1, master: 'br1' },
      ],
      'v9',
      'a vlan over br1, a bridge over vx1, a VXLAN tunnel',
    ],
    [
      [
        { name: 've', kind: 'veth', peer: 've-br' },
        { name: 've-br', kind: 'veth', peer: 've', master: 'br1' },
        { name: 'br1', kind: 'bridge' },
        { ...vx1, master: 'br1' },
      ],
      've',
      'a veth over br1, a bridge over vx1, a VXLAN tunnel',
    ],
  ] satisfies readonly (readonly [readonly Extra[], string, string])[])('%j', (links, dev, what) => {
    expect(tunnelUnder(hostWith(1, links), dev)).toMatchObject({ dev, what });
  });

  test.each([
    [
      [
        { name: 'br0', kind: 'bridge' },
        { name: 'eth1', kind: 'veth', master: 'br0' },
      ],
      'br0',
    ],
    [[{ name: 'tap0', kind: 'tun', raw: { linkinfo: { info_data: { type: 'tap' } } } }], 'tap0'],
    [[{ name: 'v9', kind: 'vlan', peer: 'eth0' }], 'v9'],
    [
      [
        { name: 'blue', kind: 'vrf' },
        { ...vx1, master: 'blue' },
      ],
      'blue',
    ],
    [[], 'gone'],
  ] satisfies readonly (readonly [readonly Extra[], string])[])('or it is not: %j', (links, dev) => {
    expect(tunnelUnder(hostWith(1, links), dev)).toBeUndefined();
  });
});

describe('an underlay', () => {
  const wg: Extra = { name: 'wg0', kind: 'wireguard' };

  test('through a tunnel is the last of them, though it looks likelier', () => {
    const [a, b] = [hostWith(1, [wg], ['wg0 10.9.0.1/24']), hostWith(2, [wg], ['wg0 10.9.0.2/24'])];
    const far = {
      ...b,
      address: b.address.map((row) => (row.dev === 'eth0' ? { ...row, local: '192.168.7.12' } : row)),
    };
    expect(underlaysOf(a).map(({ dev }) => dev)).toEqual(['eth0', 'wg0']);
    expect(pairUnderlays(a, far)?.map(({ dev }) => dev)).toEqual(['eth0', 'eth0']);
    expect(candidatePairs(a, far)[0]?.map(({ dev }) => dev)).toEqual(['eth0', 'eth0']);
  });

  test('through a tunnel is asked also where others would fill the list', () => {
    const many = [1, 2, 3, 4].map((at) => `eth0 10.${at}.0.1/24`);
    const [a, b] = [hostWith(1, [wg], [...many, 'wg0 10.9.0.1/24']), hostWith(2, [wg], ['wg0 10.9.0.2/24'])];
    expect(candidatePairs(a, { ...b, address: [...b.address] }).some((pair) => pair.some(({ tunnel }) => tunnel))).toBe(
      true,
    );
  });
});

describe('a check', () => {
  const answered = { reach: { state: 'answered' } } as const;
  const [a, b] = [
    hostWith(1, [vx1, { name: 'wg0', kind: 'wireguard' }], ['vx1 192.168.176.0/8', 'wg0 10.9.0.1/24']),
    hostWith(2, [{ name: 'wg0', kind: 'wireguard' }], ['wg0 10.9.0.2/24']),
  ];
  const [eth0, wg0] = [
    candidatePairs(a, b)[0],
    candidatePairs(a, b).find((pair) => pair.every(({ dev }) => dev === 'wg0')),
  ];
  if (eth0 === undefined || wg0 === undefined) throw new Error('no pairs');
  const asked = (pair: typeof eth0, dev: string): UnderlayCheck['pairs'][number] => ({
    addresses: [pair[0].address, pair[1].address],
    ways: [
      leavesBy(a, pair[0], pair[1], { ...answered, way: { dev } }),
      leavesBy(b, pair[1], pair[0], { ...answered, way: { dev: pair[1].dev } }),
    ],
  });
  const said = (pair: UnderlayCheck['pairs'][number], dev: string): readonly string[] => {
    const check: UnderlayCheck = {
      hosts: [hostAt(1), hostAt(2)],
      pairs: [pair],
      foreign: [{ sockets: [] }, { sockets: [] }],
    };
    const sides = [0, 1].map((at) => ({
      host: hostAt(at + 1),
      underlayDev: dev,
      underlayAddress: pair.addresses[at as 0 | 1],
    }));
    const wish = { port: 4789, mtu: 1350, sides: [sides[0]!, sides[1]!] } as const;
    return judgeUnderlay(wish, check).map((one) => Object.values(problemText(one)).slice(1).join(' '));
  };

  test('names a tunnel that covers the way, and never says to choose it', () => {
    expect(said(asked(eth0, 'vx1'), 'eth0')).toEqual([
      'h1 sends to 192.168.64.12 through vx1, a VXLAN tunnel, not through eth0: wrapped twice at best, at most 1400 bytes fit inside, ' +
        'and in a circle where vx1 needs that way itself. On h1, run "ip route add 192.168.64.0/24 dev eth0", or give vx1 a narrower prefix; then check again.',
    ]);
  });

  test('says of a tunnel that is the only way what fits', () => {
    expect(said(asked(wg0, 'wg0'), 'wg0')).toEqual([
      expect.stringMatching(/^wg0 of h1 is a WireGuard tunnel: .* at most 1370 bytes fit inside/),
      expect.stringMatching(/^wg0 of h2 is a WireGuard tunnel: .* at most 1370 bytes fit inside/),
    ]);
    const [one, other] = [
      ...snapshotsOf(
        new Map([
          [hostAt(1), a],
          [hostAt(2), b],
        ]),
      ).values(),
    ];
    const check: UnderlayCheck = {
      hosts: [hostAt(1), hostAt(2)],
      pairs: [asked(wg0, 'wg0')],
      foreign: [{ sockets: [] }, { sockets: [] }],
    };
    expect(suggestLink([one!, other!], { check })).toMatchObject({
      mtu: 1370,
      sides: [{ underlayDev: 'wg0' }, { underlayDev: 'wg0' }],
    });
  });

  test('prefers what no tunnel carries, of two that answer', () => {
    expect(rankPairs([asked(wg0, 'wg0'), asked(eth0, 'eth0')])[0]?.addresses).toEqual(asked(eth0, 'eth0').addresses);
    expect(rankPairs([asked(eth0, 'vx1'), asked(wg0, 'wg0')])[0]?.addresses).toEqual(asked(eth0, 'vx1').addresses);
  });
});
