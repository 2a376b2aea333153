/** Machines, routes, settings, MTU. */
import { page } from '../page.ts';

export const INNER = {
  'underlay-lossy': page(
    'Packets between two hosts are lost, some of them',
    'A queue that loses on purpose, or the network: TCP is slow, pings lack answers.',
    'tc-netem(8)',
  ),
  'underlay-slow': page(
    'Packets between two hosts take long',
    'A queue that holds them, or the network: every answer is late.',
    'tc-netem(8), tc-tbf(8)',
  ),
  'ip-duplicate': page(
    'Two machines have the same address',
    'Pings pass to whoever answered first, TCP breaks.',
    'RFC 5227',
  ),
  'mac-duplicate': page(
    'Two machines have the same MAC address',
    'The bridges send to whoever spoke last.',
    'bridge(8)',
  ),
  'ipv6-dad-failed': page('An IPv6 address is not used: another machine has it', 'dadfailed.', 'RFC 4862 §5.4'),
  'ipv6-disabled': page(
    'IPv6 is switched off',
    'Its addresses went with it.',
    'linux/Documentation/networking/ip-sysctl.rst',
  ),
  'address-missing': page('An address is gone', 'A machine has none, or its gateway is on no device.', 'ip-address(8)'),
  'endpoint-netmask': page(
    'A mask is too wide or too narrow',
    'Too wide: it asks by ARP for machines behind a router. Too narrow: it has no route to its neighbours.',
    'RFC 950',
  ),
  'endpoint-no-route': page('A machine has no way out of its subnet', 'Network is unreachable.', 'ip-route(8)'),
  'endpoint-gateway-wrong': page(
    'A machine sends to a gateway that is not there',
    'FAILED for the gateway.',
    'ip-route(8)',
  ),
  'arp-not-answered': page(
    'A machine does not answer ARP',
    'arp_ignore 8, or NOARP. One that asks first teaches the other side.',
    'linux/Documentation/networking/ip-sysctl.rst',
  ),
  'firewall-arp': page('arptables drops ARP', 'FAILED for the machine.', 'arptables(8)'),
  'firewall-endpoint': page(
    "A machine's own firewall drops what comes by the overlay",
    'The tunnel is fine.',
    'iptables(8), nft(8)',
  ),
  'policy-rule': page('A policy rule takes what should go into the tunnel', '`ip rule show`.', 'ip-rule(8)'),
  'route-missing': page(
    "There is no route to a peer's subnet",
    'IpExtInNoRoutes and IcmpOutDestUnreachs rise.',
    'ip-route(8)',
    'Where another way leads to the same host.',
  ),
  'route-shadowed': page(
    "Another route takes what is for a peer's subnet",
    '`ip route get` names another device, or blackhole.',
    'ip-route(8)',
  ),
  'route-wrong-peer': page('A route leads to the wrong member', 'otherhost or IpInAddrErrors there.', 'ip-route(8)'),
  'forwarding-off': page(
    'A host does not forward',
    'IpInAddrErrors rise. `ip_forward` or the setting of one device.',
    'linux/Documentation/networking/ip-sysctl.rst',
  ),
  'rp-filter-strict': page(
    'The way back is another, and the kernel checks it strictly',
    'TcpExtIPReversePathFilter rises.',
    'RFC 3704',
  ),
  'firewall-forward': page(
    'The firewall drops what the host forwards',
    'Route and forwarding are right.',
    'iptables(8), nft(8)',
  ),
  'mtu-above-underlay': page(
    'A tunnel is larger than its underlay carries',
    'Small packets pass. IPv6 takes 70 bytes, IPv4 50.',
    'RFC 7348 §4.3',
  ),
  'mtu-differs': page(
    'Two ends have different MTUs',
    'Larger packets pass one way only.',
    'RFC 7348 §4.3',
    'Where no machine sends more than the smaller takes.',
  ),
  'inner-mtu-too-large': page(
    'A machine sends larger packets than its tunnel takes',
    'TCP with segmentation offload passes; without, it stalls.',
    'RFC 7348 §4.3',
  ),
  'path-mtu': page(
    'Something on the way takes smaller packets than the tunnel sends',
    'Small packets pass, large ones vanish. After it was mended both ends remember for 10 minutes: `ip route flush cache`.',
    'RFC 1191',
  ),
  'tx-checksum': page(
    'A sender writes wrong checksums into inner packets',
    'Ping passes, TCP is dead: TcpInCsumErrors of the receiver rise.',
    'ethtool(8)',
  ),
  'endpoint-unreachable': page(
    'Two machines do not reach each other, and no table says why',
    'Named last: where it stopped, not why.',
    'ping(8)',
  ),
} as const;
