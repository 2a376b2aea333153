/** What can be said against a statement by itself, whatever its hosts are. */
import { hostName, type HostId } from '../base/host.ts';
import { canonicalIp, contains, familyOf, isHostAddress, networkOf, overlap, splitCidr } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayMember, OverlaySpec } from './overlay.ts';
import { gatewayOf, vtepIp } from './wanted-member.ts';

export function checkStatement(spec: OverlaySpec): readonly Problem[] {
  const { mode, members, prefixes } = spec;
  if (mode === 'found') return [...checkTwice(members), ...checkFound(members)];
  if (spec.vni === 0) return [badField('vni', 'VNI', 'must be 1 to 16777215')];
  return [
    ...checkOptions(spec),
    ...checkTwice(members),
    ...prefixes.flatMap((prefix, at) => checkPrefix(prefixes, prefix, at)),
    ...members.flatMap((member, at) => checkTunnels(spec, member, at)),
    ...members.flatMap((member, at) => (mode === 'bridged' ? checkBridged(spec, member, at) : checkSubnets(spec, member, at))), // prettier-ignore
    ...members.flatMap((member, at) => checkNames(member, at)),
  ];
}

function checkOptions({ mode, directRouting, mtu, prefixes }: OverlaySpec): readonly Problem[] {
  const bad: Problem[] = [];
  if (directRouting && mode !== 'flannel') bad.push(badField('directRouting', 'Direct routing', `there is none in a ${mode} overlay; only flannel mode has it`)); // prettier-ignore
  if (mtu < 1280 && prefixes.some((prefix) => familyOf(prefix) === 'inet6')) bad.push(badField('mtu', 'MTU', 'IPv6 needs at least 1280 bytes (RFC 8200)')); // prettier-ignore
  return bad;
}

/** What makes a tunnel that is gone must be among its rows. */
function checkFound(members: readonly OverlayMember[]): readonly Problem[] {
  return members.flatMap(({ host, tunnels, rows = [] }, at) => {
    const made = new Set(rows.map((step) => (step.do === 'link-add-vxlan' ? step.name : '')));
    const without = tunnels.find(({ name }) => !made.has(name));
    if (without === undefined) return [];
    return [badField(`members.${at}.rows`, 'Rows', `none makes ${without.name}; a "found" overlay keeps what was there when it was adopted, and takes in no other host`, host)]; // prettier-ignore
  });
}

/** A host that is there twice is told as that alone: everything else of it is there twice, too. */
function checkTwice(members: readonly OverlayMember[]): readonly Problem[] {
  const isFirst = ({ host }: OverlayMember, at: number): boolean =>
    members.findIndex((one) => one.host === host) === at;
  const again = members.flatMap((member, at) =>
    isFirst(member, at)
      ? []
      : [badField(`members.${at}.host`, 'Host', `${hostName(member.host)} is a member already`, member.host)],
  );
  const seen = new Set<string>();
  const twice = members
    .flatMap((member, at) => (isFirst(member, at) ? ownedBy(member, `members.${at}`) : []))
    .filter(({ value }) => seen.size === seen.add(value).size)
    .map(({ path, label, text, host }) => badField(path, label, `${text} is given twice`, host));
  return [...again, ...twice];
}

interface Owned {
  readonly path: string;
  readonly label: string;
  readonly text: string;
  /** The same for two that are the same, however they are written. */
  readonly value: string;
  readonly host: HostId;
}

/** What must be a member's own. */
function ownedBy(
  { host, tunnels, subnets, addresses: bridge = [], endpoint }: OverlayMember,
  path: string,
): readonly Owned[] {
  const own = (field: string, label: string, text: string, value = text): Owned => ({ path: `${path}.${field}`, label, text, value, host }); // prettier-ignore
  const addresses = endpoint?.addresses ?? [];
  return [
    ...tunnels.flatMap(({ mac, local }, at) => [
      own(`tunnels.${at}.mac`, 'MAC', mac),
      own(`tunnels.${at}.local`, 'Local address', local, canonicalIp(local)),
    ]),
    ...subnets.map((one, at) => own(`subnets.${at}`, 'Subnet', one, networkOf(one))),
    ...bridge.map((one, at) => own(`addresses.${at}`, 'Bridge address', one, `address ${splitCidr(one).ip}`)),
    ...addresses.map((one, at) =>
      own(`endpoint.addresses.${at}`, 'Endpoint address', one, `address ${splitCidr(one).ip}`),
    ),
  ];
}

function checkPrefix(prefixes: readonly string[], prefix: string, at: number): readonly Problem[] {
  const path = `prefixes.${at}`;
  if (networkOf(prefix) !== `${splitCidr(prefix).ip}/${splitCidr(prefix).length}`) return [badField(path, 'Prefix', `${prefix} is an address in ${networkOf(prefix)}; name the network`)]; // prettier-ignore
  const unfit = whyNoNetwork(prefix);
  if (unfit !== undefined) return [badField(path, 'Prefix', `${prefix} ${unfit}`)];
  const first = prefixes.findIndex((other) => familyOf(other) === familyOf(prefix));
  return first < at ? [badField(path, 'Prefix', `there is one of this family already, ${prefixes[first]}`)] : [];
}

/** Networks that no host can have an address in, or that would swallow the underlay and everything else with it. */
const NO_NETWORKS: readonly (readonly [network: string, why: string])[] = [
  ['0.0.0.0/8', 'is "this network" (RFC 1122)'],
  ['127.0.0.0/8', 'is loopback: it never leaves a host'],
  ['169.254.0.0/16', 'is link-local: it is not routed'],
  ['224.0.0.0/4', 'is multicast: no host has an address in it'],
  ['240.0.0.0/4', 'is reserved (RFC 1112)'],
  ['::/127', 'is loopback: it never leaves a host'],
  ['::ffff:0:0/96', 'stands for IPv4 addresses'],
  ['fe80::/10', 'is link-local: it is not routed'],
  ['ff00::/8', 'is multicast: no host has an address in it'],
];

function whyNoNetwork(prefix: string): string | undefined {
  const { length } = splitCidr(prefix);
  if (length < (familyOf(prefix) === 'inet' ? 4 : 8))
    return 'is a great part of all addresses, the underlay among them';
  return NO_NETWORKS.find(([network]) => familyOf(network) === familyOf(prefix) && overlap(network, prefix))?.[1];
}

/** Every member leaves in the same outer families; two only where there is a device a family. */
function checkTunnels(
  { mode, members }: OverlaySpec,
  { host, tunnels }: OverlayMember,
  at: number,
): readonly Problem[] {
  const families = tunnels.map(({ local }) => familyOf(local));
  const path = `members.${at}.tunnels`;
  if (families.length > 1 && mode !== 'flannel') return [badField(`${path}.1`, 'Second tunnel', `a ${mode} overlay has one; only flannel mode has one a family`, host)]; // prettier-ignore
  if (families.length > 1 && families[0] === families[1]) return [badField(`${path}.1.local`, 'Local address', 'both tunnels have the same family', host)]; // prettier-ignore
  const wanted = (members[0]?.tunnels ?? []).map(({ local }) => familyOf(local));
  if (wanted.length !== families.length) return [badField(path, 'Tunnels', `${hostName(members[0]?.host ?? host)} has ${wanted.length}, ${hostName(host)} ${families.length}; all members need the same`, host)]; // prettier-ignore
  const mixed = families.findIndex((family) => !wanted.includes(family));
  if (mixed < 0) return [];
  const [one, other] = families[mixed] === 'inet' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
  return [badField(`${path}.${mixed}.local`, 'Local address', `is ${one}, and ${hostName(members[0]?.host ?? host)} leaves over ${other}; a tunnel needs the same on all members`, host)]; // prettier-ignore
}

function checkBridged(
  { prefixes }: OverlaySpec,
  { host, subnets, addresses: own = [], endpoint }: OverlayMember,
  at: number,
): readonly Problem[] {
  const path = `members.${at}`;
  const none = subnets.map((_, index) => badField(`${path}.subnets.${index}`, 'Subnet', 'bridged hosts share one network and have none of their own', host)); // prettier-ignore
  const addresses = (endpoint?.addresses ?? []).flatMap((address, index) =>
    outside(`${path}.endpoint.addresses.${index}`, address, prefixes, 'the overlay', host),
  );
  const bridge = own.flatMap((address, index) =>
    outside(`${path}.addresses.${index}`, address, prefixes, 'the overlay', host, 'Bridge address'),
  );
  return [...none, ...bridge, ...addresses];
}

function checkSubnets(spec: OverlaySpec, member: OverlayMember, at: number): readonly Problem[] {
  const { prefixes, members } = spec;
  const { host, subnets } = member;
  const path = `members.${at}.subnets`;
  if (prefixes.length === 0) return at === 0 ? [badField('prefixes', 'Prefix', 'is needed, like 10.42.0.0/16')] : [];
  const families = subnets.map(familyOf);
  const missing = prefixes.find((prefix) => families.filter((family) => family === familyOf(prefix)).length !== 1);
  if (missing !== undefined || subnets.length !== prefixes.length) return [badField(path, 'Subnets', `${hostName(host)} needs one network of each prefix (${prefixes.join(', ')})`, host)]; // prettier-ignore
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
  if (networkOf(subnet) !== `${ip}/${length}`) return say(`${subnet} is an address in ${networkOf(subnet)}; name the network`); // prettier-ignore
  if (!overlap(wide, subnet) || length <= splitCidr(wide).length) return say(`${subnet} is not a part of ${wide}`);
  if (length > (familyOf(subnet) === 'inet' ? 30 : 126)) return say(`${subnet} has no room for a gateway and an endpoint`); // prettier-ignore
  const clash = members.find((other) => other.host !== host && other.subnets.some((one) => familyOf(one) === familyOf(subnet) && networkOf(one) !== networkOf(subnet) && overlap(one, subnet))); // prettier-ignore
  return clash === undefined ? [] : say(`${subnet} overlaps what ${hostName(clash.host)} has`);
}

function checkEndpoint(spec: OverlaySpec, member: OverlayMember, at: number): readonly Problem[] {
  const { host, subnets, endpoint, addresses: own = [] } = member;
  if (own.length > 0) return [badField(`members.${at}.addresses`, 'Bridge address', 'is for bridged hosts; the gateways of its subnets stand on this one', host)]; // prettier-ignore
  const taken = new Map(subnets.flatMap((subnet) => [[vtepIp(spec, member, subnet), 'the tunnel'], [gatewayOf(member, subnet), 'the bridge']] as const)); // prettier-ignore
  const astray = (endpoint?.gateways ?? []).flatMap((gateway, index) => {
    const inside = subnets.some((one) => familyOf(one) === familyOf(gateway) && contains(one, gateway));
    return inside ? [] : [badField(`members.${at}.endpoint.gateways.${index}`, 'Gateway', `must be in the bridge's subnet ${subnets.join(' or ')}`, host)]; // prettier-ignore
  });
  const addresses = (endpoint?.addresses ?? []).flatMap((address, index) => {
    const path = `members.${at}.endpoint.addresses.${index}`;
    const holder = taken.get(splitCidr(address).ip);
    if (holder !== undefined) return [badField(path, 'Endpoint address', `${splitCidr(address).ip} is ${holder}'s`, host)]; // prettier-ignore
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
  if (!isHostAddress(address)) return [badField(path, label, `${address} is the network's or the broadcast address`, host)]; // prettier-ignore
  if (networks.some((one) => networkOf(one) === networkOf(address))) return [];
  return [badField(path, label, `${address} is not in ${whose}'s ${networks.join(' or ') || 'network, which has none'}`, host)]; // prettier-ignore
}

/** A name stands for one device of a host. */
function checkNames({ host, dev, tunnels, bridge, endpoint }: OverlayMember, at: number): readonly Problem[] {
  const path = `members.${at}`;
  const names: readonly (readonly [field: string, label: string, name: string])[] = [
    [`${path}.dev`, 'Underlay device', dev],
    ...tunnels.map(({ name }, index) => [`${path}.tunnels.${index}.name`, 'Tunnel device', name] as const),
    [`${path}.bridge`, 'Bridge', bridge],
    ...(endpoint === null ? [] : [[`${path}.endpoint.port`, 'Veth on the bridge', endpoint.port] as const]),
  ];
  const twice = names.flatMap(
    ([field, label, name], index) =>
    names.findIndex((other) => other[2] === name) < index ? [badField(field, label, `${name} is used twice`, host)] : [], // prettier-ignore
  );
  const wrong = endpoint !== null && (endpoint.dev === 'lo' || endpoint.dev === endpoint.port);
  return wrong ? [...twice, badField(`${path}.endpoint.dev`, 'Veth in the namespace', `${endpoint.dev} cannot be used here`, host)] : twice; // prettier-ignore
}
