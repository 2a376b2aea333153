import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EMPTY_TABLES } from '../../../app/noun/snapshot.ts';
import type { TraceFacts } from '../../../app/trace/facts.ts';
import type { Protocol } from '../../../app/trace/hop.ts';
import { trace } from '../../../app/trace/trace.ts';

/** `OVERLANE_RANDOM_TABLES=10000`: more of them. */
const RUNS = Number(process.env.OVERLANE_RANDOM_TABLES ?? 120);

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom<T[]>(...values);
/** Few of each, so that rows meet; some that no kernel prints. */
const netns = oneOf('', '', 'red', 'blue');
const dev = oneOf('lo', 'eth0', 'vx0', 'vx1', 'br0', 'p0', 'e0', 'x');
const ip = oneOf(
  '10.0.0.1',
  '10.0.0.2',
  '10.0.1.1',
  '192.168.64.3',
  '192.168.64.4',
  '192.168.64.5',
  'fd00::1',
  'fd00::2',
  'fe80::1',
  '239.1.1.1',
  '',
  'nonsense',
  '1.2.3',
  '::ffff:1.2.3.4',
);
const prefix = oneOf(
  'default',
  '10.0.0.0/24',
  '10.0.0.2',
  '10.0.0.0/8',
  '192.168.64.0/24',
  'fd00::/64',
  'fd00::2',
  '0.0.0.0/0',
  '10.0.0.0/99',
  'x/y',
  '/',
  '',
);
const mac = oneOf(
  '00:00:00:00:00:00',
  '02:00:00:00:00:01',
  '02:00:00:00:00:02',
  'ff:ff:ff:ff:ff:ff',
  '33:33:00:00:00:01',
  'x',
);
const flags = fc.subarray(['onlink', 'dead', 'linkdown', 'proxy', 'sticky', 'secondary', 'tentative', 'self']);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const vni = oneOf(1, 2, 0, -1);
const port = oneOf(4789, 8472);

const link = fc.record({
  ...{
    netns,
    name: dev,
    ifindex: fc.nat(9),
    kind: oneOf('veth', 'veth', 'vxlan', 'bridge', 'loopback', 'ether', 'dummy', 'vrf'),
    up: oneOf(true, true, true, false),
    carrier: oneOf(true, true, false),
  },
  ...{
    operstate: fc.constant('UP'),
    mtu: oneOf(1500, 1450, 68, 0),
    mac: maybe(mac),
    master: maybe(oneOf('br0', 'x')),
    peer: maybe(dev),
    peerIndex: maybe(fc.nat(9)),
    peerNsid: maybe(fc.nat(2)),
  },
  altnames: fc.constant([]),
  vxlan: maybe(
    fc.record({
      vni,
      dstport: port,
      local: maybe(ip),
      remote: maybe(ip),
      group: maybe(ip),
      dev: maybe(dev),
      ttl: oneOf<number | string>(64, 1, 'inherit'),
      learning: maybe(fc.boolean()),
      proxy: maybe(fc.boolean()),
      external: maybe(fc.boolean()),
      vnifilter: maybe(fc.boolean()),
      localbypass: maybe(fc.boolean()),
    }),
  ),
  port: maybe(
    fc.record({
      state: oneOf('forwarding', 'forwarding', 'disabled', 'x'),
      learning: maybe(fc.boolean()),
      flood: maybe(fc.boolean()),
      bcastFlood: maybe(fc.boolean()),
      isolated: maybe(fc.boolean()),
      locked: maybe(fc.boolean()),
      neighSuppress: maybe(fc.boolean()),
      hairpin: maybe(fc.boolean()),
    }),
  ),
});
const family = oneOf('inet', 'inet6');
const arm = fc.record({ dev: maybe(dev), gateway: maybe(ip), weight: fc.constant(1), flags });
const route = fc.record({
  netns,
  family,
  type: oneOf('unicast', 'unicast', 'local', 'broadcast', 'blackhole', 'throw', 'x'),
  dst: prefix,
  gateway: maybe(ip),
  dev: maybe(dev),
  table: oneOf('main', 'local', '50'),
  metric: maybe(fc.nat(3)),
  prefsrc: maybe(ip),
  flags,
  nexthops: fc.array(arm, { maxLength: 3 }),
  nhid: maybe(fc.nat(3)),
  raw: fc.constant({}),
});
const address = fc.record({
  netns,
  dev,
  family,
  local: ip,
  prefixlen: oneOf(24, 32, 64, 128, -1, 999),
  scope: oneOf('global', 'link', 'host'),
  flags,
});
const fdb = fc.record({
  netns,
  dev,
  mac,
  dst: maybe(ip),
  port: maybe(port),
  vni: maybe(vni),
  via: maybe(dev),
  nhid: maybe(fc.nat(3)),
  master: maybe(fc.constant('br0')),
  state: oneOf('', 'permanent', 'static'),
  flags,
});
const neighbour = fc.record({
  netns,
  dev,
  family,
  dst: ip,
  mac: maybe(mac),
  state: oneOf('PERMANENT', 'FAILED', 'STALE', ''),
  flags,
});
const row = fc.record({
  netns,
  row: fc.record({
    id: fc.nat(3),
    dev: maybe(dev),
    gateway: maybe(ip),
    group: maybe(fc.array(oneOf<unknown>({ id: 1 }, { id: 2 }, 7, null))),
  }),
});
const rule = fc.record({
  netns,
  family,
  rule: fc.dictionary(
    oneOf(
      'priority',
      'src',
      'srclen',
      'dst',
      'iif',
      'oif',
      'ipproto',
      'dport',
      'table',
      'action',
      'goto',
      'not',
      'suppress_prefixlen',
      'fwmark',
    ),
    oneOf<unknown>('all', 'main', 'local', '50', 'blackhole', 0, 5, 24, null, '10.0.0.1', 'udp'),
  ),
});
const list = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 12 });
const settings = list(
  fc.tuple(
    oneOf('', 'red').chain((n) =>
      oneOf(
        'ipv4.conf.all.rp_filter',
        'ipv4.conf.eth0.forwarding',
        'ipv4.conf.br0.arp_ignore',
        'ipv6.conf.e0.disable_ipv6',
      ).map((name) => `${n}|net.${name}`),
    ),
    oneOf('0', '1', '2', 'x'),
  ),
);
const filters = oneOf(
  [],
  [
    [
      '',
      {
        iptables: '*filter\n:INPUT DROP [0:0]\n-A INPUT -j X\n',
        nft: 'table inet x {\nchain y {\ntype filter hook input priority 0; policy drop;\n}\n}',
        arptables: '-P INPUT DROP',
      },
    ],
  ],
);

const facts = fc.record({
  link: list(link),
  address: list(address),
  route: list(route),
  fdb: list(fdb),
  neighbour: list(neighbour),
  rules: list(rule),
  nexthopRows: list(row),
  settings,
  filters,
});

function asFacts(host: string, made: typeof facts extends fc.Arbitrary<infer T> ? T : never): TraceFacts {
  const { rules, nexthopRows, settings: set, filters: kept, ...tables } = made;
  const named = ['red', 'blue'].map((name, nsid) => ({ key: name, name, nsid, raw: {} }));
  const keyed = tables.link.map((one) => ({ ...one, key: `${one.netns}|${one.name}` }));
  return {
    ...{
      host,
      rules,
      nexthopRows,
      settings: new Map(set),
      filters: new Map(kept as never),
      nexthops: [],
      vnis: new Map(),
      traffic: [],
    },
    ...{ sockets: [], ways: [], counters: new Map(), notLookedAt: [], pathMtus: [], groups: [] },
    tables: { ...EMPTY_TABLES, ...tables, link: keyed, netns: named },
  } as unknown as TraceFacts;
}

test(`no tables make it throw: ${RUNS} times random ones`, { timeout: 60_000 + RUNS * 60 }, () => {
  fc.assert(
    fc.property(
      fc.array(facts, { minLength: 1, maxLength: 3 }),
      netns,
      ip,
      maybe(ip),
      oneOf<Protocol>('icmp', 'udp', 'tcp'),
      oneOf(84, 1500, 65_535),
      (hosts, from, address, src, protocol, size) => {
        const all = hosts.map((one, at) => asFacts(`lab:h${at}`, one));
        const found = trace(all, {
          host: 'lab:h0',
          netns: from,
          address,
          protocol,
          size,
          ...(src !== undefined && { from: src }),
          ...(protocol !== 'icmp' && { port: 53 }),
        });
        expect(found?.there.end.why).not.toBe('');
        expect(found?.arrives).toBe(found?.there.end.arrives === true && found.back.end.arrives);
        expect(JSON.stringify(found).length).toBeLessThan(2_000_000);
      },
    ),
    { numRuns: RUNS },
  );
});
