/** Underlay, tunnel, and filters of the outer packet. */
import { page } from '../page.ts';

const VXLAN = 'linux/drivers/net/vxlan/vxlan_core.c';

export const OUTER = {
  'underlay-silent': page(
    "The underlay's card is down",
    'Nothing reaches the host; its address may still be there.',
    'ip-link(8)',
  ),
  'local-address-missing': page(
    'A tunnel sends from an address that its host does not have',
    'Its tx_carrier_errors rise: the outer packet cannot be routed. A missing route counts the same: `ip route get PEER from LOCAL` tells them apart.',
    VXLAN,
  ),
  'peer-address-stale': page(
    'A host has a new underlay address, and its peers still use the old one',
    'The tunnel and the entries of the peers name an address that nobody has.',
    VXLAN,
  ),
  'underlay-ip-duplicate': page(
    'Two hosts have the same underlay address',
    'Whoever answers ARP first gets the packets; its UdpNoPorts rise.',
    'RFC 5227',
  ),
  'underlay-no-route': page(
    'There is no way to the peer',
    '`ip route get` with the packet as it is sent names no device.',
    'ip-route(8)',
  ),
  'underlay-policy-rule': page(
    "A policy rule takes only the tunnel's packets",
    'Ping works: only `ip route get … ipproto udp dport N` shows it.',
    'ip-rule(8)',
  ),
  'underlay-through-overlay': page(
    'The way to the peer leads into the tunnel itself',
    "The tunnel's `collisions` rise.",
    VXLAN,
  ),
  'underlay-wrong-nic': page(
    'The way to the peer leaves by another card',
    '`dev` of a tunnel binds only its `remote`: entries follow the routing table.',
    VXLAN,
    'Where the peer is a neighbour by that card as well, or no neighbour at all.',
  ),
  'underlay-neighbour-wrong': page(
    "The underlay's ARP entry of a peer is another machine's",
    'Nothing arrives, not even in a capture there; the other machine counts UdpNoPorts.',
    'ip-neighbour(8)',
  ),
  'underlay-drops-udp': page(
    'The network between drops UDP',
    'Ping passes, UDP of any port does not, and IpInReceives of the peer does not rise.',
    'RFC 7348 §4',
  ),
  'underlay-drops-port': page("The network between drops the tunnel's port", 'Other UDP ports pass.', 'RFC 7348 §5'),
  'link-down': page(
    'A device is down',
    'A bridge that is down takes its subnet route along and disables its ports.',
    'ip-link(8)',
  ),
  'udp-port-held': page(
    "Another program holds the tunnel's UDP port",
    'The tunnel is down, and setting it up says "Address already in use".',
    VXLAN,
  ),
  'vni-held': page(
    'Another device has that VNI on that port',
    'The tunnel is down, and setting it up says "Address already in use".',
    VXLAN,
  ),
  'udp-port-mismatch': page(
    'Two ends use different UDP ports',
    'The peer answers "port unreachable": UdpNoPorts rise.',
    'RFC 7348 §5',
  ),
  'vni-mismatch': page(
    'Two ends have different VNIs',
    'UdpInDatagrams of the peer rise, rx_packets of its tunnel do not.',
    'RFC 7348 §5',
  ),
  'group-mismatch': page('Two ends flood to different multicast groups', 'Each hears only itself.', 'RFC 7348 §4.2'),
  'gbp-mismatch': page(
    'One end marks packets with a group policy and the other does not take them',
    'rx_frame_errors of the tunnel rise.',
    'draft-smith-vxlan-group-policy',
    'While nothing is marked.',
  ),
  'udp6-zero-checksum': page(
    'Over IPv6 one end leaves out the checksum that the other wants',
    'Udp6InCsumErrors of the peer rise.',
    'RFC 6936',
  ),
  'vni-not-filtered-in': page(
    "The filter of an external device does not let a peer's VNI in",
    '`bridge vni show`.',
    VXLAN,
  ),
  'encap-vni-wrong': page(
    "A route's own encapsulation names another VNI than the peer takes",
    '`ip route show dev DEV`.',
    'ip-route(8)',
  ),
  'encap-dst-wrong': page(
    "A route's own encapsulation names a host that has no such tunnel",
    '`ip route show dev DEV`.',
    'ip-route(8)',
  ),
  'proxy-without-entries': page(
    'A tunnel answers ARP itself and knows nobody',
    'Every ARP packet is swallowed, replies too.',
    VXLAN,
  ),
  'ttl-too-small': page(
    'The TTL of the outer packet runs out on the way',
    'IcmpInTimeExcds of the sender rise.',
    'ip-link(8)',
  ),
  'firewall-output': page(
    "The sender's firewall drops the tunnel's packets",
    'A UDP socket gets EPERM; tx_dropped of the tunnel rise.',
    'iptables(8), nft(8)',
  ),
  'firewall-input': page(
    "The receiver's firewall drops the tunnel's packets",
    'IpInReceives rise, UdpInDatagrams and UdpNoPorts do not. The two directions of a tunnel are two flows: ESTABLISHED lets nothing in.',
    'iptables(8), nft(8)',
  ),
  'firewall-nat': page(
    "A NAT rule sends the tunnel's packets elsewhere",
    'UdpNoPorts rise though the tunnel listens.',
    'iptables-extensions(8)',
  ),
  'firewall-rate-limit': page(
    'A rule lets only so many packets a second through',
    'Pings pass, TCP stalls.',
    'iptables-extensions(8), limit',
  ),
  'tc-ingress': page(
    "A tc filter takes the tunnel's packets",
    'Not even IpInReceives rise, though a capture sees them.',
    'tc(8)',
  ),
} as const;
