/** What must be one member's own, and what stands for one device of a host. */
import { hostName, type HostId } from '../base/host.ts';
import { canonicalIp, networkOf, splitCidr } from '../base/ip.ts';
import type { Problem } from '../problem/problem.ts';
import { badField } from '../problem/field-problem.ts';
import type { OverlayMember } from './overlay.ts';

/** A host that is there twice is told as that alone: everything else of it is there twice, too. */
export function checkTwice(members: readonly OverlayMember[]): readonly Problem[] {
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
  const own = (field: string, label: string, text: string, value = text): Owned => ({
    path: `${path}.${field}`,
    label,
    text,
    value,
    host,
  });
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

/** A name stands for one device of a host. */
export function checkNames({ host, dev, tunnels, bridge, endpoint }: OverlayMember, at: number): readonly Problem[] {
  const path = `members.${at}`;
  const names: readonly (readonly [field: string, label: string, name: string])[] = [
    [`${path}.dev`, 'Underlay device', dev],
    ...tunnels.map(({ name }, index) => [`${path}.tunnels.${index}.name`, 'Tunnel device', name] as const),
    [`${path}.bridge`, 'Bridge', bridge],
    ...(endpoint === null ? [] : [[`${path}.endpoint.port`, 'Veth on the bridge', endpoint.port] as const]),
  ];
  const twice = names.flatMap(([field, label, name], index) =>
    names.findIndex((other) => other[2] === name) < index
      ? [badField(field, label, `${name} is used twice`, host)]
      : [],
  );
  const wrong = endpoint !== null && (endpoint.dev === 'lo' || endpoint.dev === endpoint.port);
  return wrong
    ? [...twice, badField(`${path}.endpoint.dev`, 'Veth in the namespace', `${endpoint.dev} cannot be used here`, host)]
    : twice;
}
