import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { EditItem } from '../../../app/noun/items.ts';
import { readWords } from '../../../app/change/words.ts';
import type { Noun, Verb } from '../../../app/change/word-table.ts';

describe("iproute2's words", () => {
  test.each<readonly [Noun, Verb, string, object]>([
    [
      'vxlan',
      'add',
      'vx0 id 42 remote 192.0.2.2 dev eth0 dstport 4789 srcport 1 2 ttl inherit tos 16 nolearning gbp mtu 1450 address 02:00:00:00:00:01 master br0 down',
      {
        name: 'vx0',
        mtu: 1450,
        mac: '02:00:00:00:00:01',
        master: 'br0',
        up: false,
        vxlan: {
          vni: 42,
          remote: '192.0.2.2',
          dev: 'eth0',
          dstport: 4789,
          srcport: { low: 1, high: 2 },
          ttl: 'inherit',
          tos: '0x10',
          learning: false,
          gbp: true,
        },
      },
    ],
    ['vxlan', 'set', 'name id ttl 9', { name: 'id', vxlan: { ttl: 9 }, unset: [] }],
    [
      'bridge',
      'add',
      'br0 stp_state 1 ageing_time 6000 forward_delay 400',
      { name: 'br0', bridge: { stp: true, ageing: 60, forwardDelay: 4 } },
    ],
    [
      'port',
      'add',
      'v0 master br0 hairpin on learning off',
      { name: 'v0', master: 'br0', port: { hairpin: true, learning: false } },
    ],
    [
      'veth',
      'add',
      'v0 mtu 1450 peer name v1 netns red',
      { name: 'v0', mtu: 1450, peer: { name: 'v1', netns: 'red' } },
    ],
    ['link', 'set', 'v0 nomaster netns red', { name: 'v0', master: null, moveTo: 'red' }],
    [
      'address',
      'add',
      '10.0.0.1 peer 10.0.0.2 dev vx0 scope link',
      { address: '10.0.0.1/32', peer: '10.0.0.2', scope: 'link' },
    ],
    [
      'route',
      'add',
      'default via fd00::1 dev vx0 onlink table 7',
      { family: 'inet6', dst: 'default', via: 'fd00::1', onlink: true, table: '7' },
    ],
    ['route', 'add', 'blackhole 10.0.0.0/8 proto static', { type: 'blackhole', dst: '10.0.0.0/8', protocol: 'static' }],
    [
      'route',
      'add',
      '10.9.0.0/16 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3 dev vx0',
      {
        nexthops: [
          { via: '10.0.0.2', weight: 2 },
          { via: '10.0.0.3', dev: 'vx0' },
        ],
      },
    ],
    [
      'fdb',
      'add',
      '02:00:00:00:00:01 dev vx0 dst 192.0.2.2 port 8472 static extern_learn router',
      { owner: 'self', state: 'static', dst: '192.0.2.2', port: 8472, flags: ['extern_learn', 'router'] },
    ],
    ['neighbour', 'add', 'proxy 10.0.0.9 dev vx0', { dst: '10.0.0.9', proxy: true }],
    ['neighbour', 'set', '10.0.0.9 lladdr 02:00:00:00:00:01 dev vx0 nud stale', { state: 'stale' }],
    [
      'endpoint',
      'add',
      'red dev v1 port v0 bridge br0 address 10.0.0.2/24 via 10.0.0.1',
      { netns: 'red', gateway: '10.0.0.1' },
    ],
    ['netns', 'add', 'red', { name: 'red' }],
  ])('%s %s %s', (noun, verb, words, item) => {
    const read = readWords(noun, verb, '', words.split(' '));
    expect(read).toMatchObject({ ok: true, item: { noun, verb } });
    if (read.ok) expect(v.parse(EditItem, read.item)).toMatchObject(item);
  });

  test.each<readonly [Noun, string, string]>([
    ['vxlan', 'vx0 id', 'a value is missing at the end'],
    ['vxlan', 'vx0 id x', '"x" must be a whole number'],
    ['fdb', '02:00:00:00:00:01 dev vx0 colour red', '"colour" is not understood here'],
    ['port', 'v0 master br0 hairpin maybe', '"maybe" must be on or off'],
    ['neighbour', '10.0.0.1 constructor x', '"constructor" is not understood here'],
  ])('%s %s is not understood', (noun, words, reason) => {
    expect(readWords(noun, 'add', '', words.split(' '))).toEqual({ ok: false, reason });
  });
});
