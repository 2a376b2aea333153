/** For each kind of step the values that its fields take in a small world, so that steps meet each other often. */
import { FLOOD_MAC } from '../../../app/noun/fdb/row.ts';
import { marked } from '../../../app/noun/file/marker.ts';
import { StepSchema, type Step } from '../../../app/noun/step.ts';

type Kind = Step['do'];
type Fields = Readonly<Record<string, readonly unknown[]>>;

/** Every kind that the schema knows: a new one is asked for by itself. */
export const KINDS: readonly Kind[] = StepSchema.options.map(({ entries }) => entries.do.literal);

const netns = ['', 'red'];
const name = ['br0', 'vx0', 'va', 'vb', 'lo'];
const mac = ['02:00:00:00:00:01', '02:00:00:00:00:02'];
const ip = ['10.0.0.1', '10.0.0.2', 'fd00::1'];
const cidr = ['10.0.0.1/24', '10.0.0.2/24', '10.0.0.3/24', '10.5.0.1/24', 'fd00::1/64', 'fd00::2/64'];
const vid = [1, 2, 3];
const far = ['192.168.64.4', '192.168.64.5'];
const flood = {
  netns,
  dev: ['vx0'],
  mac: [FLOOD_MAC],
  dst: far,
  owner: ['self'],
  state: ['permanent'],
  port: [undefined, 8472],
};
const self = {
  netns,
  dev: ['vx0'],
  mac,
  dst: far,
  owner: ['self'],
  state: ['permanent', 'static'],
  flags: [undefined, ['extern_learn']],
};
const master = {
  netns,
  dev: name,
  mac,
  owner: ['master'],
  state: ['static', 'permanent'],
  flags: [undefined, ['sticky']],
};
const external = { netns, dev: name, mac, owner: ['master'], state: ['dynamic'], flags: [['extern_learn']] };
const tied = { netns, dev: ['vx0'], mac, nhid: [10], owner: ['self'], state: ['static'] };
const route = { netns, family: ['inet'], dst: ['10.1.0.0/24', '10.2.0.0/16', 'default'] };
const through = { ...route, via: ['10.0.0.1', '10.0.0.2', '10.7.0.1'], dev: name, onlink: [undefined, true] };
const route6 = {
  netns,
  family: ['inet6'],
  dst: ['fd10::/64', 'fd20::/64'],
  via: ['fd00::1', 'fd00::7', undefined],
  dev: name,
};
const hops = name.flatMap((dev) =>
  ['10.0.0.1', '10.0.0.2'].map((via) => [
    { via, dev, weight: 1 },
    { via: '10.0.0.9', dev: 'vx0', weight: 5 },
  ]),
);
const nowhere = { ...route, type: ['blackhole'], table: ['100', undefined] };
const neighbour = {
  netns,
  dev: name,
  dst: ip,
  mac,
  state: ['permanent', 'noarp'],
  flags: [undefined, ['router'], ['extern_learn', 'router']],
};
const at = { netns, dev: name, dst: ip };
const vxlan = [
  { vni: 1, dstport: 4789, dev: 'va' },
  { vni: 1, dstport: 4789, dev: 'eth0', local: '192.168.64.3' },
  { vni: 2, dstport: 4789 },
  { vni: 2, dstport: 4790, local: '192.168.64.3', remote: '192.168.64.4' },
  { vni: 3, dstport: 4789, dev: 'eth0', local: '192.168.64.3', remote: '192.168.64.4', learning: false },
  { vni: 4, dstport: 4790, dev: 'eth0', group: '239.1.1.1', ageing: 100 },
  { dstport: 4791, external: true, vnifilter: true },
];
const address = { netns, dev: name, address: cidr };
const moved = ['va', 'vb', 'br0'];
const rule = { netns: [''], family: ['inet'], in: name, out: name };
const asked = { netns, family: ['inet'], priority: [100, 200] };
const policy: readonly Fields[] = [
  { ...asked, src: ['10.1.0.0/24', undefined], table: ['100', '200'] },
  { ...asked, ipproto: ['udp'], dport: ['4789'], table: ['100'] },
  { ...asked, action: ['blackhole'], iif: ['vb', undefined] },
  {
    netns,
    family: ['inet6'],
    priority: [100],
    src: ['fd10::/64', undefined],
    goto: [200],
    fwmark: [undefined, '0x10/0xff'],
  },
];
const files = ['a', 'b'].map((of) => ({
  path: [`/etc/sysctl.d/90-overlane-${of}.conf`],
  content: ['net.ipv4.ip_forward = 1\n', 'net.ipv6.conf.all.forwarding = 1\n'].map((body) => marked(of, body)),
}));

/** Several groups of fields where not all values go together. */
export const CANDIDATES: { readonly [K in Kind]: readonly Fields[] } = {
  'netns-add': [{ name: ['red'] }],
  'netns-del': [{ name: ['red'] }],
  'link-add-bridge': [{ netns, name: ['br0', 'va'], vlanDefaultPvid: [undefined, 0, 1], stp: [undefined, true] }],
  'link-add-vxlan': [{ netns, name: ['vx0', 'vb'], mac, vxlan }],
  'link-add-veth': [
    { netns, name: ['va'], peer: [{ name: 'vb' }, { name: 'vb', netns: 'red' }, { name: 'va', netns: 'red' }] },
  ],
  'link-del': [{ netns, name: ['br0', 'vx0', 'va', 'vb'] }],
  'link-set-up': [{ netns, name, up: [true, true, false] }],
  'link-set-mtu': [{ netns, name, mtu: [1400, 1450] }],
  'link-set-mac': [{ netns, name, mac }],
  'link-set-master': [{ netns, name, master: ['br0', 'br0', null] }],
  'link-set-netns': [
    { netns: [''], name: moved, to: ['red'] },
    { netns: ['red'], name: moved, to: [''] },
  ],
  'link-set-addrgenmode': [{ netns, name, mode: ['none', 'eui64', 'random'] }],
  'link-set-options': [
    {
      netns,
      name,
      set: [
        { alias: 'a b' },
        { alias: '', group: '7' },
        { txqueuelen: 5, arp: false },
        { group: 'default', arp: true },
      ],
    },
  ],
  'link-altname-add': [{ netns, name, altname: ['other', 'third'] }],
  'link-altname-del': [{ netns, name, altname: ['other', 'third'] }],
  'link-set-vxlan': [
    {
      netns,
      name: ['vx0'],
      set: [{ remote: '192.168.64.5' }, { remote: '0.0.0.0' }, { local: '192.168.64.3' }, { local: '0.0.0.0' }],
    },
    { netns, name: ['vx0'], set: [{ dev: 'eth0' }, { dev: 'va' }, { group: '239.1.1.1', dev: 'eth0' }] },
    {
      netns,
      name: ['vx0'],
      set: [{ ttl: 7, learning: false }, { ttl: 'auto', learning: true }, { df: 'set' }, { df: 'unset' }],
    },
    {
      netns,
      name: ['vx0'],
      set: [{ tos: '0x10' }, { tos: 'inherit' }, { tos: '0x0' }, { ageing: 100 }, { ageing: 300 }],
    },
  ],
  'link-set-bridge': [
    {
      netns,
      name: ['br0'],
      set: [
        { stp: true, ageing: 10 },
        { stp: false, priority: 4096 },
        { ageing: 300, mcastSnooping: false },
      ],
    },
    {
      netns,
      name: ['br0'],
      set: [
        { groupFwdMask: 8, mcastQuerier: true },
        { ageing: 600, groupFwdMask: 0 },
      ],
    },
    { netns, name: ['br0'], set: [0, 1, 2].map((vlanDefaultPvid) => ({ vlanDefaultPvid })) },
  ],
  'port-set': [
    {
      netns,
      name,
      set: [
        { hairpin: true, learning: false },
        { isolated: true, priority: 1 },
        { hairpin: false, priority: 32 },
      ],
    },
    {
      netns,
      name,
      set: [
        { mcastFlood: false, bcastFlood: false },
        { locked: true, groupFwdMask: 8 },
        { mcastFlood: true },
        { backupPort: 'vx0' },
        { backupPort: null },
      ],
    },
  ],
  'address-add': [
    address,
    { ...address, scope: ['link', 'host'], flags: [['noprefixroute']] },
    { netns, dev: name, address: ['10.6.0.1/32'], peer: ['10.6.1.1'] },
  ],
  'address-del': [address],
  'route-add': [
    through,
    nowhere,
    route6,
    { ...route, nexthops: hops },
    { ...route, dev: name, scope: ['link'], metric: [undefined, 5] },
  ],
  'route-replace': [
    through,
    nowhere,
    { ...route6, protocol: ['static', undefined] },
    { ...route, dev: name, protocol: ['static', undefined] },
    { ...route, dev: name, src: ['10.0.0.1', '10.0.0.2', undefined] },
  ],
  'rule-add': policy,
  'rule-del': policy,
  'route-del': [through, nowhere, route6, { ...route, dev: name }],
  'fdb-add': [self, master, external, tied],
  'fdb-append': [flood],
  'fdb-replace': [self, master, external],
  'fdb-del': [flood, self, master, external, tied],
  'neighbour-add': [neighbour],
  'neighbour-replace': [neighbour],
  'neighbour-del': [at],
  'neighbour-manage': [at],
  'neighbour-proxy-add': [at],
  'neighbour-proxy-del': [at],
  'sysctl-set': [{ netns: [''], name: ['net.ipv4.ip_forward'], value: ['0', '1'] }],
  'forward-accept-add': [rule],
  'forward-accept-del': [rule],
  'file-write': files,
  'file-remove': files.map(({ path }) => ({ path })),
  'offload-set': [{ netns: [''], dev: ['vx0', 'vb'], feature: ['tx-checksum-ip-generic'], on: [true, false] }],
  'vlan-add': [
    { netns, dev: name, vid, untagged: [false, true] },
    { netns, dev: name, vid, pvid: [true], self: [false, true] },
    { netns, dev: name, vid: [2], vidEnd: [3, 4], self: [false, true] },
  ],
  'vlan-del': [{ netns, dev: name, vid, self: [false, true] }],
  'vni-add': [
    { netns, dev: ['vx0', 'vb'], vni: [10, 11, 12], remote: [undefined, ...far] },
    { netns, dev: ['vx0', 'vb'], vni: [10], vniEnd: [11, 12], remote: [undefined, far[0]] },
  ],
  'vni-del': [{ netns, dev: ['vx0', 'vb'], vni: [10, 11, 12] }],
};

/** Every combination, a kind. */
const ALL = new Map(KINDS.map((kind) => [kind, CANDIDATES[kind].flatMap((fields) => combined(kind, fields))]));

/** How many candidates a kind has. */
export function countOf(kind: Kind): number {
  return ALL.get(kind)?.length ?? 0;
}

/** The one of this number, counted round and round. */
export function candidate(kind: Kind, number: number): Step {
  const step = ALL.get(kind)?.[number % countOf(kind)];
  if (step === undefined) throw new Error(`there is no candidate for ${kind}`);
  return step;
}

/** Fields without a value are left out. */
function combined(kind: Kind, fields: Fields): readonly Step[] {
  const rows = Object.entries(fields).reduce<readonly object[]>(
    (left, [field, values]) =>
      left.flatMap((row) => values.map((value) => (value === undefined ? row : { ...row, [field]: value }))),
    [{ do: kind }],
  );
  return rows as readonly Step[];
}
