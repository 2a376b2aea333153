/** Whether the addresses of a link fit into each other and into what the hosts already have. */
import { hostName, type HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import { contains, familyOf, isHostAddress, networkOf, overlap, splitCidr } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import { prefixHolder } from './free.ts';
import type { LinkIntent, LinkMode, LinkSide } from './link-intent.ts';

interface Given {
  readonly path: string;
  readonly label: string;
  readonly cidr: string;
  readonly host: HostId;
}

export function checkAddressing(intent: LinkIntent, tables: readonly [Tables, Tables]): readonly Problem[] {
  const given = intent.sides.flatMap((side, index) => addressesOf(side, index));
  const missing =
    intent.mode === 'bridged' ? [] : intent.sides.flatMap((side, index) => missingAddresses(intent.mode, side, index));
  const alone = [...missing, ...given.flatMap(checkOne), ...checkTwice(given)];
  if (alone.length > 0) return alone;
  const together = intent.mode === 'bridged' ? checkBridged(intent) : checkRouted(intent);
  return [...together, ...checkTaken(intent, tables)];
}

function addressesOf(side: LinkSide, index: number): readonly Given[] {
  const { host, vxlanAddress, bridgeAddress, endpoint } = side;
  const path = `sides.${index}`;
  const all = [
    { path: `${path}.vxlanAddress`, label: 'VTEP address', cidr: vxlanAddress, host },
    { path: `${path}.bridgeAddress`, label: 'Bridge address', cidr: bridgeAddress, host },
    { path: `${path}.endpoint.address`, label: 'Endpoint address', cidr: endpoint?.address, host },
  ];
  return all.filter((one): one is Given => one.cidr !== undefined);
}

function missingAddresses(mode: LinkMode, side: LinkSide, index: number): readonly Problem[] {
  const { host, vxlanAddress, bridgeAddress } = side;
  const path = `sides.${index}`;
  const like = mode === 'flannel' ? '10.100.1.0/32' : '10.100.1.2/16';
  const missing = (field: string, label: string, example: string): Problem =>
    badField(`${path}.${field}`, label, `${mode} mode needs one, like ${example}`, host);
  return [
    ...(vxlanAddress === undefined ? [missing('vxlanAddress', 'VTEP address', like)] : []),
    ...(bridgeAddress === undefined ? [missing('bridgeAddress', 'Bridge address', '10.100.1.1/24')] : []),
  ];
}

function checkOne({ path, label, cidr, host }: Given): readonly Problem[] {
  return isHostAddress(cidr) ? [] : [badField(path, label, `${cidr} is the network's or the broadcast address`, host)];
}

function checkTwice(given: readonly Given[]): readonly Problem[] {
  return given.flatMap((one, at) => {
    const first = given.findIndex((other) => splitCidr(other.cidr).ip === splitCidr(one.cidr).ip);
    return first < at ? [badField(one.path, one.label, `${splitCidr(one.cidr).ip} is given twice`, one.host)] : [];
  });
}

function checkBridged({ sides: [a, b] }: LinkIntent): readonly Problem[] {
  const addresses = [...addressesOf(a, 0), ...addressesOf(b, 1)];
  const [first] = addresses;
  if (first === undefined) return [];
  return addresses.flatMap(({ path, label, cidr, host }) =>
    networkOf(cidr) === networkOf(first.cidr)
      ? []
      : [badField(path, label, `bridged hosts share one subnet; ${cidr} is not in ${networkOf(first.cidr)}`, host)],
  );
}

function checkRouted({ mode, sides }: LinkIntent): readonly Problem[] {
  const [a, b] = sides;
  const [wide = '', other = ''] = sides.map((side) => networkOf(side.vxlanAddress ?? ''));
  const [subnet = '', otherSubnet = ''] = sides.map((side) => networkOf(side.bridgeAddress ?? ''));
  if (mode === 'routed' && wide !== other)
    return [badField('sides.1.vxlanAddress', 'VTEP address', `must be in ${wide}, like ${hostName(a.host)}'s`, b.host)];
  if (overlap(subnet, otherSubnet))
    return [
      badField(
        'sides.1.bridgeAddress',
        'Bridge address',
        `its subnet ${otherSubnet} overlaps ${hostName(a.host)}'s ${subnet}`,
        b.host,
      ),
    ];
  return sides.flatMap((side, index) => [
    ...(mode === 'flannel' ? checkAlone(side, index) : checkWide(side, index, wide)),
    ...checkBehind(side, index),
  ]);
}

/** flannel's VTEP has one address of its host's subnet, and no network on it. */
function checkAlone({ host, vxlanAddress = '', bridgeAddress = '' }: LinkSide, index: number): readonly Problem[] {
  const { ip, length } = splitCidr(vxlanAddress);
  const subnet = networkOf(bridgeAddress);
  const full = familyOf(ip) === 'inet' ? 32 : 128;
  if (length === full && familyOf(ip) === familyOf(subnet) && contains(subnet, ip)) return [];
  const reason = `must be one address of ${subnet} alone, like ${splitCidr(subnet).ip}/${full}`;
  return [badField(`sides.${index}.vxlanAddress`, 'VTEP address', reason, host)];
}

function checkWide({ host, bridgeAddress = '' }: LinkSide, index: number, wide: string): readonly Problem[] {
  const subnet = networkOf(bridgeAddress);
  const path = `sides.${index}`;
  if (!contains(wide, splitCidr(bridgeAddress).ip))
    return [badField(`${path}.bridgeAddress`, 'Bridge address', `must be inside the overlay's prefix ${wide}`, host)];
  if (splitCidr(subnet).length <= splitCidr(wide).length)
    return [
      badField(
        `${path}.bridgeAddress`,
        'Bridge address',
        `its subnet must be narrower than the overlay's prefix ${wide}`,
        host,
      ),
    ];
  return [];
}

function checkBehind({ host, endpoint, bridgeAddress = '' }: LinkSide, index: number): readonly Problem[] {
  const subnet = networkOf(bridgeAddress);
  const path = `sides.${index}`;
  if (endpoint === null) return [];
  const outside = !contains(subnet, splitCidr(endpoint.address).ip);
  if (outside)
    return [badField(`${path}.endpoint.address`, 'Endpoint address', `must be in the bridge's subnet ${subnet}`, host)];
  const gateway = endpoint.gateway;
  if (gateway !== undefined && (familyOf(gateway) !== familyOf(subnet) || !contains(subnet, gateway))) {
    return [badField(`${path}.endpoint.gateway`, 'Gateway', `must be in the bridge's subnet ${subnet}`, host)];
  }
  return [];
}

/** An overlay prefix that covers the underlay or anything else of a host would capture its traffic. */
function checkTaken(intent: LinkIntent, tables: readonly [Tables, Tables]): readonly Problem[] {
  return intent.sides.flatMap((side, index) => {
    const ours = addressesOf(side, index);
    const clash = ours
      .map((one) => ({ ...one, holder: prefixHolder(tables[index as 0 | 1], networkOf(one.cidr)) }))
      .find(({ holder }) => holder !== undefined);
    if (clash?.holder === undefined) return [];
    const { path, label, cidr, host, holder } = clash;
    return [
      badField(path, label, `${networkOf(cidr)} overlaps ${holder.prefix} of ${holder.dev} on ${hostName(host)}`, host),
    ];
  });
}
