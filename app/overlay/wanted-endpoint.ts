/** A member's endpoint: a namespace with a veth on the bridge, as `red` in the article. */
import { HOST_NETNS } from '../noun/netns/row.ts';
import { familyOf } from '../base/ip.ts';
import type { Wish } from '../noun/step.ts';
import type { MemberEndpoint } from './overlay.ts';
import { gatewayOf, type MemberFacts } from './wanted-member.ts';
import { onlinkWish } from './wanted-route.ts';

export function endpointWishes(facts: MemberFacts): readonly Wish[] {
  const { spec, member, tables } = facts;
  const { endpoint, bridge } = member;
  if (endpoint === null) return [];
  const { netns, dev, port } = endpoint;
  const { mtu } = spec;
  const host = HOST_NETNS;
  const cable = { do: 'link-add-veth', netns: host, name: port, mtu, peer: { name: dev, netns, mtu } } as const;
  const isNew = !tables.netns.some(({ name }) => name === netns);
  return [
    { step: { do: 'netns-add', name: netns }, why: 'A namespace to talk from.' },
    { step: cable, why: 'A cable: one end here, one inside the namespace.' },
    {
      step: { do: 'link-set-master', netns: host, name: port, master: bridge },
      why: 'Plug its near end into the bridge.',
    },
    { step: { do: 'link-set-up', netns: host, name: port, up: true }, why: 'Start the near end.' },
    ...(isNew ? [loopback(netns)] : []),
    ...endpoint.addresses.map((address) => ({
      step: { do: 'address-add', netns, dev, address } as const,
      why: "The endpoint's address.",
    })),
    { step: { do: 'link-set-up', netns, name: dev, up: true }, why: 'Start the far end.' },
    ...gateways(facts, endpoint),
  ];
}

/** Only in a namespace that is made: nothing of the overlay depends on it. */
function loopback(netns: string): Wish {
  return { step: { do: 'link-set-up', netns, name: 'lo', up: true }, why: "Start the namespace's loopback." };
}

function gateways({ member }: MemberFacts, { netns, dev, addresses, gateways: own }: MemberEndpoint): readonly Wish[] {
  const families = new Set(addresses.map(familyOf));
  const usual = member.subnets.map((subnet) => gatewayOf(member, subnet));
  return (own ?? usual)
    .filter((via) => families.has(familyOf(via)))
    .map((via) =>
      onlinkWish(
        { do: 'route-replace', netns, family: familyOf(via), dst: 'default', via, dev },
        'Everything else goes through the bridge.',
      ),
    );
}
