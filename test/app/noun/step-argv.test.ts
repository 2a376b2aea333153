import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { checkStep } from '../../../app/guard/check-step.ts';
import { stepArgv, stepBatch } from '../../../app/noun/step-argv.ts';
import { StepSchema, type Step } from '../../../app/noun/step.ts';

const MAC = '02:00:00:00:00:01';
const FLOOD = '00:00:00:00:00:00';

/** The one kind of word that may hold anything a person would write. */
const ALIAS = 'to the "old" rack, don\'t touch';

/** Every step, as the schema accepts it, and its argv. All of them were run once against iproute2 6.1 on a 6.18 kernel. */
const STEPS: readonly (readonly [Step, string])[] = [
  [
    {
      do: 'link-add-vxlan',
      netns: '',
      name: 'vx',
      mac: MAC,
      mtu: 1450,
      vxlan: { vni: 42, remote: '192.0.2.2', local: '192.0.2.1', dev: 'eth0', dstport: 4789 },
    },
    `ip link add name vx address ${MAC} mtu 1450 type vxlan id 42 remote 192.0.2.2 local 192.0.2.1 dev eth0 dstport 4789`,
  ],
  [
    { do: 'link-add-bridge', netns: '', name: 'br0', queues: { tx: 2, rx: 4 } },
    'ip link add name br0 numtxqueues 2 numrxqueues 4 type bridge',
  ],
  [
    {
      do: 'link-set-options',
      netns: '',
      name: 'vx',
      set: { group: '7', txqueuelen: 0, arp: false, promisc: true, gsoMaxSize: 2000 },
    },
    'ip link set dev vx group 7 txqueuelen 0 arp off promisc on gso_max_size 2000',
  ],
  [
    { do: 'link-altname-add', netns: 'red', name: 'vx', altname: 'to-rack.7' },
    'ip -n red link property add dev vx altname to-rack.7',
  ],
  [
    { do: 'link-altname-del', netns: '', name: 'vx', altname: 'to-rack.7' },
    'ip link property del dev vx altname to-rack.7',
  ],
  [
    {
      do: 'port-set',
      netns: '',
      name: 'vx',
      set: { mcastFlood: false, bcastFlood: false, mcastRouter: 2, locked: true },
    },
    'bridge link set dev vx mcast_router 2 mcast_flood off bcast_flood off locked on',
  ],
  [
    { do: 'port-set', netns: 'red', name: 'vx', set: { state: 'blocking', groupFwdMask: 8, proxyArp: true } },
    'ip -n red link set dev vx type bridge_slave state 4 proxy_arp on group_fwd_mask 8',
  ],
  [
    {
      do: 'link-set-bridge',
      netns: '',
      name: 'br0',
      set: { groupFwdMask: 8, groupAddress: '01:80:c2:00:00:0d', mcastQueryInterval: 60, noLinklocalLearn: true },
    },
    'ip link set dev br0 type bridge group_fwd_mask 8 group_address 01:80:c2:00:00:0d no_linklocal_learn 1 mcast_query_interval 6000',
  ],
  [
    {
      do: 'link-add-vxlan',
      netns: 'red',
      name: 'vx',
      vxlan: {
        vni: 1,
        dstport: 8472,
        srcport: { low: 1, high: 2 },
        ttl: 'auto',
        tos: 'inherit',
        df: 'set',
        flowlabel: '0x10',
        ageing: 0,
        maxaddress: 9,
      },
    },
    'ip -n red link add name vx type vxlan id 1 dstport 8472 srcport 1 2 ttl auto tos inherit df set flowlabel 0x10 ageing 0 maxaddress 9',
  ],
  [
    {
      do: 'link-add-vxlan',
      netns: '',
      name: 'vx',
      vxlan: {
        external: true,
        vnifilter: true,
        dstport: 4789,
        learning: false,
        proxy: true,
        udpcsum: false,
        localbypass: false,
        gbp: true,
        gpe: false,
      },
    },
    'ip link add name vx type vxlan dstport 4789 external nolearning proxy noudpcsum nolocalbypass vnifilter gbp',
  ],
  [
    { do: 'link-add-vxlan', netns: '', name: 'vx', vxlan: { vni: 5, group: '239.1.1.1', dev: 'eth0', dstport: 4789 } },
    'ip link add name vx type vxlan id 5 group 239.1.1.1 dev eth0 dstport 4789',
  ],
  [
    { do: 'link-add-bridge', netns: '', name: 'br0', mac: MAC, mtu: 1450, stp: false },
    `ip link add name br0 address ${MAC} mtu 1450 type bridge stp_state 0`,
  ],
  [{ do: 'link-add-bridge', netns: '', name: 'br0' }, 'ip link add name br0 type bridge'],
  [
    { do: 'link-add-veth', netns: '', name: 'p', mtu: 1450, peer: { name: 'q', netns: 'red', mac: MAC, mtu: 1450 } },
    `ip link add name p mtu 1450 type veth peer name q address ${MAC} mtu 1450 netns red`,
  ],
  [{ do: 'link-del', netns: 'red', name: 'vx' }, 'ip -n red link del dev vx'],
  [{ do: 'link-set-up', netns: '', name: 'vx', up: true }, 'ip link set dev vx up'],
  [{ do: 'link-set-up', netns: '', name: 'vx', up: false }, 'ip link set dev vx down'],
  [{ do: 'link-set-mtu', netns: '', name: 'vx', mtu: 1400 }, 'ip link set dev vx mtu 1400'],
  [{ do: 'link-set-mac', netns: '', name: 'vx', mac: MAC }, `ip link set dev vx address ${MAC}`],
  [{ do: 'link-set-master', netns: '', name: 'vx', master: 'br0' }, 'ip link set dev vx master br0'],
  [{ do: 'link-set-master', netns: '', name: 'vx', master: null }, 'ip link set dev vx nomaster'],
  [{ do: 'link-set-netns', netns: '', name: 'vx', to: 'red' }, 'ip link set dev vx netns red'],
  [{ do: 'link-set-addrgenmode', netns: '', name: 'vx', mode: 'none' }, 'ip link set dev vx addrgenmode none'],
  [{ do: 'address-add', netns: 'red', dev: 'vx', address: '10.0.0.1/16' }, 'ip -n red address add 10.0.0.1/16 dev vx'],
  [{ do: 'address-del', netns: '', dev: 'vx', address: 'fd00::1/64' }, 'ip address del fd00::1/64 dev vx'],
  [
    {
      do: 'route-replace',
      netns: '',
      family: 'inet',
      dst: '10.42.1.0/24',
      via: '10.42.1.0',
      dev: 'flannel.1',
      onlink: true,
    },
    'ip route replace 10.42.1.0/24 via 10.42.1.0 dev flannel.1 onlink',
  ],
  [
    { do: 'route-add', netns: 'red', family: 'inet6', dst: 'default', dev: 'v1', src: 'fd00::1', metric: 5 },
    'ip -n red -6 route add default dev v1 src fd00::1 metric 5',
  ],
  [
    { do: 'route-del', netns: '', family: 'inet', dst: 'default', via: '10.0.0.1' },
    'ip route del default via 10.0.0.1',
  ],
  [
    { do: 'fdb-append', netns: '', dev: 'vx', mac: FLOOD, dst: '192.0.2.2', owner: 'self', state: 'permanent' },
    `bridge fdb append ${FLOOD} dev vx dst 192.0.2.2 self permanent`,
  ],
  [
    {
      do: 'fdb-add',
      netns: 'red',
      dev: 'vx',
      mac: MAC,
      dst: 'fd00::2',
      port: 8472,
      vni: 99,
      srcVni: 100,
      via: 'eth0',
      owner: 'self',
      state: 'dynamic',
      flags: ['extern_learn', 'router'],
    },
    `bridge -n red fdb add ${MAC} dev vx dst fd00::2 port 8472 vni 99 src_vni 100 via eth0 self dynamic extern_learn router`,
  ],
  [
    { do: 'fdb-replace', netns: '', dev: 'p', mac: MAC, vlan: 10, owner: 'master', state: 'static', flags: ['sticky'] },
    `bridge fdb replace ${MAC} dev p vlan 10 master static sticky`,
  ],
  [
    { do: 'fdb-del', netns: '', dev: 'vx', mac: FLOOD, dst: '192.0.2.2', owner: 'self', state: 'permanent' },
    `bridge fdb del ${FLOOD} dev vx dst 192.0.2.2 self`,
  ],
  [
    { do: 'neighbour-add', netns: '', dev: 'vx', dst: '10.0.0.2', mac: MAC, state: 'permanent' },
    `ip neigh add 10.0.0.2 lladdr ${MAC} dev vx nud permanent`,
  ],
  [
    { do: 'neighbour-replace', netns: 'red', dev: 'vx', dst: 'fd00::2', mac: MAC, state: 'noarp' },
    `ip -n red neigh replace fd00::2 lladdr ${MAC} dev vx nud noarp`,
  ],
  [{ do: 'neighbour-del', netns: '', dev: 'vx', dst: '10.0.0.2' }, 'ip neigh del 10.0.0.2 dev vx'],
  [
    {
      do: 'neighbour-add',
      netns: '',
      dev: 'vx',
      dst: '10.0.0.2',
      mac: MAC,
      state: 'permanent',
      flags: ['router', 'extern_learn'],
    },
    `ip neigh add 10.0.0.2 lladdr ${MAC} dev vx nud permanent router extern_learn`,
  ],
  [{ do: 'neighbour-manage', netns: '', dev: 'vx', dst: '10.0.0.2' }, 'ip neigh replace 10.0.0.2 dev vx managed'],
  [{ do: 'neighbour-proxy-add', netns: '', dev: 'vx', dst: '10.0.0.2' }, 'ip neigh add proxy 10.0.0.2 dev vx'],
  [{ do: 'neighbour-proxy-del', netns: 'red', dev: 'vx', dst: 'fd00::2' }, 'ip -n red neigh del proxy fd00::2 dev vx'],
  [
    {
      ...{ do: 'address-add', netns: '', dev: 'vx', address: '10.0.0.1/24', peer: '10.0.0.2', broadcast: '10.0.0.255' },
      ...{ scope: 'link', label: 'vx:1', flags: ['noprefixroute'] },
    },
    'ip address add 10.0.0.1 peer 10.0.0.2/24 dev vx broadcast 10.0.0.255 scope link label vx:1 noprefixroute',
  ],
  [
    { do: 'address-del', netns: '', dev: 'vx', address: '10.0.0.1/24', peer: '10.0.0.2' },
    'ip address del 10.0.0.1 peer 10.0.0.2/24 dev vx',
  ],
  [
    {
      do: 'route-add',
      netns: '',
      family: 'inet',
      dst: '10.9.0.0/24',
      type: 'blackhole',
      table: '100',
      protocol: 'static',
    },
    'ip route add blackhole 10.9.0.0/24 table 100 proto static',
  ],
  [
    {
      ...{ do: 'route-add', netns: '', family: 'inet', dst: '10.9.0.0/24' },
      nexthops: [
        { via: '10.0.0.2', weight: 2 },
        { via: '10.0.0.3', dev: 'vx', onlink: true },
      ],
    },
    'ip route add 10.9.0.0/24 nexthop via 10.0.0.2 weight 2 nexthop via 10.0.0.3 dev vx onlink',
  ],
  [{ do: 'link-set-netns', netns: 'red', name: 'v1', to: '' }, 'ip -n red link set dev v1 netns 1'],
  [
    {
      ...{ do: 'link-set-vxlan', netns: '', name: 'vx' },
      set: {
        remote: '192.0.2.9',
        local: '0.0.0.0',
        dev: 'eth0',
        ttl: 'auto',
        tos: '0x0',
        df: 'set',
        ageing: 60,
        learning: false,
      },
    },
    'ip link set dev vx type vxlan remote 192.0.2.9 local 0.0.0.0 dev eth0 ttl auto tos 0x0 df set ageing 60 nolearning',
  ],
  [
    {
      ...{ do: 'link-set-bridge', netns: '', name: 'br0' },
      set: {
        stp: true,
        vlanFiltering: true,
        vlanDefaultPvid: 7,
        ageing: 60,
        forwardDelay: 4,
        priority: 4096,
        mcastSnooping: false,
      },
    },
    'ip link set dev br0 type bridge stp_state 1 vlan_filtering 1 vlan_default_pvid 7 ageing_time 6000 forward_delay 400 priority 4096 mcast_snooping 0',
  ],
  [
    { do: 'vlan-add', netns: 'red', dev: 'v1', vid: 10, pvid: true, untagged: true },
    'bridge -n red vlan add dev v1 vid 10 pvid untagged master',
  ],
  [
    { do: 'vlan-del', netns: '', dev: 'br0', vid: 20, vidEnd: 25, self: true },
    'bridge vlan del dev br0 vid 20-25 self',
  ],
  [
    {
      ...{ do: 'rule-add', netns: 'red', family: 'inet', priority: 1000, not: true, src: '10.0.0.0/24', iif: 'eth0' },
      ...{ fwmark: '0x10/0xff', ipproto: 'udp', sport: '100-200', dport: '4789', table: '100', protocol: 'static' },
    },
    'ip -n red rule add not from 10.0.0.0/24 fwmark 0x10/0xff iif eth0 ipproto udp sport 100-200 dport 4789 priority 1000 lookup 100 proto static',
  ],
  // Without an address only `-6` says the family, and the kernel takes the first rule that fits what is said.
  [
    { do: 'rule-del', netns: '', family: 'inet6', priority: 7, action: 'blackhole', protocol: 'static' },
    'ip -6 rule del from all priority 7 blackhole',
  ],
  [
    { do: 'vni-add', netns: 'red', dev: 'vx0', vni: 200, vniEnd: 210, remote: '192.168.64.9' },
    'bridge -n red vni add dev vx0 vni 200-210 remote 192.168.64.9',
  ],
  // `del` is no word of it (bridge/vni.c).
  [{ do: 'vni-del', netns: '', dev: 'vx0', vni: 100 }, 'bridge vni delete dev vx0 vni 100'],
  [
    {
      ...{ do: 'port-set', netns: 'red', name: 'v1' },
      set: { state: 'forwarding', cost: 5, hairpin: true, learning: false, neighSuppress: true, isolated: true },
    },
    'bridge -n red link set dev v1 state forwarding cost 5 hairpin on learning off neigh_suppress on isolated on',
  ],
  [{ do: 'netns-add', name: 'red' }, 'ip netns add red'],
  [{ do: 'netns-del', name: 'red' }, 'ip netns del red'],
  [
    { do: 'offload-set', netns: '', dev: 'vx', feature: 'tx-checksum-ip-generic', on: false },
    'ethtool -K vx tx-checksum-ip-generic off',
  ],
  [
    { do: 'route-del', netns: '', family: 'inet', dst: '192.0.2.1/32', type: 'blackhole', nhid: 7 },
    'ip route del 192.0.2.1/32 nhid 7',
  ],
  [{ do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '1' }, 'sysctl -q -w net.ipv4.ip_forward=1'],
  [
    { do: 'sysctl-set', netns: 'red', name: 'net.ipv6.conf.all.forwarding', value: '0' },
    'ip netns exec red sysctl -q -w net.ipv6.conf.all.forwarding=0',
  ],
  [
    { do: 'forward-accept-add', netns: '', family: 'inet', in: 'br0', out: 'vx' },
    'iptables -w -I FORWARD -i br0 -o vx -j ACCEPT',
  ],
  [
    { do: 'forward-accept-del', netns: 'red', family: 'inet6', in: 'a', out: 'b' },
    'ip netns exec red ip6tables -w -D FORWARD -i a -o b -j ACCEPT',
  ],
];

describe('stepArgv', () => {
  test.each(STEPS.map(([step, argv]) => [argv, step] as const))('%s', (argv, step) => {
    expect(v.parse(StepSchema, step)).toEqual(step);
    expect(checkStep(step)).toBeUndefined();
    expect(stepArgv(step)).toEqual(argv.split(' '));
  });

  test('there is one for every kind of step', () => {
    const kinds = StepSchema.options.map((option) => option.entries.do.literal);
    // Files are written by sh: test/app/noun/file/read.test.ts.
    const text = kinds.filter((kind) => !kind.startsWith('file-'));
    expect(new Set(STEPS.map(([step]) => step.do))).toEqual(new Set(text));
  });

  test('no argument is empty or could be read as an option by accident', () => {
    for (const [step] of STEPS) {
      for (const word of stepArgv(step)) expect(word).toMatch(/^[A-Za-z0-9_./:=-]+$/);
    }
  });
});

describe('an alias', () => {
  const step: Step = { do: 'link-set-options', netns: '', name: 'vx', set: { alias: ALIAS } };

  test('is one argument, and no line of a batch, which would split it', () => {
    expect(stepArgv(step)).toEqual(['ip', 'link', 'set', 'dev', 'vx', 'alias', ALIAS]);
    expect(stepBatch(step)).toBeUndefined();
    expect(stepBatch({ ...step, set: { alias: 'uplink' } })?.line).toBe('link set dev vx alias uplink');
    expect(stepBatch({ ...step, set: { alias: '' } })).toBeUndefined();
  });

  test('holds no control character and no more than the kernel keeps', () => {
    for (const alias of ['a\nb', 'a\u001b[31m', 'ä'.repeat(128)])
      expect(v.safeParse(StepSchema, { ...step, set: { alias } }).success).toBe(false);
    expect(v.safeParse(StepSchema, { ...step, set: { alias: 'ä'.repeat(127) } }).success).toBe(true);
  });
});

describe('stepBatch', () => {
  test('is the same command without tool, namespace and options', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STEPS), ([step]) => {
        const batch = stepBatch(step);
        if (batch === undefined) return;
        const inNetns = batch.netns === '' ? [] : ['-n', batch.netns];
        expect([batch.tool, ...inNetns, ...batch.line.split(' ')]).toEqual(
          stepArgv(step).filter((word) => word !== '-6'),
        );
        expect(batch.argv).toEqual(stepArgv(step));
      }),
    );
  });

  test.each<Step>([
    { do: 'netns-add', name: 'red' },
    { do: 'sysctl-set', netns: '', name: 'net.ipv4.ip_forward', value: '1' },
    { do: 'offload-set', netns: '', dev: 'vx', feature: 'tx-checksum-ip-generic', on: true },
    { do: 'forward-accept-add', netns: '', family: 'inet', in: 'a', out: 'b' },
    { do: 'route-add', netns: '', family: 'inet6', dst: 'default', dev: 'a' },
  ])('$do runs alone', (step) => {
    expect(stepBatch(step)).toBeUndefined();
  });

  test('an IPv6 default route through a gateway shows its family itself', () => {
    expect(
      stepBatch({ do: 'route-add', netns: '', family: 'inet6', dst: 'default', via: 'fe80::1', dev: 'a' }),
    ).toMatchObject({ tool: 'ip', netns: '', line: 'route add default via fe80::1 dev a' });
  });
});

describe('checkStep refuses', () => {
  const flood = { netns: '', dev: 'vx', mac: FLOOD, owner: 'self', state: 'permanent' } as const;
  const vxlan = (spec: object): Step => ({
    do: 'link-add-vxlan',
    netns: '',
    name: 'vx',
    vxlan: { dstport: 4789, ...spec },
  });
  const route = { netns: '', family: 'inet', dst: '10.0.0.0/8' } as const;
  test.each<readonly [string, string, Step]>([
    ['deleting the whole flood list', 'dst', { do: 'fdb-del', ...flood }],
    ['replacing a flood entry', 'do', { do: 'fdb-replace', ...flood, dst: '192.0.2.1' }],
    ['a vxlan without VNI', 'vxlan.vni', vxlan({})],
    ['an external vxlan with VNI', 'vxlan.vni', vxlan({ vni: 1, external: true })],
    ['vnifilter alone', 'vxlan.vnifilter', vxlan({ vni: 1, vnifilter: true })],
    ['a group without device', 'vxlan.group', vxlan({ vni: 1, group: '239.1.1.1' })],
    ['group and remote', 'vxlan.group', vxlan({ vni: 1, group: '239.1.1.1', remote: '192.0.2.1', dev: 'eth0' })],
    ['two families', 'vxlan.local', vxlan({ vni: 1, remote: '192.0.2.1', local: 'fd00::1' })],
    ['a namespace that reads as a process', 'to', { do: 'link-set-netns', netns: '', name: 'vx', to: '1' }],
    [
      'a peer namespace that reads as a process',
      'peer.netns',
      { do: 'link-add-veth', netns: '', name: 'a', peer: { name: 'b', netns: '1' } },
    ],
    ['a route to nowhere', 'dev', { do: 'route-add', ...route }],
    ['a prefix of the other family', 'dst', { do: 'route-add', ...route, family: 'inet6', dev: 'a' }],
    [
      'an IPv6 route through IPv4',
      'via',
      { do: 'route-add', netns: '', family: 'inet6', dst: 'fd00::/64', via: '10.0.0.1' },
    ],
    ['a source of the other family', 'src', { do: 'route-add', ...route, dev: 'a', src: 'fd00::1' }],
  ])('%s', (_, field, step) => {
    expect(checkStep(step)).toMatchObject({ code: 'bad-input', facts: { field }, where: { field } });
  });

  test('nothing about the bridge’s own entries', () => {
    expect(
      checkStep({ do: 'fdb-del', netns: '', dev: 'p', mac: MAC, owner: 'master', state: 'static' }),
    ).toBeUndefined();
  });
});
