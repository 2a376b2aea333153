/** What may go wrong with a topology: commands for the host it is done to. Undefined: it cannot be done to that shape. */
import type { Chance } from './chance.ts';
import type { Member, Shape } from './topology.ts';

export interface Place {
  readonly target: Member;
  readonly peer: Member;
  readonly third: Member;
  readonly shape: Shape;
  readonly chance: Chance;
}

type Fault = (place: Place) => readonly string[] | undefined;

const only =
  (isFor: (shape: Shape) => boolean, fault: Fault): Fault =>
  (place) =>
    isFor(place.shape) ? fault(place) : undefined;
const bridged = (shape: Shape) => shape.mode === 'bridged';
const l3 = (shape: Shape) => shape.mode !== 'bridged';
const four = ({ six }: Shape) => !six;

/** Made again with other words; what stands on it is brought back as far as it is needed. */
const remake = ({ target, peer, third, shape }: Place, words: string): readonly string[] => {
  const bits = shape.mode === 'flannel' ? (shape.six ? 128 : 32) : shape.six ? 64 : 24;
  const again =
    shape.mode === 'bridged'
      ? ['ip link set vx0 master br0']
      : [
          `ip addr add ${target.own}/${bits} dev vx0${shape.six ? ' nodad' : ''}`,
          ...[peer, third].flatMap((one) =>
            shape.mode === 'flannel'
              ? [
                  `ip neigh replace ${one.own} lladdr ${one.vtepMac} dev vx0 nud permanent`,
                  `bridge fdb replace ${one.vtepMac} dev vx0 dst ${one.underlay} self permanent`,
                  `ip route replace ${one.subnet} via ${one.own} dev vx0 onlink`,
                ]
              : [`ip route replace ${one.subnet} via ${one.own} dev vx0`],
          ),
        ];
  const flood =
    shape.mode === 'flannel'
      ? []
      : [peer, third].map(({ underlay }) => `bridge fdb append 00:00:00:00:00:00 dev vx0 dst ${underlay}`);
  return [
    'ip link del vx0',
    `ip link add name vx0 address ${target.vtepMac} mtu 1450 type vxlan ${words}${shape.learning ? '' : ' nolearning'}`,
    'ip link set vx0 up',
    ...flood,
    ...again,
  ];
};

export const FAULTS: Readonly<Record<string, Fault>> = {
  'flood entry missing': only(
    ({ mode, flood }) => mode !== 'flannel' && flood === 'list',
    ({ peer }) => [`bridge fdb del 00:00:00:00:00:00 dev vx0 dst ${peer.underlay}`],
  ),
  'flood list empty': only(
    ({ mode, flood }) => mode !== 'flannel' && flood === 'list',
    ({ peer, third }) =>
      [peer, third].map(({ underlay }) => `bridge fdb del 00:00:00:00:00:00 dev vx0 dst ${underlay}`),
  ),
  'flood to nobody': only(
    ({ mode }) => mode !== 'flannel',
    () => ['bridge fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.64.99'],
  ),
  'mac behind the third': only(bridged, ({ peer, third }) => [
    `bridge fdb replace ${peer.endpointMac} dev vx0 dst ${third.underlay}`,
  ]),
  'vtep behind the third': only(l3, ({ peer, third }) => [
    `bridge fdb replace ${peer.vtepMac} dev vx0 dst ${third.underlay} self permanent`,
  ]),
  'entry of another vni': ({ peer, shape }) => [
    `bridge fdb replace ${shape.mode === 'bridged' ? peer.endpointMac : peer.vtepMac} dev vx0 dst ${peer.underlay} vni 9999`,
  ],
  'entry of another port': ({ peer, shape }) => [
    `bridge fdb replace ${shape.mode === 'bridged' ? peer.endpointMac : peer.vtepMac} dev vx0 dst ${peer.underlay} port 5555`,
  ],
  'entry to ourselves': ({ peer, target, shape }) => [
    `bridge fdb replace ${shape.mode === 'bridged' ? peer.endpointMac : peer.vtepMac} dev vx0 dst ${target.underlay}`,
  ],
  'another vni': (place) => remake(place, `id 9999 dstport ${place.shape.port} local ${place.target.underlay}`),
  'another port': (place) => remake(place, `id ${place.shape.vni} dstport 14789 local ${place.target.underlay}`),
  'local of nobody': (place) => remake(place, `id ${place.shape.vni} dstport ${place.shape.port} local 192.168.64.77`),
  'proxy without entries': (place) =>
    remake(place, `id ${place.shape.vni} dstport ${place.shape.port} local ${place.target.underlay} proxy`),
  'tunnel down': () => ['ip link set vx0 down'],
  'bridge down': () => ['ip link set br0 down'],
  'endpoint down': () => ['ip -n red link set e0 down'],
  'port down': () => ['ip link set p0 down'],
  'port isolated': only(bridged, () => ['bridge link set dev vx0 isolated on', 'bridge link set dev p0 isolated on']),
  'port does not flood': only(bridged, ({ chance }) => [
    `bridge link set dev ${chance.of(['vx0', 'p0'])} flood off bcast_flood ${chance.of(['on', 'off'])} mcast_flood ${chance.of(['on', 'off'])}`,
  ]),
  'port does not learn': only(bridged, ({ chance }) => [
    `bridge link set dev ${chance.of(['vx0', 'p0'])} learning off`,
  ]),
  'port disabled': ({ shape, chance }) => [
    `bridge link set dev ${shape.mode === 'bridged' ? chance.of(['vx0', 'p0']) : 'p0'} state ${chance.of(['0', '1', '2', '4'])}`,
  ],
  'port locked': ({ chance }) => [`bridge link set dev p0 ${chance.is(0.5) ? 'learning off ' : ''}locked on`],
  'tunnel in no bridge': only(bridged, () => ['ip link set vx0 nomaster']),
  'sticky on the wrong port': only(bridged, ({ peer }) => [
    `bridge fdb replace ${peer.endpointMac} dev p0 master static sticky`,
  ]),
  'permanent on the wrong port': only(bridged, ({ peer }) => [
    `bridge fdb replace ${peer.endpointMac} dev p0 master permanent`,
  ]),
  'static on the wrong port': only(bridged, ({ peer }) => [
    `bridge fdb replace ${peer.endpointMac} dev p0 master static`,
  ]),
  'suppression with a stale neighbour': only(bridged, ({ peer, third }) => [
    'bridge link set dev vx0 neigh_suppress on',
    `ip neigh replace ${peer.endpoint} lladdr ${third.endpointMac} dev br0 nud permanent`,
    `bridge fdb replace ${third.endpointMac} dev vx0 master static`,
  ]),
  'suppression with a right neighbour': only(bridged, ({ peer }) => [
    'bridge link set dev vx0 neigh_suppress on',
    `ip neigh replace ${peer.endpoint} lladdr ${peer.endpointMac} dev br0 nud permanent`,
    `bridge fdb replace ${peer.endpointMac} dev vx0 master static`,
  ]),
  'static ARP': only(bridged, ({ peer, third }) => [
    `ip -n red neigh replace ${peer.endpoint} lladdr ${third.endpointMac} dev e0 nud permanent`,
  ]),
  'neighbour missing': only(
    ({ mode }) => mode === 'flannel',
    ({ peer }) => [`ip neigh del ${peer.own} dev vx0`],
  ),
  'neighbour with another MAC': only(l3, ({ peer, third }) => [
    `ip neigh replace ${peer.own} lladdr ${third.vtepMac} dev vx0 nud permanent`,
  ]),
  'entry missing': only(
    ({ mode }) => mode === 'flannel',
    ({ peer }) => [`bridge fdb del ${peer.vtepMac} dev vx0 dst ${peer.underlay}`],
  ),
  'route missing': only(l3, ({ peer }) => [`ip route del ${peer.subnet}`]),
  'route to the third': only(l3, ({ peer, third }) => [
    `ip route replace ${peer.subnet} via ${third.own} dev vx0 onlink`,
  ]),
  'route refused': only(l3, ({ peer, chance, shape }) => [
    `ip route add ${chance.of(['blackhole', 'unreachable', 'prohibit'])} ${peer.endpoint}/${shape.six ? 128 : 32}`,
  ]),
  'route thrown': only(l3, ({ peer, shape }) => [`ip route add throw ${peer.endpoint}/${shape.six ? 128 : 32}`]),
  'rule of the inner packet': only(
    (shape) => l3(shape) && four(shape),
    ({ target, chance }) => [
      `ip route add ${chance.of(['blackhole default', 'unreachable default', '10.99.0.0/16 dev eth0'])} table 50`,
      `ip rule add from ${target.endpoint} iif br0 lookup 50 prio 900`,
    ],
  ),
  'rule of the outer packet': only(four, ({ shape, chance }) => [
    `ip rule add ipproto udp dport ${shape.port} ${chance.of(['blackhole', 'unreachable', 'lookup 51'])} prio 901`,
    'ip route add blackhole default table 51',
  ]),
  'rule suppressed': only(four, () => [
    'ip rule add lookup main suppress_prefixlength 0 prio 902',
    'ip route add blackhole 10.0.0.0/7 table 52',
    'ip rule add lookup 52 prio 903',
  ]),
  'rule that jumps': only(four, ({ target }) => [
    `ip rule add from ${target.underlay} goto 32766 prio 10`,
    'ip rule add blackhole prio 20',
    'ip rule add to 10.77.0.0/16 lookup main prio 5',
    'ip rule add to 192.168.64.0/24 lookup main prio 6',
  ]),
  'rule negated': only(four, ({ target }) => [
    `ip rule add not from ${target.underlay} to 192.168.64.0/24 prohibit prio 30`,
  ]),
  'way by a dead card': only(four, ({ peer }) => [
    'ip link add name d0 type veth peer name d1',
    'ip link set d0 up',
    'ip addr add 192.168.65.1/24 dev d0',
    `ip route add ${peer.underlay}/32 dev d0`,
  ]),
  'overlay covers underlay': ({ peer }) => [`ip route add ${peer.underlay}/32 dev vx0`],
  'underlay refused': ({ peer, chance }) => [
    `ip route add ${chance.of(['blackhole', 'unreachable'])} ${peer.underlay}/32`,
  ],
  'underlay neighbour wrong': ({ peer, chance }) => [
    `ip neigh replace ${peer.underlay} lladdr ${chance.of(['02:00:c0:a8:40:05', '02:00:00:00:00:99'])} dev eth0 nud permanent`,
  ],
  'underlay down': () => ['ip link set eth0 down'],
  'underlay narrow': () => ['ip link set eth0 mtu 1400'],
  'tunnel narrow': () => ['ip link set vx0 mtu 1300'],
  'bridge narrow': () => ['ip link set br0 mtu 1300'],
  'port narrow': () => ['ip link set p0 mtu 1300'],
  'endpoint narrow': () => ['ip -n red link set e0 mtu 1300'],
  'endpoint wide': () => ['ip -n red link set e0 mtu 1500'],
  'input dropped': ({ shape }) => [`iptables -A INPUT -p udp --dport ${shape.port} -j DROP`],
  'input of strangers dropped': ({ shape, peer }) => [
    `iptables -A INPUT -p udp --dport ${shape.port} ! -s ${peer.underlay} -j DROP`,
  ],
  'output dropped': ({ shape, peer }) => [
    `iptables -A OUTPUT -p udp -d ${peer.underlay} --dport ${shape.port} -j REJECT`,
  ],
  'raw dropped': ({ shape }) => [`iptables -t raw -A PREROUTING -p udp --dport ${shape.port} -j DROP`],
  'forward policy': ({ shape }) => [`${shape.six ? 'ip6tables' : 'iptables'} -P FORWARD DROP`],
  'forward stateful': only(four, () => [
    'iptables -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
    'iptables -A FORWARD -i br0 -j ACCEPT',
    'iptables -P FORWARD DROP',
  ]),
  'nat steals': ({ shape }) => [`iptables -t nat -A PREROUTING -p udp --dport ${shape.port} -j REDIRECT --to-ports 9`],
  'endpoint input dropped': only(four, () => ['ip netns exec red iptables -A INPUT -p icmp -j DROP']),
  'forwarding off': only(l3, ({ shape }) => [
    shape.six ? 'sysctl -qw net.ipv6.conf.all.forwarding=0' : 'sysctl -qw net.ipv4.ip_forward=0',
  ]),
  'forwarding off on one device': only(
    (shape) => l3(shape) && four(shape),
    ({ chance }) => [`sysctl -qw net.ipv4.conf.${chance.of(['vx0', 'br0'])}.forwarding=0`],
  ),
  'rp_filter strict': only(four, ({ peer, chance }) => [
    'sysctl -qw net.ipv4.conf.vx0.rp_filter=1',
    ...(chance.is(0.6) ? [`ip route add ${peer.endpoint}/32 dev eth0`] : []),
  ]),
  arp_ignore: only(four, ({ chance }) => [
    `ip netns exec red sysctl -qw net.ipv4.conf.${chance.of(['all', 'e0'])}.arp_ignore=${chance.of(['1', '2', '8'])}`,
  ]),
  'NOARP endpoint': only(four, () => ['ip -n red link set e0 arp off']),
  'no default route': only(l3, () => ['ip -n red route del default']),
  'wrong gateway': only(
    (shape) => l3(shape) && four(shape),
    ({ target }) => [`ip -n red route replace default via 10.77.${target.n}.200 dev e0`],
  ),
  'wide mask': only(four, ({ target }) => [
    `ip -n red addr flush dev e0`,
    `ip -n red addr add ${target.endpoint}/16 dev e0`,
  ]),
  'narrow mask': only(
    (shape) => bridged(shape) && four(shape),
    ({ target }) => [`ip -n red addr flush dev e0`, `ip -n red addr add ${target.endpoint}/32 dev e0`],
  ),
  'address missing': () => ['ip -n red addr flush dev e0'],
  'duplicate endpoint': only(
    (shape) => bridged(shape) && four(shape),
    ({ peer }) => [`ip addr add ${peer.endpoint}/24 dev br0`],
  ),
  'duplicate VTEP MAC': ({ peer }) => [`ip link set vx0 address ${peer.vtepMac}`],
  'endpoint with the peer’s MAC': only(bridged, ({ peer }) => [`ip -n red link set e0 address ${peer.endpointMac}`]),
  'ipv6 off': only(
    ({ six }) => six,
    () => ['ip netns exec red sysctl -qw net.ipv6.conf.e0.disable_ipv6=1'],
  ),
  'second address first': only(
    (shape) => l3(shape) && four(shape),
    ({ target }) => [
      'ip -n red addr flush dev e0',
      'ip -n red addr add 10.200.0.1/32 dev e0',
      `ip -n red addr add ${target.endpoint}/24 dev e0`,
      `ip -n red route add default via ${target.gateway} dev e0`,
    ],
  ),
  proxy_arp: only(
    (shape) => l3(shape) && four(shape),
    ({ target }) => [
      'sysctl -qw net.ipv4.conf.br0.proxy_arp=1',
      'ip -n red addr flush dev e0',
      `ip -n red addr add ${target.endpoint}/8 dev e0`,
    ],
  ),
};
