import { describe, expect, test } from 'vitest';
import { monitorArgvs, parseMonitorLine } from '../../../app/noun/monitor.ts';
import { recorded, VERSIONS } from './recorded.ts';

const rings = (line: string) => parseMonitorLine(line, '')?.tables;

test('two monitors a namespace, none of them asked for JSON', () => {
  expect(monitorArgvs('red').map((argv) => argv.join(' '))).toEqual([
    'ip -n red monitor link address route rule neigh netconf',
    'bridge -n red monitor fdb',
  ]);
  expect(monitorArgvs('')[1]).toEqual(['bridge', 'monitor', 'fdb']);
});

describe('bridge monitor fdb', () => {
  test.each(VERSIONS)('names the entry, except of a flood list, in %s', (version) => {
    const lines = recorded(version, 'monitor-fdb.txt').trim().split('\n');
    expect(lines.map((line) => parseMonitorLine(line, 'red'))).toEqual([
      { netns: 'red', tables: ['fdb'], fdb: { dev: 'vxinherit', mac: '02:00:00:00:00:e1' } },
      { netns: 'red', tables: ['fdb'] },
      { netns: 'red', tables: ['fdb'], fdb: { dev: 'vxinherit', mac: '02:00:00:00:00:e1' } },
      { netns: 'red', tables: ['fdb'] },
    ]);
  });

  test.each([
    '02:00:00:00:00:05 dev veth-red-br master br0 static',
    '02:00:00:00:00:05 dev vxext dst 192.0.2.1 src_vni 100 self permanent',
    '02:00:00:00:00:05 dev eth0 vlan 5 self permanent',
  ])('one lookup would not find exactly %j', (line) => {
    expect(parseMonitorLine(line, '')).toEqual({ netns: '', tables: ['fdb'] });
  });

  test('a stray label does not hide the line (before 6.0)', () => {
    expect(rings('[NEIGH]Deleted 02:00:00:00:00:05 dev vx dst 192.0.2.1 self')).toEqual(['fdb']);
  });
});

describe('ip monitor', () => {
  test.each([
    ['10.42.2.0 dev flannel.1 lladdr 02:3f:39:67:7d:e2 PERMANENT ', ['neighbour']],
    ['Deleted 10.42.2.0 dev flannel.1 FAILED ', ['neighbour']],
    ['fe80::1 dev eth0 lladdr 02:00:00:00:00:01 router REACHABLE ', ['neighbour']],
    ['178.192.65.99 dev br0 proxy ', ['neighbour']],
    ['10.42.2.0/24 via 10.42.2.0 dev flannel.1 onlink ', ['route']],
    ['Deleted multicast ff00::/8 dev vxtmp table local proto kernel metric 256 pref medium', ['route']],
    ['default via 10.0.0.1 dev eth0 ', ['route']],
    ['default dev eth0 metric 5 ', ['route']],
    ['blackhole 10.99.0.0/24 ', ['route']],
    ['16: vxtmp: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN group default ', ['link']],
    ['12: veth-red-br@if13: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue master br0 ', ['link']],
    ['5: vx: <BROADCAST,MULTICAST> mtu 1300 master br state DOWN ', ['link']],
    ['Deleted 5: vx: <BROADCAST,MULTICAST> mtu 1300 master br state DOWN ', ['link']],
    [
      '16: vxtmp: <BROADCAST,MULTICAST> mtu 1500 qdisc noqueue state DOWN group default ',
      ['link', 'address', 'route', 'neighbour'],
    ],
    [
      'Deleted 16: vxtmp: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default ',
      ['link', 'address', 'route', 'neighbour', 'fdb'],
    ],
    ['2: eth0p    inet6 fe80::ff:fe00:aa02/64 scope link ', ['address', 'route']],
    ['Deleted 16: vxtmp    inet 10.0.0.1/24 scope global vxtmp', ['address', 'route']],
    ['[ADDR]16: vxtmp    inet 10.0.0.1/24 scope global vxtmp', ['address', 'route']],
    ['[nsid 0][NEIGH]10.0.0.9 dev eth0 lladdr 02:00:00:00:00:01 STALE', ['neighbour']],
    ['inet all forwarding on ', ['sysctl']],
    ['inet6 all forwarding off ', ['sysctl']],
  ] as const)('%j', (line, tables) => {
    expect(rings(line)).toEqual(tables);
  });

  test.each([
    '',
    '    link/ether 3a:9a:3d:76:67:f5 brd ff:ff:ff:ff:ff:ff',
    '       valid_lft forever preferred_lft forever',
    'inet vxtmp forwarding off rp_filter off mc_forwarding off ',
    'Deleted inet6 vxtmp ',
    // FDB entries: `bridge monitor fdb` says which one.
    '192.168.64.4 dev vxinherit lladdr 02:00:00:00:00:e1 NOARP PERMANENT ',
    'Deleted 192.168.64.6 dev vxinherit lladdr 00:00:00:00:00:00 NOARP PERMANENT ',
    'dev eth0 lladdr de:3b:ab:8d:f9:85 PERMANENT ',
  ])('does not ring for %j', (line) => {
    expect(parseMonitorLine(line, '')).toBeUndefined();
  });

  test.each(VERSIONS)(
    'every line of the recording by %s that starts an event rings, or is said better elsewhere',
    (version) => {
      for (const file of ['monitor-ip.txt', 'monitor-all-nsid.txt']) {
        for (const line of recorded(version, file)
          .split('\n')
          .filter((one) => /^(\[|Deleted|\d+:|[\da-f.:]+\/)/.test(one))) {
          const elsewhere = /NOARP PERMANENT|\]?(Deleted )?inet6? |\]?(Deleted )?dev \S+ lladdr/.test(line);
          if (!elsewhere) expect(rings(line), line).toBeDefined();
        }
      }
    },
  );
});

test('a policy rule rings for the rules', () => {
  expect(parseMonitorLine('1000:\tfrom 10.0.0.0/24 lookup 100', 'red')).toEqual({ netns: 'red', tables: ['rule'] });
  expect(parseMonitorLine('[RULE]Deleted 1004:\tnot from 10.8.0.1 lookup 200', '')).toEqual({
    netns: '',
    tables: ['rule'],
  });
});
