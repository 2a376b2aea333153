import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../app/doctor/diagnose.ts';
import { factsFromJson, factsToJson } from '../../../app/doctor/facts-json.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import { lookup } from '../../../app/doctor/lookup.ts';
import { readFacts } from '../../../app/doctor/read-facts.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import type { Route } from '../../../app/noun/route/row.ts';
import { bridgeVlanKey, type BridgeVlan } from '../../../app/noun/vlan/row.ts';
import { factsOf } from './worlds.ts';

const BRIDGED = factsOf(2, 2);

/** Ports of a bridge that filters, each with its VLAN: `pvid` where it takes what has no tag. */
function filtering(
  facts: HostFacts,
  vlans: readonly (readonly [dev: 'tunnel' | 'machine', vid: number, pvid: boolean])[],
): HostFacts {
  const { link } = facts.tables;
  const tunnel = link.find(({ vxlan }) => vxlan !== undefined)?.name ?? '';
  const machine = link.find(({ kind, master }) => kind === 'veth' && master !== undefined)?.name ?? '';
  const rows = vlans.map(([which, vid, pvid]): BridgeVlan => {
    const dev = which === 'tunnel' ? tunnel : machine;
    return { key: bridgeVlanKey('', dev, vid), netns: '', dev, vid, vidEnd: vid, pvid, untagged: pvid, raw: {} };
  });
  const links = link.map((one): Link => {
    if (one.kind !== 'bridge') return one;
    const bridge = { ...one.bridge, vlanFiltering: true } as NonNullable<Link['bridge']>;
    return { ...one, bridge };
  });
  return { ...facts, tables: { ...facts.tables, link: links, vlan: rows } };
}

const codes = (all: readonly HostFacts[]): readonly string[] =>
  diagnose(all).findings.map(({ code, host, table }) => `${code} ${host} ${table}`);

const GOOD = [
  ['tunnel', 10, true],
  ['machine', 10, true],
] as const;

describe('VLANs of a bridge', () => {
  const [one, other] = BRIDGED as readonly [HostFacts, HostFacts];

  test.each([
    ['the same VLAN everywhere', GOOD, []],
    [
      'a machine whose port takes nothing without a tag',
      [
        ['tunnel', 10, true],
        ['machine', 10, false],
      ] as const,
      [`vlan-pvid-missing ${one.host} vlan`],
    ],
    [
      'a tunnel outside the VLAN',
      [
        ['tunnel', 20, true],
        ['machine', 10, true],
      ] as const,
      [`vlan-not-allowed ${one.host} vlan`],
    ],
  ])('%s', (_what, vlans, found) => {
    expect(codes([filtering(one, vlans), filtering(other, GOOD)])).toEqual(found);
  });
});

describe('VLANs that become VNIs', () => {
  const [one, other] = BRIDGED as readonly [HostFacts, HostFacts];
  const tables = filtering(one, GOOD).tables;
  const links = tables.link.map((row): Link =>
    row.vxlan === undefined ? row : { ...row, port: { ...row.port, state: 'forwarding', vlanTunnel: true } },
  );
  const answered = (exitCode: number, stdout: string): HostFacts => {
    const outcome = { argv: ['bridge'], exitCode, stdout, stderr: 'Not supported', startedAt: 0, durationMs: 0 };
    const read = readFacts(one.host, { ...tables, link: links }, [
      { ask: { part: 'vlan-tunnels', netns: '' }, outcome },
    ]);
    return factsFromJson(
      factsToJson({
        ...filtering(one, GOOD),
        tables: read.tables,
        vlanTunnels: read.vlanTunnels,
        notLookedAt: read.notLookedAt,
      }),
    );
  };

  test('none where there are none', () => {
    expect(codes([answered(0, '[]'), filtering(other, GOOD)])).toEqual([`vlan-tunnel-missing ${one.host} vlan`]);
  });

  test('nothing is said where they could not be read, but that', () => {
    const facts = answered(255, '');
    expect(codes([facts, filtering(other, GOOD)])).toEqual([]);
    expect(facts.notLookedAt.map(({ what, why }) => `${what}: ${why}`)).toEqual(['VNIs of VLANs: Not supported']);
  });
});

describe('queues', () => {
  const [one, other] = BRIDGED as readonly [HostFacts, HostFacts];

  test.each([
    ['qdisc noqueue 0: dev eth0 root refcnt 2', []],
    ['qdisc netem 8001: dev eth0 root refcnt 2 limit 1000 loss 10%', [`underlay-lossy ${one.host} qdisc`]],
    ['qdisc netem 8001: dev eth0 root refcnt 2 limit 1000 delay 300ms', [`underlay-slow ${one.host} qdisc`]],
    ['qdisc netem 8001: dev eth0 root refcnt 2 limit 1000 delay 5ms', []],
    ['qdisc tbf 8001: dev eth0 root refcnt 2 rate 24Kbit burst 3000b lat 20ms', [`underlay-slow ${one.host} qdisc`]],
    ['qdisc tbf 8001: dev eth0 root refcnt 2 rate 1Gbit burst 128Kb lat 50ms', []],
    ['qdisc netem 8001: dev wlan9 root refcnt 2 limit 1000 loss 10%', []],
  ])('%s', (qdiscs, found) => {
    expect(codes([{ ...one, qdiscs }, other])).toEqual(found);
  });
});

test('a packet that comes in by a device of a VRF asks its table first', () => {
  const [one] = BRIDGED as readonly [HostFacts];
  const vrf = {
    ...(one.tables.link[0] as Link),
    key: '|blue',
    name: 'blue',
    kind: 'vrf',
    raw: { linkinfo: { info_data: { table: 10 } } },
  };
  const inside = { ...(one.tables.link[0] as Link), key: '|br7', name: 'br7', netns: '', master: 'blue' };
  const row: Route = {
    key: 'r',
    netns: '',
    family: 'inet',
    type: 'unicast',
    dst: '10.7.0.0/24',
    dev: 'vxlan7',
    table: '10',
    flags: [],
    nexthops: [],
    raw: {},
  };
  const facts: HostFacts = {
    ...one,
    tables: { ...one.tables, link: [vrf, inside], route: [row] },
    rules: [
      { netns: '', family: 'inet', rule: { priority: 1000, src: 'all', l3mdev: null } },
      { netns: '', family: 'inet', rule: { priority: 32766, src: 'all', table: 'main' } },
    ],
  };
  expect(lookup(facts, '', { dst: '10.7.0.9', iif: 'br7' })?.route).toBe(row);
  expect(lookup(factsFromJson(factsToJson(facts)), '', { dst: '10.7.0.9', iif: 'br7' })?.route).toEqual(row);
  expect(lookup(facts, '', { dst: '10.7.0.9', iif: 'eth0' })).toBeUndefined();
});
