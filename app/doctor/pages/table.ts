/** FDB, neighbours, bridges. */
import { page } from '../page.ts';

export const TABLE = {
  'vtep-mac-duplicate': page(
    'Two tunnels have the same MAC address',
    'One of them is dead, or it flaps: an entry leads to one place.',
    'machine-id(5): cloned hosts',
  ),
  'vtep-mac-changed': page(
    "A tunnel's MAC address was rewritten",
    'otherhost of the tunnel rises: the peers send to the old one.',
    'systemd.link(5) MACAddressPolicy',
    'In bridged overlays that learn.',
  ),
  'flood-entry-missing': page(
    'A peer is not in the flood list',
    'It heals when the other side speaks first, and comes back when ARP ages.',
    'bridge(8)',
    'Where entries of a control plane lead to every machine and nothing floods.',
  ),
  'fdb-entry-missing': page(
    "The entry that leads to a peer's tunnel is gone",
    'tx_dropped of the tunnel rise.',
    'bridge(8)',
  ),
  'fdb-dst-stale': page(
    'An entry leads to the wrong host',
    'otherhost of a third host rises; permanent entries are never learned again.',
    'bridge(8)',
  ),
  'fdb-port-wrong': page(
    'An entry names another UDP port than the peer has',
    'UdpNoPorts of the peer rise.',
    'bridge(8)',
  ),
  'fdb-vni-wrong': page(
    'An entry names another VNI than the peer has',
    'UdpInDatagrams of the peer rise, rx_packets of its tunnel do not.',
    'bridge(8)',
  ),
  'nexthop-member-dead': page(
    'A nexthop group of an entry has a member that is no tunnel',
    'Some flows die, by source port.',
    'ip-nexthop(8)',
  ),
  'nexthop-with-learning': page(
    'A tunnel that learns has an entry by nexthop',
    'It drops every frame that comes from that machine: it may not learn where it is.',
    'vxlan_snoop in drivers/net/vxlan/vxlan_core.c',
  ),
  'neighbour-missing': page(
    "The MAC address of a peer's tunnel is not known",
    'FAILED on the tunnel: nobody answers ARP where nothing is flooded.',
    'ip-neighbour(8)',
  ),
  'neighbour-mac-stale': page(
    'A neighbour entry names a MAC address that the machine does not have',
    'Permanent entries are never asked for again.',
    'ip-neighbour(8)',
  ),
  'neigh-suppress-stale': page(
    'A bridge answers ARP with an old MAC address',
    'Only where the bridge suppresses ARP and has an entry.',
    'bridge(8), neigh_suppress',
    'Suppression without an entry floods, and is fine.',
  ),
  'port-not-enslaved': page(
    'A tunnel is in no bridge',
    'rx_packets of the tunnel rise, tx_packets of the ports do not.',
    'ip-link(8)',
    'Where it has an address itself.',
  ),
  'port-wrong-bridge': page(
    'A tunnel is in the wrong bridge',
    'The machines of its overlay are in another one.',
    'ip-link(8)',
  ),
  'port-not-forwarding': page(
    "A bridge's port does not forward",
    'State disabled, listening or blocking.',
    'bridge(8)',
    'Without carrier a port is disabled by itself.',
  ),
  'vlan-pvid-missing': page(
    'A port of a bridge that filters VLANs has no PVID',
    'What comes in without a tag is dropped.',
    'bridge(8), vlan',
    'Where the machine sends with tags.',
  ),
  'vlan-not-allowed': page(
    'The tunnel is not in the VLAN of its machines',
    'Nothing of theirs gets to the tunnel, nothing from it to them.',
    'bridge(8), vlan',
    'Where another tunnel of the bridge carries that VLAN.',
  ),
  'vlan-tunnel-missing': page(
    'A port that turns VLANs into VNIs has none for a VLAN',
    '`bridge vlan tunnelshow`; what is sent is dropped without a counter.',
    'bridge(8), vlan_tunnel',
  ),
  'port-isolated': page(
    'The tunnel and a port are isolated from each other',
    'Nothing counts it.',
    'bridge(8)',
    'One isolated port alone talks to all others.',
  ),
  'port-locked': page('A port is locked', 'Only machines that the bridge was told of may speak there.', 'bridge(8)'),
  'port-flood-off': page(
    'A port does not get what its bridge floods',
    'ARP stops there.',
    'bridge(8)',
    'Where ARP is suppressed.',
  ),
  'bridge-fdb-wrong-port': page(
    "A bridge's table pins a machine to the wrong port",
    'sticky or permanent; plain static moves at the first frame.',
    'bridge(8)',
  ),
  'firewall-bridge': page('A rule of the bridge family drops frames', 'Nothing counts it without a counter.', 'nft(8)'),
  'firewall-bridge-nf': page(
    "Frames of a bridge pass through iptables' FORWARD chain, which drops them",
    'ARP passes, IP does not.',
    'linux/Documentation/networking/bridge.rst',
  ),
} as const;
