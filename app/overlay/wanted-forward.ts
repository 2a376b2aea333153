/** Forwarding between a member's bridge and its tunnels: the kernel setting, and the filter where it may drop. */
import { forwardKey } from '../noun/forward/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { mayDrop } from '../noun/forward/steps.ts';
import { familyOf, type Family } from '../base/ip.ts';
import type { Wish } from '../noun/step.ts';
import { isDirect, tunnelFor, type MemberFacts } from './wanted-member.ts';

const netns = HOST_NETNS;

export function forwardingWishes(facts: MemberFacts): readonly Wish[] {
  return facts.member.subnets.map(familyOf).flatMap((family) => [setting(family), ...accepts(facts, family)]);
}

function setting(family: Family): Wish {
  const name = family === 'inet' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const why = 'Let the kernel route between the bridge and the tunnel.';
  return { step: { do: 'sysctl-set', netns, name, value: '1' }, why };
}

function accepts(facts: MemberFacts, family: Family): readonly Wish[] {
  const { member, peers, tables } = facts;
  if (!mayDrop(tables.forward.find(({ key }) => key === forwardKey(netns, family)))) return [];
  const isAnyDirect = peers.some((peer) => isDirect(facts, peer, family));
  const outs = [tunnelFor(member, family).name, ...(isAnyDirect ? [member.dev] : [])];
  return outs.flatMap((out) => [accept(family, member.bridge, out), accept(family, out, member.bridge)]);
}

function accept(family: Family, from: string, to: string): Wish {
  const why = 'The FORWARD chain would drop this otherwise.';
  return { step: { do: 'forward-accept-add', netns, family, in: from, out: to }, why };
}
