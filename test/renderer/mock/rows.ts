import type { Address } from '../../../app/noun/address/row.ts';
import { addressKey } from '../../../app/noun/address/row.ts';
import { fdbEntryKey, type FdbEntry } from '../../../app/noun/fdb/row.ts';
import { linkKey, type Link } from '../../../app/noun/link/row.ts';
import { neighbourKey, type Neighbour } from '../../../app/noun/neighbour/row.ts';
import type { Netns } from '../../../app/noun/netns/row.ts';
import { routeKey, type Route } from '../../../app/noun/route/row.ts';
import { EMPTY_TABLES, type Tables } from '../../../app/noun/snapshot.ts';

/** Rows as the parsers make them, for a window without an engine behind it. */
type Some<T, K extends keyof T> = Partial<T> & Pick<T, K>;

export function link(row: Some<Link, 'name' | 'ifindex' | 'kind'>): Link {
  const netns = row.netns ?? '';
  return {
    key: linkKey(netns, row.name),
    netns,
    up: true,
    operstate: 'UP',
    carrier: true,
    mtu: 1500,
    altnames: [],
    group: 'default',
    raw: { ifname: row.name, ifindex: row.ifindex, mtu: row.mtu ?? 1500 },
    ...row,
  };
}

export function loopback(netns = ''): Link {
  return link({
    netns,
    name: 'lo',
    ifindex: 1,
    kind: 'loopback',
    operstate: 'UNKNOWN',
    mtu: 65536,
    mac: '00:00:00:00:00:00',
  });
}

export function address(netns: string, dev: string, cidr: string): Address {
  const [local = '', length = '32'] = cidr.split('/');
  const prefixlen = Number(length);
  const family = local.includes(':') ? 'inet6' : 'inet';
  return {
    key: addressKey(netns, dev, local, prefixlen),
    netns,
    dev,
    family,
    local,
    prefixlen,
    scope: local.startsWith('fe80') ? 'link' : local.startsWith('127') || local === '::1' ? 'host' : 'global',
    flags: [],
    raw: { local, prefixlen },
  };
}

export function fdb(row: Some<FdbEntry, 'dev' | 'mac'>): FdbEntry {
  const entry = {
    netns: '',
    state: 'permanent',
    flags: row.master ? [] : ['self'],
    raw: { mac: row.mac, ifname: row.dev },
    ...row,
  };
  return { ...entry, key: fdbEntryKey(entry) };
}

export function neighbour(row: Some<Neighbour, 'dev' | 'dst'>): Neighbour {
  const entry = {
    netns: '',
    family: row.dst.includes(':') ? ('inet6' as const) : ('inet' as const),
    state: 'REACHABLE',
    flags: [],
    raw: { dst: row.dst, dev: row.dev },
    ...row,
  };
  return { ...entry, key: neighbourKey(entry.netns, entry.dev, entry.dst, entry.flags.includes('proxy' as never)) };
}

export function route(row: Some<Route, 'dst'>): Route {
  const entry = {
    netns: '',
    family: row.dst.includes(':') ? ('inet6' as const) : ('inet' as const),
    type: 'unicast',
    table: 'main',
    flags: [],
    nexthops: [],
    raw: { dst: row.dst },
    ...row,
  };
  return { ...entry, key: routeKey(entry) };
}

export function netns(name: string, nsid?: number): Netns {
  return { key: name, name, nsid, raw: { name, ...(nsid === undefined ? {} : { id: nsid }) } };
}

const mac = (n: number): string =>
  `02:4f:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;

/** A lab host: an uplink on the underlay, and when linked a bridge, a vxlan device and an endpoint namespace, as the wizard makes them. */
export function labHost(number: number, linkedTo?: number, vni = 100): Tables {
  const own = `192.168.64.${10 + number}`;
  const base: Tables = {
    ...EMPTY_TABLES,
    link: [
      loopback(),
      link({ name: 'eth0', ifindex: 2, kind: 'veth', mac: mac(number), peerIndex: 10 + number, peerNsid: 0 }),
    ],
    address: [
      address('', 'lo', '127.0.0.1/8'),
      address('', 'lo', '::1/128'),
      address('', 'eth0', `${own}/24`),
      address('', 'eth0', `fe80::4f:ff:fe00:${number}/64`),
    ],
    route: [
      route({ dst: '192.168.64.0/24', dev: 'eth0', protocol: 'kernel', scope: 'link', prefsrc: own }),
      route({
        dst: `${own}/32`,
        dev: 'eth0',
        protocol: 'kernel',
        scope: 'host',
        prefsrc: own,
        type: 'local',
        table: 'local',
      }),
      route({
        dst: '192.168.64.255/32',
        dev: 'eth0',
        protocol: 'kernel',
        scope: 'link',
        prefsrc: own,
        type: 'broadcast',
        table: 'local',
      }),
      route({ dst: 'fe80::/64', dev: 'eth0', protocol: 'kernel', metric: 256 }),
    ],
    neighbour: [1, 2, 3]
      .filter((n) => n !== number)
      .map((n) =>
        neighbour({
          dev: 'eth0',
          dst: `192.168.64.${10 + n}`,
          mac: mac(n),
          state: n === linkedTo ? 'REACHABLE' : 'STALE',
        }),
      ),
    fdb: [fdb({ dev: 'eth0', mac: '33:33:00:00:00:01' }), fdb({ dev: 'eth0', mac: '01:00:5e:00:00:01' })],
  };
  return linkedTo === undefined ? base : addOverlay(base, number, linkedTo, vni);
}

function addOverlay(base: Tables, number: number, far: number, vni: number): Tables {
  const own = `192.168.64.${10 + number}`;
  const peer = `192.168.64.${10 + far}`;
  const vx = `vx${vni}`;
  const br = `br${vni}`;
  return {
    ...base,
    netns: [...base.netns, netns('red', 0)],
    link: [
      ...base.link,
      link({
        name: br,
        ifindex: 3,
        kind: 'bridge',
        mtu: 1450,
        mac: mac(100 + number),
        bridge: { stp: false, vlanFiltering: false, ageing: 300, options: { forward_delay: 1500, mcast_snooping: 1 } },
      }),
      link({
        name: vx,
        ifindex: 4,
        kind: 'vxlan',
        operstate: 'UNKNOWN',
        mtu: 1450,
        mac: mac(200 + number),
        master: br,
        vxlan: {
          vni,
          local: own,
          dev: 'eth0',
          dstport: 4789,
          srcportLow: 0,
          srcportHigh: 0,
          ttl: 'auto',
          ageing: 300,
          learning: true,
          udpcsum: true,
        },
        port: { state: 'forwarding', cost: 100, priority: 32, learning: true, flood: true },
      }),
      link({
        name: 'red-p',
        ifindex: 6,
        kind: 'veth',
        mtu: 1450,
        mac: mac(300 + number),
        master: br,
        peerIndex: 5,
        peerNsid: 0,
        port: { state: 'forwarding', cost: 2, priority: 32, learning: true, flood: true },
      }),
      loopback('red'),
      link({
        netns: 'red',
        name: 'eth0',
        ifindex: 5,
        kind: 'veth',
        mtu: 1450,
        mac: mac(400 + number),
        peerIndex: 6,
        peerNsid: 0,
      }),
    ],
    address: [
      ...base.address,
      address('red', 'lo', '127.0.0.1/8'),
      address('red', 'eth0', `10.42.0.${number}/24`),
      address('', br, `10.42.0.${100 + number}/24`),
    ],
    fdb: [
      ...base.fdb,
      fdb({ dev: vx, mac: '00:00:00:00:00:00', dst: peer }),
      fdb({ dev: vx, mac: mac(400 + far), dst: peer, state: '' }),
      fdb({ dev: vx, mac: mac(400 + far), master: br, state: '' }),
      fdb({ dev: vx, mac: mac(200 + number), master: br }),
      fdb({ dev: 'red-p', mac: mac(300 + number), master: br }),
      fdb({ dev: 'red-p', mac: mac(400 + number), master: br, state: '' }),
      fdb({ dev: br, mac: '33:33:00:00:00:01' }),
    ],
    neighbour: [
      ...base.neighbour,
      neighbour({ netns: 'red', dev: 'eth0', dst: `10.42.0.${far}`, mac: mac(400 + far) }),
      neighbour({ dev: 'eth0', dst: '224.0.0.22', mac: '01:00:5e:00:00:16', state: 'NOARP' }),
    ],
    route: [
      ...base.route,
      route({
        netns: 'red',
        dst: '10.42.0.0/24',
        dev: 'eth0',
        protocol: 'kernel',
        scope: 'link',
        prefsrc: `10.42.0.${number}`,
      }),
      route({ dst: '10.42.0.0/24', dev: br, protocol: 'kernel', scope: 'link', prefsrc: `10.42.0.${100 + number}` }),
    ],
  };
}

/** A workstation with containers: names as they are found in the wild, one of them hostile. */
export function workstation(): Tables {
  return {
    ...EMPTY_TABLES,
    link: [
      loopback(),
      link({ name: 'enp0s31f6', ifindex: 2, kind: 'ether', mac: '54:e1:ad:11:22:33' }),
      link({
        name: 'wlp4s0',
        ifindex: 3,
        kind: 'ether',
        up: false,
        operstate: 'DOWN',
        carrier: false,
        mac: '9c:b6:d0:aa:bb:cc',
      }),
      link({
        name: 'docker0',
        ifindex: 4,
        kind: 'bridge',
        operstate: 'DOWN',
        carrier: false,
        mac: '02:42:5c:33:44:55',
        bridge: { stp: false, vlanFiltering: false, ageing: 300, options: {} },
      }),
      link({
        name: 'flannel.1',
        ifindex: 5,
        kind: 'vxlan',
        operstate: 'UNKNOWN',
        mtu: 1450,
        mac: '5e:7d:00:11:22:33',
        vxlan: { vni: 1, local: '10.0.0.23', dev: 'enp0s31f6', dstport: 8472, ttl: 'auto', learning: false },
      }),
      link({ name: 'wg0', ifindex: 6, kind: 'wireguard', operstate: 'UNKNOWN', mtu: 1420 }),
      link({
        name: '<b>x</b>"\'',
        ifindex: 7,
        kind: 'dummy',
        operstate: 'UNKNOWN',
        alias: '<script>alert(1)</script>',
        mac: '0a:00:00:00:00:07',
      }),
    ],
    address: [
      address('', 'lo', '127.0.0.1/8'),
      address('', 'enp0s31f6', '10.0.0.23/24'),
      address('', 'enp0s31f6', '2001:db8:0:1::23/64'),
      address('', 'docker0', '172.17.0.1/16'),
      address('', 'flannel.1', '10.244.0.0/32'),
      address('', 'wg0', '10.99.0.2/32'),
    ],
    route: [
      route({ dst: 'default', gateway: '10.0.0.1', dev: 'enp0s31f6', protocol: 'dhcp', metric: 100 }),
      route({
        dst: '10.0.0.0/24',
        dev: 'enp0s31f6',
        protocol: 'kernel',
        scope: 'link',
        prefsrc: '10.0.0.23',
        metric: 100,
      }),
      route({ dst: '10.244.1.0/24', gateway: '10.244.1.0', dev: 'flannel.1', flags: ['onlink'] }),
      route({ dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] }),
      route({
        dst: '172.17.0.0/16',
        dev: 'docker0',
        protocol: 'kernel',
        scope: 'link',
        prefsrc: '172.17.0.1',
        flags: ['linkdown'],
      }),
      route({ dst: '10.66.0.0/16', type: 'blackhole' }),
    ],
    neighbour: [
      neighbour({ dev: 'enp0s31f6', dst: '10.0.0.1', mac: 'f4:92:bf:00:00:01', flags: ['router'] }),
      neighbour({ dev: 'flannel.1', dst: '10.244.1.0', mac: '5e:7d:00:44:55:66', state: 'PERMANENT' }),
      neighbour({ dev: 'enp0s31f6', dst: '10.0.0.77', state: 'FAILED' }),
    ],
    fdb: [
      fdb({ dev: 'flannel.1', mac: '5e:7d:00:44:55:66', dst: '10.0.0.24' }),
      fdb({ dev: 'flannel.1', mac: '5e:7d:00:77:88:99', dst: '10.0.0.25' }),
    ],
  };
}

/** As many FDB entries as a large overlay has. */
export function manyFdb(count: number, dev = 'vx100'): FdbEntry[] {
  return Array.from({ length: count }, (_, i) =>
    fdb({
      dev,
      mac: `0a:${[24, 16, 8, 0].map((shift) => ((i >>> shift) & 255).toString(16).padStart(2, '0')).join(':')}:${(i % 7).toString(16).padStart(2, '0')}`,
      dst: `192.168.${64 + ((i >> 8) % 32)}.${1 + (i % 250)}`,
      state: i % 3 ? '' : 'permanent',
    }),
  );
}
