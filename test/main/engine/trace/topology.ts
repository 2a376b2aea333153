/** A random overlay over three lab hosts, as the commands that make it. */
import { chanceOf, type Chance } from './chance.ts';
import { FAULTS } from './faults.ts';

export const HOSTS = ['alpha', 'beta', 'gamma'] as const;
export type HostName = (typeof HOSTS)[number];

export interface Shape {
  readonly mode: 'bridged' | 'routed' | 'flannel';
  readonly six: boolean;
  readonly vni: number;
  readonly port: number;
  readonly learning: boolean;
  readonly withDev: boolean;
  readonly flood: 'list' | 'group';
}

/** One host: what the overlay gives it. */
export interface Member {
  readonly name: HostName;
  readonly n: number;
  readonly underlay: string;
  readonly vtepMac: string;
  /** Of the namespace `red`. */
  readonly endpoint: string;
  readonly endpointMac: string;
  /** Of the bridge, or of the tunnel. */
  readonly gateway: string;
  readonly own: string;
  readonly subnet: string;
}

export interface Ask {
  readonly host: HostName;
  readonly netns: string;
  readonly address: string;
  readonly size: number;
}

export interface Topology {
  readonly seed: number;
  readonly shape: Shape;
  readonly members: readonly Member[];
  /** What was done to it, by name. */
  readonly faults: readonly string[];
  /** The commands, a host. */
  readonly lines: Readonly<Record<HostName, readonly string[]>>;
  readonly asks: readonly Ask[];
}

export function topologyOf(seed: number): Topology {
  const chance = chanceOf(seed);
  const shape = shapeOf(chance);
  const members = HOSTS.map((name, at) => memberOf(name, at + 1, shape));
  const lines: Record<HostName, string[]> = { alpha: [], beta: [], gamma: [] };
  for (const one of members) lines[one.name].push(...build(one, members, shape, chance));
  const faults: string[] = [];
  for (let left = chance.of([0, 0, 1, 1, 1, 2]); left > 0; left -= 1) {
    const [name, fault] = chance.of(Object.entries(FAULTS));
    const [target, peer] = chance.is(0.5) ? [members[0], members[1]] : [members[1], members[0]];
    if (target === undefined || peer === undefined) continue;
    const made = fault({ target, peer, third: members[2] as Member, shape, chance });
    if (made === undefined) continue;
    faults.push(`${name} on ${target.name}`);
    lines[target.name].push(...made);
  }
  return { seed, shape, members, faults, lines, asks: asksOf(members, shape, chance) };
}

function shapeOf(chance: Chance): Shape {
  const mode = chance.of(['bridged', 'bridged', 'routed', 'flannel'] as const);
  return {
    mode,
    six: chance.is(0.2),
    vni: 1 + chance.below(5000),
    port: chance.of([4789, 4789, 8472]),
    learning: mode === 'flannel' ? false : mode === 'routed' || chance.is(0.8),
    withDev: chance.is(0.6),
    flood: mode === 'bridged' && chance.is(0.1) ? 'group' : 'list',
  };
}

function memberOf(name: HostName, n: number, { mode, six }: Shape): Member {
  const net = (subnet: number, host: number) => (six ? `fd00:${subnet}::${host}` : `10.77.${subnet}.${host}`);
  const flat = mode === 'bridged';
  return {
    ...{
      name,
      n,
      underlay: `192.168.64.${n + 2}`,
      vtepMac: `02:00:00:77:00:0${n}`,
      endpointMac: `02:00:00:77:10:0${n}`,
    },
    endpoint: flat ? net(1, 10 + n) : net(n, 10),
    gateway: flat ? net(1, n) : net(n, 1),
    own: net(100, n),
    subnet: six ? `fd00:${n}::/64` : `10.77.${n}.0/24`,
  };
}

function build(one: Member, members: readonly Member[], shape: Shape, chance: Chance): readonly string[] {
  const { mode, six, vni, port, learning, withDev, flood } = shape;
  const bits = six ? 64 : 24;
  const nodad = six ? ' nodad' : '';
  const peers = members.filter((other) => other !== one);
  const group = flood === 'group' ? ' group 239.7.7.7 dev eth0' : withDev ? ' dev eth0' : '';
  const tunnel = [
    `ip link add name vx0 address ${one.vtepMac} mtu 1450 type vxlan id ${vni} dstport ${port} local ${one.underlay}${group}${learning ? '' : ' nolearning'}`,
    'ip link add name br0 mtu 1450 type bridge',
    'ip link set br0 up',
    'ip link set vx0 up',
    ...(flood === 'list' && mode !== 'flannel'
      ? peers.map(({ underlay }) => `bridge fdb append 00:00:00:00:00:00 dev vx0 dst ${underlay}`)
      : []),
  ];
  const endpoint = [
    'ip netns add red',
    ...(six ? [] : ['ip netns exec red sysctl -qw net.ipv6.conf.default.disable_ipv6=1']),
    `ip link add name p0 mtu 1450 type veth peer name e0 mtu 1450 address ${one.endpointMac} netns red`,
    'ip link set p0 master br0 up',
    'ip -n red link set lo up',
    'ip -n red link set e0 up',
    `ip -n red addr add ${one.endpoint}/${bits} dev e0${nodad}`,
  ];
  const gateway = [`ip addr add ${one.gateway}/${bits} dev br0${nodad}`];
  if (mode === 'bridged')
    return [
      ...tunnel,
      'ip link set vx0 master br0',
      ...endpoint,
      ...(chance.is(0.5) ? gateway : []),
      ...bridged(one, peers, shape, chance),
    ];
  const forward = six ? 'sysctl -qw net.ipv6.conf.all.forwarding=1' : 'sysctl -qw net.ipv4.ip_forward=1';
  const address = `ip addr add ${one.own}/${mode === 'flannel' ? (six ? 128 : 32) : bits} dev vx0${nodad}`;
  const routes = peers.flatMap((peer) => routesTo(peer, shape, chance));
  return [
    ...tunnel,
    address,
    ...endpoint,
    ...gateway,
    `ip -n red route add default via ${one.gateway} dev e0`,
    forward,
    ...routes,
  ];
}

function bridged(one: Member, peers: readonly Member[], { learning }: Shape, chance: Chance): readonly string[] {
  const pinned =
    !learning || chance.is(0.2)
      ? peers.map((peer) => `bridge fdb add ${peer.endpointMac} dev vx0 dst ${peer.underlay}`)
      : [];
  const suppress = chance.is(0.15) ? ['bridge link set dev vx0 neigh_suppress on'] : [];
  const both = chance.is(0.1) ? ['bridge link set dev vx0 isolated on'] : [];
  return [
    ...pinned,
    ...suppress,
    ...both,
    ...(chance.is(0.1) ? ['bridge link set dev p0 hairpin on'] : []),
    ...(one.n === 3 ? [] : []),
  ];
}

function routesTo(peer: Member, { mode, six }: Shape, chance: Chance): readonly string[] {
  if (mode === 'routed') {
    if (!six && chance.is(0.2))
      return [`ip nexthop add id ${peer.n} via ${peer.own} dev vx0`, `ip route add ${peer.subnet} nhid ${peer.n}`];
    return [`ip route add ${peer.subnet} via ${peer.own} dev vx0`];
  }
  return [
    `ip neigh replace ${peer.own} lladdr ${peer.vtepMac} dev vx0 nud permanent`,
    `bridge fdb replace ${peer.vtepMac} dev vx0 dst ${peer.underlay} self permanent`,
    `ip route replace ${peer.subnet} via ${peer.own} dev vx0 onlink`,
    ...(six ? [] : [`ip route replace ${peer.own}/32 dev vx0`]),
  ];
}

function asksOf(members: readonly Member[], { mode }: Shape, chance: Chance): readonly Ask[] {
  const [a, b, c] = members as readonly [Member, Member, Member];
  const pairs = chance.of([
    [a, b, b, a],
    [b, a, a, c],
    [a, b, c, b],
    [c, a, b, c],
  ]);
  return [0, 2].slice(0, chance.is(0.7) ? 1 : 2).map((at): Ask => {
    const [from, to] = [pairs[at] as Member, pairs[at + 1] as Member];
    const target = mode === 'bridged' ? to.endpoint : chance.of([to.endpoint, to.endpoint, to.gateway, to.own]);
    const netns = chance.is(0.85) ? 'red' : '';
    return { host: from.name, netns, address: target, size: chance.of([84, 84, 84, 84, 84, 1200, 1400, 1450, 1451]) };
  });
}
