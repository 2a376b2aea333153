/** A lab host with an overlay on it, the files that keep it, and a reboot as far as a namespace can have one. */
import type { LabHost } from '../../../main/lab/lab.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import type { PersistFacts } from '../../../app/noun/system/daemons.ts';
import type { PersistFormat } from '../../../app/persist/format.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { Snapshot } from '../../../app/noun/snapshot.ts';
import { hostOf, inHost } from '../../lab/lab-for-test.ts';
import { applied, lookAt, withEngine } from '../engine/engine-for-test.ts';

export const NOBODY: PersistFacts = {
  systemd: false,
  networkd: false,
  networkManager: false,
  netplan: false,
  ifupdown: false,
};

/** flannel's form: per peer a permanent neighbour, a unicast entry and an onlink route, over IPv4, with an endpoint behind a bridge. */
export const FLANNEL = `
ip link add name vx7 address 02:00:00:00:07:01 mtu 1450 type vxlan id 7 local 10.99.0.1 dev eth0 dstport 8472 nolearning gbp
ip link set dev vx7 addrgenmode none
ip address add 10.7.1.0/32 dev vx7
ip link set dev vx7 up
ip link add name br7 address 02:00:00:00:07:11 mtu 1450 type bridge
ip address add 10.7.1.1/24 dev br7
ip link set dev br7 up
ip netns add web
ip link add name v7 address 02:00:00:00:07:21 mtu 1450 type veth peer name eth0 address 02:00:00:00:07:22 mtu 1450 netns web
ip link set dev v7 master br7 up
ip -n web link set dev lo up
ip -n web address add 10.7.1.2/24 dev eth0
ip -n web link set dev eth0 up
ip -n web route add default via 10.7.1.1 dev eth0
for peer in 2 3; do
  ip neighbour replace 10.7.$peer.0 lladdr 02:00:00:00:07:0$peer dev vx7 nud permanent
  bridge fdb replace 02:00:00:00:07:0$peer dev vx7 dst 10.99.0.$peer self permanent
  ip route replace 10.7.$peer.0/24 via 10.7.$peer.0 dev vx7 onlink
done
sysctl -q -w net.ipv4.ip_forward=1
`;

/** A bridge with the vxlan as its port, flood entries, port and bridge options, a second address and routes in a table of their own. */
export const BRIDGED = `
ip link add name vx9 address 02:00:00:00:09:01 mtu 1400 type vxlan id 9 local 10.99.0.1 dstport 4789 ttl 32 tos 0x10 df set ageing 120
ip link add name br9 address 02:00:00:00:09:11 mtu 1400 type bridge stp_state 0
ip link set dev br9 type bridge ageing_time 60000 mcast_snooping 0
ip link set dev vx9 master br9
bridge link set dev vx9 neigh_suppress on
bridge link set dev vx9 isolated on
bridge fdb append 00:00:00:00:00:00 dev vx9 dst 10.99.0.2 self permanent
bridge fdb append 00:00:00:00:00:00 dev vx9 dst 10.99.0.3 self permanent
ip address add 10.9.0.1/24 dev br9
ip address add fd09::1/64 dev br9 nodad
ip link set dev vx9 up
ip link set dev br9 up
ip route add 10.90.0.0/16 via 10.9.0.254 dev br9 table 90 metric 7
ip -6 route add fd90::/48 via fd09::fe dev br9
`;

/** A vxlan over IPv6 with every option that is made with it, and a cable with a point-to-point address and a route in it. */
export const OPTIONS = `
ip link add name vx5 address 02:00:00:00:05:01 mtu 1400 type vxlan id 5 local fd00::1 remote fd00::2 dstport 8472 srcport 1000 2000 \\
  ttl 64 tos 0x8 df inherit flowlabel 0x1f ageing 60 maxaddress 1000 nolearning proxy rsc l2miss l3miss udpcsum \\
  udp6zerocsumtx udp6zerocsumrx remcsumtx remcsumrx gbp
ip link set dev vx5 up
ip link add name va address 02:00:00:00:05:11 type veth peer name vb address 02:00:00:00:05:12
ip link set dev va up
ip link set dev vb up
ip address add 10.5.0.1 peer 10.5.0.2/32 dev va label va:1 noprefixroute
ip address add 10.5.1.1/24 broadcast 10.5.1.255 dev va
ip neighbour add 10.5.1.4 lladdr 02:00:00:00:05:04 dev va nud permanent
ip neighbour add 10.5.1.5 lladdr 02:00:00:00:05:05 dev va nud noarp
ip route add 10.55.0.0/16 nexthop via 10.5.1.2 dev va weight 1 nexthop via 10.5.1.3 dev va weight 2
ip route add 10.56.0.0/16 dev va src 10.5.1.1 proto static
`;

/** What a host loses when it starts again; its own card and the files stay. */
const REBOOT = `
for d in $(ls /sys/class/net); do case $d in lo | eth0) ;; *) ip link del dev $d 2>/dev/null || : ;; esac; done
ip netns list | while read -r n _; do ip netns del "$n"; done
sysctl -q -w net.ipv4.ip_forward=0
`;
/** What runs at every start, whoever sets up the network. */
const START = `
for file in /etc/sysctl.d/90-overlane-*.conf; do [ ! -e "$file" ] || sysctl -q -p "$file"; done
`;
export const SCRIPT = 'for file in /etc/overlane/overlane-*.sh; do [ ! -e "$file" ] || sh "$file" || exit 1; done';

export interface Kept {
  readonly host: LabHost;
  readonly before: Snapshot;
  /** Paths of the files on the host. */
  readonly files: readonly string[];
  look(): Promise<Snapshot>;
  sh(script: string): Promise<string>;
  reboot(): Promise<void>;
  /** What differs from before the reboot, in words. */
  differences(): Promise<readonly string[]>;
}

/** Builds the scene on alpha and writes the files for it. */
export async function keep(lab: Lab, scene: string, format: PersistFormat, facts = NOBODY): Promise<Kept> {
  const host = hostOf(lab, 'alpha');
  const sh = (script: string): Promise<string> => inHost(host, 'sh', '-c', script);
  await sh(`set -e\n${scene.replaceAll('10.99.0.1', host.underlay).replaceAll('10.99.0.', peersOf(host.underlay))}`);
  const result = await withEngine(lab, ({ session }) =>
    applied(session, { kind: 'persist', host: 'lab:alpha', select: { name: 'host', links: 'all' }, format, facts }),
  );
  if (result.end !== 'committed') throw new Error(JSON.stringify(result.problems));
  const look = (): Promise<Snapshot> => lookAt(lab, 'lab:alpha');
  const before = await look();
  return {
    host,
    before,
    files: before.tables.file.map(({ path }) => path),
    look,
    sh,
    reboot: async () => void (await sh(`${REBOOT}${START}`)),
    differences: async () => sameDurable(before, await look()),
  };
}

/** The peers need not be there: nothing is sent to them. */
function peersOf(underlay: string): string {
  return `${underlay.split('.').slice(0, 3).join('.')}.10`;
}
