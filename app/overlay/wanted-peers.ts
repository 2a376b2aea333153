/** What a member has for each of its peers: how packets find the way to them. */
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import { hostName } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { familyOf } from '../base/ip.ts';
import type { Wish } from '../noun/step.ts';
import type { MemberTunnel, OverlayMember } from './overlay.ts';
import { isDirect, tunnelFor, vtepIp, type MemberFacts } from './wanted-member.ts';
import { onlinkWish } from './wanted-route.ts';

const netns = HOST_NETNS;

/** What packets need first comes first, for each peer; entries of one kind stand together, because one `ip -batch` takes them all. */
const ORDER = ['neighbour', 'fdb', 'route'];

export function peerWishes(facts: MemberFacts): readonly Wish[] {
  const wishes = facts.peers.flatMap((peer) => wishesFor(facts, peer));
  return ORDER.flatMap((noun) => wishes.filter(({ step }) => step.do.startsWith(noun)));
}

function wishesFor(facts: MemberFacts, peer: OverlayMember): readonly Wish[] {
  switch (facts.spec.mode) {
    case 'found':
      return [];
    case 'bridged':
      return floods(facts, peer);
    case 'routed':
      return [...floods(facts, peer), ...peer.subnets.map((subnet) => throughVtep(facts, peer, subnet))];
    case 'flannel':
      return distinct(peer.subnets.flatMap((subnet) => flannelWishes(facts, peer, subnet)));
  }
}

/** Head-end replication: broadcast and what has no known place goes to every peer. */
function floods({ member }: MemberFacts, peer: OverlayMember): readonly Wish[] {
  return member.tunnels.map((tunnel) => {
    const dst = tunnelFor(peer, familyOf(tunnel.local)).local;
    return {
      step: { do: 'fdb-append', netns, dev: tunnel.name, mac: FLOOD_MAC, dst, owner: 'self', state: 'permanent' },
      why: `Broadcast and unknown destinations go to ${hostName(peer.host)}'s VTEP.`,
    };
  });
}

/** As flannel's `vxlan_network.go` does it, in its order: an earlier route would lead into nothing. */
function flannelWishes(facts: MemberFacts, peer: OverlayMember, subnet: string): readonly Wish[] {
  const { spec, member } = facts;
  const family = familyOf(subnet);
  if (isDirect(facts, peer, family)) return [direct(facts, peer, subnet)];
  const { name: dev } = tunnelFor(member, family);
  const far: MemberTunnel = tunnelFor(peer, family);
  const who = hostName(peer.host);
  return [
    {
      step: { do: 'neighbour-replace', netns, dev, dst: vtepIp(spec, peer, subnet), mac: far.mac, state: 'permanent' },
      why: `${who}'s VTEP is known by its MAC address, without asking.`,
    },
    {
      step: { do: 'fdb-replace', netns, dev, mac: far.mac, dst: far.local, owner: 'self', state: 'permanent' },
      why: `What goes to ${who}'s VTEP leaves for its underlay address.`,
    },
    throughVtep(facts, peer, subnet),
  ];
}

function throughVtep({ spec, member }: MemberFacts, peer: OverlayMember, subnet: string): Wish {
  const family = familyOf(subnet);
  const { name: dev } = tunnelFor(member, family);
  const via = vtepIp(spec, peer, subnet);
  return onlinkWish(
    { do: 'route-replace', netns, family, dst: subnet, via, dev },
    `${hostName(peer.host)}'s subnet is behind its VTEP.`,
  );
}

function direct({ member }: MemberFacts, peer: OverlayMember, subnet: string): Wish {
  const family = familyOf(subnet);
  const via = tunnelFor(peer, family).local;
  return {
    step: { do: 'route-replace', netns, family, dst: subnet, via, dev: member.dev },
    why: `${hostName(peer.host)} is on the same underlay subnet: its subnet is reached without the tunnel.`,
  };
}

/** Two families over one tunnel share their FDB entry. */
function distinct(wishes: readonly Wish[]): readonly Wish[] {
  const seen = new Set<string>();
  return wishes.filter(({ step }) => {
    const text = JSON.stringify(step);
    return !seen.has(text) && seen.add(text);
  });
}
