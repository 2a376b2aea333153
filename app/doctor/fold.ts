/** Lowest cause first; what follows from it is folded under it. */
import type { Finding } from './finding.ts';
import type { FindingCode } from './codes.ts';
import { ORDER } from './codes.ts';

/** What a fault brings about that has a name of its own, on the hosts it is about. */
const FOLLOWS: Readonly<Partial<Record<FindingCode, readonly FindingCode[]>>> = {
  'underlay-silent': [
    'underlay-no-route',
    'underlay-wrong-nic',
    'underlay-neighbour-wrong',
    'local-address-missing',
    'underlay-drops-udp',
    'underlay-drops-port',
    'link-down',
    'path-mtu',
    'endpoint-unreachable',
  ],
  'link-down': [
    'route-missing',
    'neighbour-missing',
    'fdb-entry-missing',
    'address-missing',
    'endpoint-gateway-wrong',
    'port-not-forwarding',
    'route-shadowed',
    'endpoint-no-route',
    'endpoint-unreachable',
  ],
  'udp-port-held': [
    'route-missing',
    'neighbour-missing',
    'fdb-entry-missing',
    'port-not-forwarding',
    'link-down',
    'endpoint-unreachable',
  ],
  'vni-held': ['route-missing', 'neighbour-missing', 'fdb-entry-missing', 'port-not-forwarding', 'link-down'],
  'peer-address-stale': [
    'fdb-dst-stale',
    'flood-entry-missing',
    'local-address-missing',
    'underlay-no-route',
    'fdb-entry-missing',
    'underlay-drops-udp',
  ],
  'local-address-missing': ['underlay-no-route', 'underlay-wrong-nic'],
  'vtep-mac-changed': ['neighbour-missing', 'neighbour-mac-stale', 'fdb-dst-stale', 'fdb-entry-missing'],
  'vtep-mac-duplicate': [
    'neighbour-mac-stale',
    'fdb-dst-stale',
    'fdb-entry-missing',
    'rp-filter-strict',
    'flood-entry-missing',
  ],
  'underlay-ip-duplicate': ['underlay-neighbour-wrong', 'arp-not-answered'],
  'route-missing': ['neighbour-missing', 'fdb-entry-missing', 'rp-filter-strict'],
  'port-not-enslaved': ['mtu-differs', 'inner-mtu-too-large'],
  'address-missing': ['route-wrong-peer'],
  'mtu-differs': ['inner-mtu-too-large'],
  'ipv6-dad-failed': ['ip-duplicate', 'address-missing'],
  'ip-duplicate': ['endpoint-gateway-wrong', 'address-missing', 'endpoint-no-route'],
  'udp-port-mismatch': ['fdb-port-wrong'],
  'vni-mismatch': ['fdb-vni-wrong'],
};

export function fold(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
  const folded = new Map<Finding, Finding[]>();
  const taken = new Set<Finding>();
  for (const cause of sorted) {
    if (taken.has(cause)) continue;
    const follows = FOLLOWS[cause.code] ?? [];
    const under = sorted.filter(
      (one) => one !== cause && !taken.has(one) && follows.includes(one.code) && isAbout(one, cause),
    );
    for (const one of under) taken.add(one);
    folded.set(cause, under);
  }
  return sorted.filter((one) => !taken.has(one)).map((one) => ({ ...one, consequences: folded.get(one) ?? [] }));
}

/** Two hosts with one address harm a third, which is where what follows shows. */
function isAbout(one: Finding, cause: Finding): boolean {
  // Whoever lost its routes lost what was beside them; what its peers lack is their own.
  if (cause.code === 'route-missing') return one.host === cause.host;
  const hosts = cause.code === 'underlay-ip-duplicate' ? cause.hosts : [cause.host];
  return one.hosts.some((host) => hosts.includes(host));
}
