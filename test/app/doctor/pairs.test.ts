import { expect, test } from 'vitest';
import { ORDER, type FindingCode } from '../../../app/doctor/codes.ts';
import { diagnose } from '../../../app/doctor/diagnose.ts';
import type { HostFacts } from '../../../app/doctor/facts.ts';
import type { Link } from '../../../app/noun/link/row.ts';
import { factsOf } from './worlds.ts';

type Fault = (host: HostFacts) => HostFacts;

const link =
  (key: string, change: (one: Link) => Partial<Link>): Fault =>
  (host) => ({
    ...host,
    tables: {
      ...host.tables,
      link: host.tables.link.map((one) => (one.key === key ? { ...one, ...change(one) } : one)),
    },
  });
const vxlan = (more: Partial<NonNullable<Link['vxlan']>>): Fault =>
  link('|vxlan1', (one) => ({ vxlan: { ...one.vxlan, ...more } as NonNullable<Link['vxlan']> }));
const without =
  (table: 'route' | 'fdb' | 'neighbour', is: (row: { readonly dst?: string }) => boolean): Fault =>
  (host) => ({ ...host, tables: { ...host.tables, [table]: host.tables[table].filter((row) => !is(row)) } });
const setting =
  (name: string): Fault =>
  (host) => ({ ...host, settings: new Map([...host.settings, [name, '0']]) });
const iptables =
  (chain: string, rule: string): Fault =>
  (host) => ({
    ...host,
    filters: new Map([
      ['', { iptables: `*filter\n:${chain} ACCEPT [0:0]\n[0:0] -A ${chain} ${rule} -j DROP\nCOMMIT` }],
    ]),
  });

/** Three hosts of a flannel overlay: each fault stands on one of them. Subnets: 10.100.0.0/24 on the first, and so on. */
const FAULTS: Partial<Record<FindingCode, readonly [at: number, fault: Fault]>> = {
  'underlay-silent': [0, link('|eth0', () => ({ up: false }))],
  'link-down': [1, link('|br1', () => ({ up: false }))],
  'udp-port-mismatch': [1, vxlan({ dstport: 8472 })],
  'vni-mismatch': [2, vxlan({ vni: 99 })],
  'firewall-input': [0, iptables('INPUT', '-p udp')],
  'firewall-forward': [2, iptables('FORWARD', '-i vxlan1')],
  'fdb-entry-missing': [2, without('fdb', ({ dst }) => dst === '172.16.0.4')],
  'neighbour-missing': [1, without('neighbour', ({ dst }) => dst === '10.100.2.0')],
  'endpoint-no-route': [1, without('route', ({ dst }) => dst === 'default')],
  'route-missing': [0, without('route', ({ dst }) => dst === '10.100.1.0/24')],
  'forwarding-off': [0, setting('|net.ipv4.conf.all.forwarding')],
  'inner-mtu-too-large': [2, link('red|veth-red', () => ({ mtu: 1500 }))],
};

/** The second overlay of the world is routed as flannel does it: hosts 4, 5 and 6. */
const healthy = (): readonly HostFacts[] => factsOf(6, 3).slice(3);

const withFaults = (...codes: readonly FindingCode[]): readonly HostFacts[] =>
  healthy().map((host, at) =>
    codes.reduce((one, code) => (FAULTS[code]?.[0] === at ? FAULTS[code][1](one) : one), host),
  );

const CODES = (Object.keys(FAULTS) as FindingCode[]).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
const PAIRS = CODES.flatMap((low, at) => CODES.slice(at + 1).map((high) => [low, high] as const));

const named = (facts: readonly HostFacts[]): readonly string[] => diagnose(facts).findings.map(({ code }) => code);

test('nothing is wrong with what nothing was done to', () => {
  expect(named(healthy())).toEqual([]);
});

test.each(CODES)('%s alone is named, and nothing else', (code) => {
  expect(named(withFaults(code))).toEqual([code]);
});

test.each(PAIRS)('%s is named before %s, which is named when the first is mended', (low, high) => {
  const both = named(withFaults(low, high));
  expect(both[0]).toBe(low);
  expect(both.every((code) => code === low || code === high)).toBe(true);
  expect(named(withFaults(high))).toEqual([high]);
});
