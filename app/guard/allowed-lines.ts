/** The lines that files may hold whose programs run nothing from them: known words with plain values, no more. */
import type { FileKind } from '../noun/file/paths.ts';

const VALUE = '[A-Za-z0-9_.:/;,%+=-]*';

/** `[Section]` or `Key=value` with these words. */
function keyed(sections: readonly string[], keys: readonly string[]): RegExp {
  return new RegExp(`^(?:\\[(?:${sections.join('|')})\\]|(?:${keys.join('|')})=${VALUE}(?: ${VALUE})*)$`);
}

/** systemd.netdev(5) */
const NETDEV = keyed(
  ['NetDev', 'VXLAN', 'Peer', 'Bridge'],
  [
    ...['Name', 'Kind', 'MTUBytes', 'MACAddress', 'VNI', 'Remote', 'Group', 'Local', 'TOS', 'TTL', 'MacLearning'],
    ...['FDBAgeingSec', 'MaximumFDBEntries', 'ReduceARPProxy', 'L2MissNotification', 'L3MissNotification'],
    ...['RouteShortCircuit', 'UDPChecksum', 'UDP6ZeroChecksumTx', 'UDP6ZeroChecksumRx', 'RemoteChecksumTx'],
    ...['RemoteChecksumRx', 'GroupPolicyExtension', 'GenericProtocolExtension', 'DestinationPort', 'PortRange'],
    ...['FlowLabel', 'IPDoNotFragment', 'Independent', 'STP', 'AgeingTimeSec', 'ForwardDelaySec', 'HelloTimeSec'],
    ...['MaxAgeSec', 'Priority', 'MulticastSnooping', 'VLANFiltering', 'DefaultPVID'],
  ],
);
/** systemd.network(5) */
const NETWORK = keyed(
  ['Match', 'Link', 'Network', 'Address', 'Route', 'Neighbor', 'BridgeFDB', 'Bridge'],
  [
    ...['Name', 'Unmanaged', 'MTUBytes', 'RequiredForOnline', 'ActivationPolicy', 'Bridge', 'ConfigureWithoutCarrier'],
    ...['LinkLocalAddressing', 'IPv6AcceptRA', 'IPv6LinkLocalAddressGenerationMode', 'KeepConfiguration', 'Address'],
    ...['Peer', 'Broadcast', 'Label', 'Scope', 'AddPrefixRoute', 'HomeAddress', 'DuplicateAddressDetection'],
    ...['ManageTemporaryAddress', 'Destination', 'Gateway', 'GatewayOnLink', 'PreferredSource', 'Metric', 'Table'],
    ...['Protocol', 'Type', 'LinkLayerAddress', 'MACAddress', 'VNI', 'VLANId', 'AssociatedWith', 'OutgoingInterface'],
    ...['VRF', 'KeepMaster', 'UseBPDU', 'AllowPortToBeRoot', 'FastLeave', 'MulticastFlood', 'MulticastToUnicast'],
    ...['MulticastRouter', 'ProxyARP', 'ProxyARPWiFi'],
    ...['Cost', 'Priority', 'HairPin', 'Learning', 'UnicastFlood', 'NeighborSuppression', 'Isolated'],
  ],
);
/** nm-settings-keyfile(5) */
const KEYFILE = keyed(
  ['connection', 'vxlan', 'bridge', 'bridge-port', 'ethernet', 'ipv4', 'ipv6', 'veth'],
  [
    ...['id', 'uuid', 'type', 'interface-name', 'autoconnect', 'master', 'slave-type', 'parent', 'local', 'remote'],
    ...['destination-port', 'source-port-min', 'source-port-max', 'ageing', 'limit', 'learning', 'l2-miss', 'l3-miss'],
    ...['proxy', 'rsc', 'tos', 'ttl', 'stp', 'ageing-time', 'forward-delay', 'hello-time', 'max-age', 'priority'],
    ...['multicast-snooping', 'vlan-filtering', 'vlan-default-pvid', 'mac-address', 'path-cost', 'hairpin-mode', 'mtu'],
    ...[
      'cloned-mac-address',
      'method',
      'never-default',
      'addr-gen-mode',
      'address\\d+',
      'route\\d+',
      'route\\d+_options',
    ],
    ...['peer', 'may-fail', 'ip6-privacy'],
  ],
);
const SCALAR = '(?:"?[A-Za-z0-9_.:/-]+"?|\\[[A-Za-z0-9_.:/, "-]*\\])';
/** netplan(5): the words that we use, each on a line of its own. */
const NETPLAN_WORDS = [
  ...['network', 'version', 'tunnels', 'bridges', 'mode', 'id', 'local', 'remote', 'port', 'mtu', 'macaddress'],
  ...['mac-learning', 'checksums', 'extensions', 'notifications', 'ageing', 'limit', 'type-of-service', 'ttl'],
  ...['short-circuit', 'arp-proxy', 'flow-label', 'do-not-fragment', 'port-range', 'neigh-suppress', 'interfaces'],
  ...['addresses', 'link-local', 'accept-ra', 'dhcp4', 'dhcp6', 'optional', 'parameters', 'stp', 'ageing-time'],
  ...['priority', 'forward-delay', 'hello-time', 'max-age', 'path-cost', 'routes', 'to', 'via', 'on-link', 'metric'],
  ...['table', 'from', 'scope', 'type', 'ignore-carrier', 'port-priority', 'hairpin'],
];
const NETPLAN = new RegExp(
  `^ *(?:- )?(?:${NETPLAN_WORDS.join('|')}):(?: ${SCALAR})?$|^ *[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}:$|^ *- ${SCALAR}$`,
);

type Plain = Exclude<FileKind, 'script' | 'interfaces' | 'service' | 'wants' | 'openrc' | 'dispatcher'>;

export const ALLOWED_LINES: Readonly<Record<Plain, RegExp>> = {
  netdev: NETDEV,
  network: NETWORK,
  'network-drop-in': NETWORK,
  keyfile: KEYFILE,
  unmanaged: /^\[keyfile\]$|^unmanaged-devices\+=(?:interface-name:[A-Za-z0-9_][A-Za-z0-9_.-]{0,14};?)+$/,
  netplan: NETPLAN,
  sysctl: /^(?:net\.ipv4\.ip_forward|net\.ipv6\.conf\.all\.forwarding) = [01]$/,
};
