/** What one member of an overlay should have, as wishes in the order that leaves no half-open moment. */
import type { HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { familyOf, splitCidr } from '../base/ip.ts';
import type { Wish } from '../noun/step.ts';
import type { OverlaySpec } from './overlay.ts';
import { foundWishes } from './wanted-found.ts';
import { endpointWishes } from './wanted-endpoint.ts';
import { forwardingWishes } from './wanted-forward.ts';
import { handsOffWishes } from './wanted-hands-off.ts';
import { deviceWishes, startWishes } from './wanted-links.ts';
import { gatewayOf, memberFacts, tunnelFor, vtepAddress, type MemberFacts } from './wanted-member.ts';
import { offloadWishes } from './wanted-offload.ts';
import { peerWishes } from './wanted-peers.ts';

/**
 * `tables` decide only what depends on the host: whether its filter may drop, which peers are on its underlay subnet, a `remote`
 * that already leads to a peer. Empty for a host that is no member.
 */
export function wantedOf(spec: OverlaySpec, host: HostId, tables: Tables): readonly Wish[] {
  const facts = memberFacts(spec, host, tables);
  return facts === undefined ? [] : memberWishes(facts);
}

export function memberWishes(facts: MemberFacts): readonly Wish[] {
  if (facts.spec.mode === 'found') return foundWishes(facts);
  return [
    ...handsOffWishes(facts),
    ...deviceWishes(facts),
    ...offloadWishes(facts),
    ...addressWishes(facts),
    ...startWishes(facts),
    ...peerWishes(facts),
    ...forwardingWishes(facts),
    ...endpointWishes(facts),
  ];
}

/** On the tunnels and on the bridge; a bridged overlay has none but what its hosts are given on the bridge. */
function addressWishes({ spec, member }: MemberFacts): readonly Wish[] {
  const netns = HOST_NETNS;
  const vteps = member.subnets.map((subnet): Wish => {
    const dev = tunnelFor(member, familyOf(subnet)).name;
    const address = vtepAddress(spec, member, subnet);
    return { step: { do: 'address-add', netns, dev, address }, why: "This VTEP's own address in the overlay." };
  });
  const gateways = member.subnets.map((subnet): Wish => {
    const address = `${gatewayOf(member, subnet)}/${splitCidr(subnet).length}`;
    const step = { do: 'address-add', netns, dev: member.bridge, address } as const;
    return { step, why: "The gateway of this host's subnet." };
  });
  const own = (member.addresses ?? []).map((address): Wish => {
    const step = { do: 'address-add', netns, dev: member.bridge, address } as const;
    return { step, why: "The host's own address in the overlay." };
  });
  return [...vteps, ...gateways, ...own];
}
