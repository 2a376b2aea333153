import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPaste, withoutThere, type PasteOptions } from '../../../app/change/paste.ts';
import { exportCommands } from '../../../app/change/export.ts';
import { problemText } from '../../../app/problem/text.ts';
import { hostWith, MAC } from './world.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const items = (text: string, options: PasteOptions = {}) => readPaste(text, options).items.map(({ item }) => item);
/** `LINE what`: why a line is left out, what is wrong with it, or the items it means. */
const said = (text: string, options: PasteOptions = {}) =>
  readPaste(text, options).rows.map(
    ({ line, items: made, problem, left }) =>
      `${line} ${left ?? (problem === undefined ? `${made.length} to do` : problemText(problem).text)}`,
  );

const NEIGH = `neigh replace 192.168.64.4 lladdr ${MAC} dev eth0 nud permanent`;
const IN_POD = [
  { noun: 'neighbour', verb: 'set', netns: 'pod0', dev: 'eth0', dst: '192.168.64.4', mac: MAC, state: 'permanent' },
];

describe('a command', () => {
  test.each([
    `ip -n pod0 ${NEIGH}`,
    `ip -n pod0 -d -j ${NEIGH}`,
    `ip -d --netns pod0 ${NEIGH}`,
    `ip -net pod0 -4 ${NEIGH}`,
    `sudo -n -u root /sbin/ip -n pod0 ${NEIGH}`,
    `LC_ALL=C env -i FOO=1 ip -netns pod0 ${NEIGH}`,
    `ip netns exec pod0 ip ${NEIGH}`,
    `ip netns e pod0 ip ${NEIGH}`.replace('netns e ', 'net exec '),
    `ip -n other netns exec pod0 /usr/sbin/ip ${NEIGH}`,
    `ip netns exec other ip -n pod0 ${NEIGH}`,
    `ip netns exec pod0 sh -c 'ip ${NEIGH}'`,
    `nsenter --net=/run/netns/pod0 ip ${NEIGH}`,
    `sudo nsenter --net=/var/run/netns/pod0 -- ip ${NEIGH}`,
    `root@h:~# ip -n pod0 ${NEIGH}`,
    `[root@h ~]# ip -n pod0 ${NEIGH}   # why`,
    `/ # ip -n "pod0" ${NEIGH} >/dev/null 2>&1 || true`,
    `$ ip -n pod0 neigh change \\\r\n>  to 192.168.64.4 lladdr ${MAC} \\\r\n dev eth0`,
    `# ip -n pod0 ${NEIGH}`,
    `ip -n pod0 -force -batch - <<'EOF'\n${NEIGH}\nEOF`,
    `ip netns exec pod0 bash\n${NEIGH}\nexit`,
    `ip netns exec pod0 bash <<EOF\nip ${NEIGH}\nEOF`,
    `set -e; true && ip -n pod0 ${NEIGH}`,
    `ip -c -n pod0 n r 192.168.64.4 lladdr ${MAC} dev eth0`.replace(' n r ', ' n rep '),
  ])('keeps the namespace that it names: %s', (text) => {
    expect(items(text)).toEqual(IN_POD);
  });

  test('after a namespace was left is in the host again', () => {
    expect(items(`ip netns exec pod0 bash\nip ${NEIGH}\nexit\nip ${NEIGH}`)).toMatchObject([
      { netns: 'pod0' },
      { netns: '' },
    ]);
    expect(items(`ip -n pod0 -b - <<E\n${NEIGH}\nE\n${NEIGH}`)).toMatchObject([{ netns: 'pod0' }, { netns: '' }]);
  });

  test('in lines of a batch is read of every noun that has words, as with the tool in front', () => {
    expect(items('rule add from 10.0.0.0/8 lookup 100 priority 7')).toEqual(
      items('ip rule add from 10.0.0.0/8 lookup 100 priority 7'),
    );
    expect(items('vni add dev vx0 vni 7')).toEqual(items('bridge vni add dev vx0 vni 7'));
    expect(items('rule add from 10.0.0.0/8 lookup 100 priority 7')).toHaveLength(1);
    expect(items('vni add dev vx0 vni 7')).toHaveLength(1);
  });

  test('of another namespace than was asked for is refused, and so is one that cannot be known', () => {
    expect(said(`ip -n pod0 ${NEIGH}`, { netns: 'red' })).toEqual([
      '1 Line 1: is for namespace pod0, and namespace red was asked for.',
    ]);
    expect(said(`ip ${NEIGH}`, { netns: 'red' })).toEqual(['1 1 to do']);
    const elsewhere = [
      'nsenter -t 12 -n ip',
      'docker exec c ip',
      'ssh h ip',
      'unshare -n ip',
      'ip -all netns exec ip',
      'ip -n "$NS"',
      'ip -b file',
      'xargs ip',
    ];
    for (const before of elsewhere) expect(items(`${before} ${NEIGH}`), before).toEqual([]);
    expect(items(`for n in a b; do ip -n $n ${NEIGH}; done`)).toEqual([]);
    expect(items(`cat > f <<EOF\nip ${NEIGH}\nEOF`)).toEqual([]);
  });

  test('that was commented out is not run', () => {
    expect(items(`# ip ${NEIGH}\nip -n pod0 ${NEIGH}\n#ip ${NEIGH}`)).toEqual(IN_POD);
    expect(items(`# ip ${NEIGH}\n10.0.0.9 dev vx0 lladdr ${MAC} PERMANENT`)).toMatchObject([{ dst: '10.0.0.9' }]);
  });

  test('is one of every kind, in the words of ip and bridge', () => {
    const text = [
      'ip netns add red',
      'ip link add vx7 mtu 1450 type vxlan id 7 dstport 4789 dev eth0 nolearning',
      'ip link add name v0 type veth peer name v1 netns red',
      'ip -n red link set dev v1 netns 1',
      'ip link set up dev vx7',
      'ip l set dev vx7 type bridge_slave neigh_suppress on',
      'ip a add 10.0.0.1/24 dev vx7',
      'ip -6 r add default via fe80::1 dev vx7',
      'ip route add default via inet6 fe80::1 dev vx7',
      'bridge vlan add dev v0 vid 10-12 pvid',
      'bridge fdb del 02:00:00:00:00:01 dev vx7 dst 192.0.2.9 self permanent',
      'ip neigh add proxy 10.0.0.9 dev vx7',
    ].join('\n');
    expect(items(text)).toMatchObject([
      { noun: 'netns', verb: 'add', name: 'red' },
      { noun: 'vxlan', verb: 'add', name: 'vx7', vxlan: { vni: 7, dev: 'eth0', learning: false } },
      { noun: 'veth', peer: { name: 'v1', netns: 'red' } },
      { noun: 'link', netns: 'red', name: 'v1', moveTo: '' },
      { noun: 'link', name: 'vx7', up: true },
      { noun: 'port', name: 'vx7', port: { neighSuppress: true } },
      { noun: 'address', address: '10.0.0.1/24' },
      { noun: 'route', family: 'inet6' },
      { noun: 'route', family: 'inet', via: 'fe80::1' },
      { noun: 'vlan', vid: 10, vidEnd: 12 },
      { noun: 'fdb', verb: 'del' },
      { noun: 'neighbour', proxy: true },
    ]);
    expect(said('ip link set dev vx7 name eth0')).toEqual(['1 Line 1: ip link set is not done here.']);
  });
});

describe('a listing is no command', () => {
  const LEARNED = `${MAC} dev vx0 master br0 \n${MAC} dev vx0 dst 192.0.2.4 self \n${MAC} dev vx0 dst 192.0.2.4 self dynamic`;

  test('so a row without a state was learned, and is left out and counted', () => {
    for (const noun of [undefined, 'fdb'] as const)
      expect(said(LEARNED, noun && { noun })).toEqual([1, 2, 3].map((line) => `${line} learned, not set by anybody`));
    expect(items(`${MAC} dev vx0 dst 192.0.2.4`)).toMatchObject([{ state: 'dynamic' }]);
    expect(items(`bridge fdb add ${MAC} dev vx0 dst 192.0.2.4 self`)).toMatchObject([{ state: 'permanent' }]);
  });

  test('everything that tables hold is understood or left out by name, and one bad line stops no other', () => {
    const text = [
      '02:42:0a:00:09:04 dst 192.168.64.4 link-netnsid 0 self permanent',
      '02:42:0a:00:09:05 dev vx1 dst 192.168.64.4 src_vni 5 via eth0 offload used 3/4',
      '   self extern_learn permanent',
      '33:33:00:00:00:01 dev eth0 self permanent',
      '02:42:0a:00:09:07 dev vx1 vlan 3 master br0 permanent',
      '02:42:0a:00:09:08 dev vx1 nhid 5 self permanent',
      'no such thing',
      '02:42:0a:00:09:09 dev vx1 sticky master br0 static',
      '02:42:0a:00:09:zz dev vx1 master br0 static',
    ].join('\r\n');
    expect(said(text, { noun: 'fdb', dev: 'vx0' })).toEqual([
      '1 1 to do',
      '2 1 to do',
      "4 a device's own list of multicast addresses",
      "5 a port's own address (master permanent), which the kernel adds",
      '6 through a nexthop object, which is not made here',
      expect.stringMatching(/^7 Line 7/),
      '8 1 to do',
      expect.stringMatching(/^9 Line 9/),
    ]);
    const neighbours = [
      '10.42.3.0 dev vx0  INCOMPLETE',
      '10.42.3.1 dev vx0  FAILED',
      `10.42.4.0 dev vx0 lladdr ${MAC} PERMANENT`,
      `10.42.4.1 dev vx0 lladdr ${MAC} ref 1 used 0/0/0 probes 4 REACHABLE`,
      `10.42.4.2 dev vx0 lladdr ${MAC} router extern_learn NOARP proto zebra`,
      'ff02::1 dev vx0 lladdr 33:33:00:00:00:01 NOARP',
      '10.42.4.3 dev vx0 proxy',
    ].join('\n');
    expect(said(neighbours, { noun: 'neighbour' })).toEqual([
      '1 without an address (INCOMPLETE, FAILED)',
      '2 without an address (INCOMPLETE, FAILED)',
      '3 1 to do',
      '4 learned, not set by anybody',
      '5 1 to do',
      '6 made by the kernel',
      '7 1 to do',
    ]);
  });

  test('its rows are in the namespace and on the device of the command above it', () => {
    const text = `$ ip -n pod0 neigh show dev vx0\n10.0.0.1 lladdr ${MAC} PERMANENT\n$ bridge -n red fdb show dev vx1\n${MAC} dst 192.0.2.1 self permanent`;
    expect(items(text)).toMatchObject([
      { noun: 'neighbour', netns: 'pod0', dev: 'vx0' },
      { noun: 'fdb', netns: 'red', dev: 'vx1' },
    ]);
  });

  test('routes and addresses, too', () => {
    const text =
      'default via 10.0.0.1 dev eth0 proto static \n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.2 linkdown \n10.9.0.0/16 proto static \n\tnexthop via 10.0.0.5 dev eth0 weight 1 \n2: eth0@if5: <UP> mtu 1500\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netnsid 0\n    inet 10.0.0.1/24 brd 10.0.0.255 scope global eth0\n       valid_lft forever preferred_lft forever';
    expect(items(text)).toMatchObject([
      { noun: 'route', dst: 'default' },
      { noun: 'route', dst: '10.9.0.0/16', nexthops: [{ via: '10.0.0.5' }] },
      { noun: 'address', address: '10.0.0.1/24', dev: 'eth0' },
    ]);
  });

  test('what is there already is no error, and is said', () => {
    const { tables } = hostWith();
    const text = `${MAC} dev vx0 dst 192.0.2.2 self permanent\n02:00:00:00:00:02 dev vx0 dst 192.0.2.2 self permanent\n02:00:00:00:00:02 dev vx0 dst 192.0.2.2 self permanent`;
    const left = withoutThere(readPaste(text, { noun: 'fdb' }), tables);
    expect(left.items).toHaveLength(1);
    expect(left.rows.map((row) => row.left)).toEqual(['there already', undefined, 'said twice']);
  });

  test.each(['5.15.0', '6.1.0', '6.8.0', '6.17.0'])('whatever iproute2 %s printed is understood', (version) => {
    const read = (file: string) => readFileSync(join(fixtures, `iproute2-${version}`, file), 'utf8');
    const rows = [
      ...readPaste(read('fdb.txt'), { noun: 'fdb' }).rows,
      ...readPaste(read('neigh.txt'), { noun: 'neighbour' }).rows,
    ];
    expect(rows.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(items(read('fdb.txt')).length).toBeGreaterThan(5);
    for (const file of [
      'fdb.json',
      'neigh-all.json',
      'route-v4.json',
      'addr.json',
      'link.json',
      'netns.json',
      'bridge-vlan.json',
    ])
      expect(
        readPaste(read(file)).rows.filter(({ problem }) => problem !== undefined),
        file,
      ).toEqual([]);
    const entries = (file: string) =>
      new Set(items(read(file), { noun: 'fdb' }).map((item) => JSON.stringify(Object.entries(item).sort())));
    expect(entries('fdb.json')).toEqual(entries('fdb.txt'));
  });

  test('JSON of one namespace and device is where it was asked to be', () => {
    const json = `[{"mac":"${MAC}","dst":"192.0.2.2","flags":["self"],"state":"permanent"},{}]`;
    expect(items(json, { netns: 'red', dev: 'vx0' })).toMatchObject([{ netns: 'red', dev: 'vx0', dst: '192.0.2.2' }]);
    expect(said('['.repeat(100_000))).toEqual([expect.stringContaining('nested deeper')]);
  });
});

describe('pasted CSV that somebody wrote', () => {
  test('has its columns named in the first line, with any of the usual separators', () => {
    for (const separator of [',', ';', '\t']) {
      const text = ['mac,dev,dst,port,state', '02:00:00:00:00:01,vx0,192.0.2.2,,static', '', '# none']
        .join('\n')
        .replaceAll(',', separator);
      expect(items(text, { noun: 'fdb' })).toEqual([
        {
          noun: 'fdb',
          verb: 'add',
          netns: '',
          owner: 'self',
          state: 'static',
          mac: '02:00:00:00:00:01',
          dev: 'vx0',
          dst: '192.0.2.2',
        },
      ]);
    }
    expect(items('mac,dst,dev,netns\n02:00:00:00:00:01,192.0.2.2,vx0,red')).toMatchObject([
      { state: 'permanent', netns: 'red' },
    ]);
  });

  test('is checked row by row, each problem with its line and field', () => {
    const text =
      'ip,mac,dev\n10.0.0.1,02:00:00:00:00:01,vx0\n10.0.0.300,02:00:00:00:00:02,vx0\n10.0.0.3,zz,vx0\n10.0.0.4,02:00:00:00:00:04,';
    expect(said(text, { noun: 'neighbour' })).toEqual([
      '2 1 to do',
      '3 Line 3, dst: must be an IPv4 or IPv6 address.',
      '4 Line 4, mac: must be a MAC address like 02:00:00:00:00:01.',
      '5 Line 5, dev: is missing; name the device.',
    ]);
  });
});

test('what Overlane exports as commands comes back line by line', () => {
  const host = hostWith();
  const inRed = {
    key: 'red|v1|10.0.0.9',
    netns: 'red',
    dev: 'v1',
    family: 'inet',
    dst: '10.0.0.9',
    mac: MAC,
    state: 'PERMANENT',
    flags: [],
    raw: {},
  } as const;
  const tables = { ...host.tables, neighbour: [...host.tables.neighbour, inRed] };
  const { rows } = readPaste(exportCommands({ tables }));
  expect(rows.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(rows.flatMap((row) => row.items)).toContainEqual({
    noun: 'neighbour',
    verb: 'set',
    netns: 'red',
    dev: 'v1',
    dst: '10.0.0.9',
    mac: MAC,
    state: 'permanent',
  });
});
