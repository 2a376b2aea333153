import { expect, test } from 'vitest';
import { fdbGetQuery, queriesOf, versionQuery } from '../../../app/noun/query.ts';
import { parseVersion } from '../../../app/base/version.ts';
import { TABLE_NAMES } from '../../../app/noun/snapshot.ts';
import { recorded, VERSIONS } from './recorded.ts';

const asked = (netns: string) =>
  TABLE_NAMES.flatMap((table) => queriesOf(table, netns)).map(({ part, argv }) => `${part}: ${argv.join(' ')}`);

test('what is asked of the host itself', () => {
  expect(asked('')).toEqual([
    'netns: ip -j netns list',
    'link: ip -d -j link show',
    'addr: ip -j addr show',
    'route-v4: ip -4 -d -j route show table all',
    'route-v6: ip -6 -d -j route show table all',
    'rule: ip -4 -d -j rule show',
    'rule-v6: ip -6 -d -j rule show',
    'fdb: bridge -j fdb show',
    'neigh-all: ip -j neigh show nud all',
    'neigh-proxy: ip -j neigh show proxy',
    'sysctl: sysctl -e net.ipv4.ip_forward net.ipv6.conf.all.forwarding',
    'forward-v4: iptables -w -S FORWARD',
    'forward-v6: ip6tables -w -S FORWARD',
    expect.stringMatching(/^files: sh -c /),
    'bridge-vlan: bridge -j -compressvlans vlan show',
    'vni: bridge -j vni show',
    expect.stringMatching(/^offloads: sh -c /),
    expect.stringMatching(/^system: sh -c /),
  ]);
});

test('what is asked of a named namespace', () => {
  expect(asked('red')).toEqual([
    'red-link: ip -n red -d -j link show',
    'red-addr: ip -n red -j addr show',
    'red-route-v4: ip -n red -4 -d -j route show table all',
    'red-route-v6: ip -n red -6 -d -j route show table all',
    'red-rule: ip -n red -4 -d -j rule show',
    'red-rule-v6: ip -n red -6 -d -j rule show',
    'red-fdb: bridge -n red -j fdb show',
    'red-neigh-all: ip -n red -j neigh show nud all',
    'red-neigh-proxy: ip -n red -j neigh show proxy',
    'red-sysctl: ip netns exec red sysctl -e net.ipv4.ip_forward net.ipv6.conf.all.forwarding',
    'red-bridge-vlan: bridge -n red -j -compressvlans vlan show',
    'red-vni: bridge -n red -j vni show',
  ]);
});

test('one FDB entry', () => {
  expect(fdbGetQuery('red', 'vx', '02:00:00:00:00:01')).toMatchObject({
    table: 'fdb',
    netns: 'red',
    argv: ['bridge', '-n', 'red', '-j', 'fdb', 'get', '02:00:00:00:00:01', 'dev', 'vx', 'self'],
    tolerate: [254],
  });
});

test.each(VERSIONS)('version %s', (version) => {
  expect(versionQuery().argv).toEqual(['ip', '-V']);
  expect(parseVersion(recorded(version, 'version.txt'))).toBe(`iproute2-${version}`);
});

test('the version beside a library’s, and of something else', () => {
  expect(parseVersion('ip utility, iproute2-6.1.0, libbpf 1.1.2\n')).toBe('iproute2-6.1.0');
  expect(parseVersion('BusyBox v1.36\n')).toBe('BusyBox v1.36');
});
