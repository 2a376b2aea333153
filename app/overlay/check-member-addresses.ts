/** Subnets, gateways and addresses of a member, in its mode. */
import { hostName } from '../base/host.ts';
import { contains, familyOf, isHostAddress, networkOf, overlap, splitCidr } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayMember, OverlaySpec } from './overlay.ts';
import { gatewayOf, vtepIp } from './wanted-member.ts';

export function checkBridged(
  { prefixes }: OverlaySpec,
  { host, subnets, addresses: own = [], endpoint }: OverlayMember,
  at: number,
): readonly Problem[] {
  const path = `members.${at}`;
  const none = subnets.map((_, index) =>
    badField(`${path}.subnets.${index}`, 'Subnet', 'bridged hosts share one network and have none of their own', host),
  );
  const addresses = (endpoint?.addresses ?? []).flatMap((address, index) =>
    outside(`${path}.endpoint.addresses.${index}`, address, prefixes, 'the overlay', host),
  );
  const bridge = own.flatMap((address, index) =>
    outside(`${path}.addresses.${index}`, address, prefixes, 'the overlay', host, 'Bridge address'),
  );
  return [...none, ...bridge, ...addresses];
}

export function checkSubnets(spec: OverlaySpec, member: OverlayMember, at: number): readonly Problem[] {
  const { prefixes, members } = spec;
  const { host, subnets } = member;
  const path = `members.${at}.subnets`;
  if (prefixes.length === 0) return at === 0 ? [badField('prefixes', 'Prefix', 'is needed, like 10.42.0.0/16')] : [];
  const families = subnets.map(familyOf);
  const missing = prefixes.find((prefix) => families.filter((family) => family === familyOf(prefix)).length !== 1);
  if (missing !== undefined || subnets.length !== prefixes.length)
    return [
      badField(path, 'Subnets', `${hostName(host)} needs one network of each prefix (${prefixes.join(', ')})`, host),
    ];
  const bad = subnets.flatMap((subnet, index) => checkSubnet(members, prefixes, subnet, `${path}.${index}`, member));
  return bad.length > 0 ? bad : checkEndpoint(spec, member, at);
}

function checkSubnet(
  members: readonly OverlayMember[],
  prefixes: readonly string[],
  subnet: string,
  path: string,
  { host }: OverlayMember,
): readonly Problem[] {
  const { ip, length } = splitCidr(subnet);
  const wide = prefixes.find((prefix) => familyOf(prefix) === familyOf(subnet)) ?? '';
  const say = (reason: string): readonly Problem[] => [badField(path, 'Subnet', reason, host)];
  if (networkOf(subnet) !== `${ip}/${length}`)
    return say(`${subnet} is an address in ${networkOf(subnet)}; name the network`);
  if (!overlap(wide, subnet) || length <= splitCidr(wide).length) return say(`${subnet} is not a part of ${wide}`);
  if (length > (familyOf(subnet) === 'inet' ? 30 : 126))
    return say(`${subnet} has no room for a gateway and an endpoint`);
  const clash = members.find(
    (other) =>
      other.host !== host &&
      other.subnets.some(
        (one) => familyOf(one) === familyOf(subnet) && networkOf(one) !== networkOf(subnet) && overlap(one, subnet),
      ),
  );
  return clash === undefined ? [] : say(`${subnet} overlaps what ${hostName(clash.host)} has`);
}

function checkEndpoint(spec: OverlaySpec, member: OverlayMember, at: number): readonly Problem[] {
  const { host, subnets, endpoint, addresses: own = [] } = member;
  if (own.length > 0)
    return [
      badField(
        `members.${at}.addresses`,
        'Bridge address',
        'is for bridged hosts; the gateways of its subnets stand on this one',
        host,
      ),
    ];
  const taken = new Map(
    subnets.flatMap(
      (subnet) =>
        [
          [vtepIp(spec, member, subnet), 'the tunnel'],
          [gatewayOf(member, subnet), 'the bridge'],
        ] as const,
    ),
  );
  const astray = (endpoint?.gateways ?? []).flatMap((gateway, index) => {
    const inside = subnets.some((one) => familyOf(one) === familyOf(gateway) && contains(one, gateway));
    return inside
      ? []
      : [
          badField(
            `members.${at}.endpoint.gateways.${index}`,
            'Gateway',
            `must be in the bridge's subnet ${subnets.join(' or ')}`,
            host,
          ),
        ];
  });
  const addresses = (endpoint?.addresses ?? []).flatMap((address, index) => {
    const path = `members.${at}.endpoint.addresses.${index}`;
    const holder = taken.get(splitCidr(address).ip);
    if (holder !== undefined)
      return [badField(path, 'Endpoint address', `${splitCidr(address).ip} is ${holder}'s`, host)];
    return outside(path, address, subnets, hostName(host), host);
  });
  return [...astray, ...addresses];
}

function outside(
  path: string,
  address: string,
  networks: readonly string[],
  whose: string,
  host: OverlayMember['host'],
  label = 'Endpoint address',
): readonly Problem[] {
  if (!isHostAddress(address))
    return [badField(path, label, `${address} is the network's or the broadcast address`, host)];
  if (networks.some((one) => networkOf(one) === networkOf(address))) return [];
  return [
    badField(
      path,
      label,
      `${address} is not in ${whose}'s ${networks.join(' or ') || 'network, which has none'}`,
      host,
    ),
  ];
}
