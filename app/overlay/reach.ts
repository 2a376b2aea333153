/** From where to where an overlay is asked with packets: every ordered pair of members, each inner family. */
import { hostName, type HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { familyOf, splitCidr } from '../base/ip.ts';
import type { OverlayMember, OverlaySpec } from './overlay.ts';
import { gatewayOf } from './wanted-member.ts';

export interface Reach {
  readonly from: HostId;
  readonly to: HostId;
  /** The namespace to ask from. */
  readonly netns: string;
  readonly target: string;
}

export interface Unreachable {
  readonly from: HostId;
  readonly to: HostId;
  readonly why: string;
}

/** Pairs that nothing can be sent between are named with the reason: a bridge without an address and without an endpoint is silent. */
export function reachOf({ members }: OverlaySpec): {
  readonly pairs: readonly Reach[];
  readonly unknown: readonly Unreachable[];
} {
  const pairs: Reach[] = [];
  const unknown: Unreachable[] = [];
  for (const from of members)
    for (const to of members) {
      if (from === to) continue;
      const targets = addressesOf(to);
      const mine = new Set(addressesOf(from).map(familyOf));
      const asked = targets.filter((target) => mine.has(familyOf(target)));
      const netns = from.endpoint?.netns ?? HOST_NETNS;
      pairs.push(...asked.map((target) => ({ from: from.host, to: to.host, netns, target })));
      if (asked.length === 0) unknown.push({ from: from.host, to: to.host, why: silent(from, to) });
    }
  return { pairs, unknown };
}

/** The endpoint's addresses, else what the host itself answers for: the gateways of its subnets, its own on the bridge. */
function addressesOf(member: OverlayMember): readonly string[] {
  const { endpoint, subnets, addresses = [] } = member;
  const own = (endpoint?.addresses ?? addresses).map((address) => splitCidr(address).ip);
  return endpoint === null ? [...subnets.map((subnet) => gatewayOf(member, subnet)), ...own] : own;
}

function silent(from: OverlayMember, to: OverlayMember): string {
  const missing = [from, to].filter((member) => addressesOf(member).length === 0).map(({ host }) => hostName(host));
  return missing.length === 0
    ? 'They have no address of the same family.'
    : `${missing.join(' and ')} has no address in the overlay to ask with.`;
}
