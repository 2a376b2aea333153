/** What an overlay had on a host and should not have any more: of a member that left, or by a statement that changed. */
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { printedPrefix, splitCidr, familyOf } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import { type Wish, holds, isGranted, type Step } from '../noun/step.ts';
import { foreignBridge, foreignNamespace, foreignPort, foreignTunnel, type LeftAlone } from './member-devices.ts';
import { handsOffRemovals } from './wanted-hands-off.ts';
import { offloadRemovals } from './wanted-offload.ts';
import { gatewayOf, isDirect, tunnelFor, tunnelPlace, type MemberFacts } from './wanted-member.ts';
import { memberWishes } from './wanted.ts';

type Forwarding = readonly Extract<Step, { do: 'sysctl-set' }>['name'][];

/** Everything of one member, as far as it is there. `turnedOn` are the settings to turn off again. */
export function destroyWishes(facts: MemberFacts, turnedOn: Forwarding): readonly Wish[] {
  return [
    ...directRoutes(facts),
    ...deviceRemovals(facts, undefined),
    ...acceptRemovals(facts, []),
    ...handsOffRemovals(facts, []),
    ...turnedOn.map((name): Wish => {
      const step = { do: 'sysctl-set', netns: HOST_NETNS, name, value: '0' } as const;
      return { step, why: 'Back to the value before this overlay.' };
    }),
  ];
}

/** What `before` had on this host and `now` has not. Entries on tunnels that stay are found as drift. */
export function changeWishes(before: MemberFacts, now: MemberFacts, turnedOn: Forwarding): readonly Wish[] {
  const wishes = memberWishes(now);
  const steps = wishes.map(({ step }) => step);
  const settings = new Set(steps.map((step) => (step.do === 'sysctl-set' ? step.name : '')));
  return [
    ...routeRemovals(before, steps),
    ...addressRemovals(before, steps),
    ...deviceRemovals(before, now),
    ...acceptRemovals(before, steps),
    ...offloadRemovals(before, now),
    ...handsOffRemovals(before, wishes),
    ...turnedOn
      .filter((name) => !settings.has(name))
      .map((name): Wish => {
        const step = { do: 'sysctl-set', netns: HOST_NETNS, name, value: '0' } as const;
        return { step, why: 'Nothing of this overlay is routed here any more.' };
      }),
  ];
}

function routeRemovals(before: MemberFacts, steps: readonly Step[]): readonly Wish[] {
  const id = (step: Step): string =>
    step.do === 'route-replace' ? `${step.netns}|${step.family}|${printedPrefix(step.dst)}` : '';
  const wanted = new Set(steps.map(id));
  return memberWishes(before).flatMap((wish) => {
    const { step } = wish;
    if (step.do !== 'route-replace' || wanted.has(id(step)) || !isGranted(before.tables, wish)) return [];
    return [{ step: { ...step, do: 'route-del' }, why: 'The overlay does not route this any more.' }];
  });
}

function addressRemovals(before: MemberFacts, steps: readonly Step[]): readonly Wish[] {
  const id = (step: Step): string =>
    step.do === 'address-add' ? `${step.netns}|${step.dev}|${splitCidr(step.address).ip}` : '';
  const wanted = new Set(steps.map(id));
  return memberWishes(before).flatMap(({ step }) => {
    if (step.do !== 'address-add' || wanted.has(id(step)) || !holds(before.tables, step)) return [];
    return [{ step: { ...step, do: 'address-del' }, why: 'The overlay does not have this address any more.' }];
  });
}

/** Routes past the tunnel go with no device of ours. */
function directRoutes(facts: MemberFacts): readonly Wish[] {
  const { peers, member, tables } = facts;
  return peers.flatMap((peer) =>
    peer.subnets.flatMap((dst): readonly Wish[] => {
      const family = familyOf(dst);
      if (!isDirect(facts, peer, family)) return [];
      const via = tunnelFor(peer, family).local;
      const step: Step = { do: 'route-replace', netns: HOST_NETNS, family, dst, via, dev: member.dev };
      if (!holds(tables, step)) return [];
      return [{ step: { ...step, do: 'route-del' }, why: 'Was added for this overlay.' }];
    }),
  );
}

/** What another has taken over, or uses, stays: `leftAlone` names it. */
function deviceRemovals(facts: MemberFacts, now: MemberFacts | undefined): readonly Wish[] {
  const { member, tables } = facts;
  const kept = now?.member;
  const { endpoint, tunnels } = member;
  const isLeft = leavingOf(facts, now);
  const namespace =
    endpoint !== null && isLeft.namespace && foreignNamespace(facts) === undefined ? [endpoint.netns] : [];
  const ports = endpoint !== null && isLeft.port && foreignPort(facts) === undefined ? [endpoint.port] : [];
  const names = tunnels
    .filter((one) => !kept?.tunnels.some(({ name }) => name === one.name) && foreignTunnel(facts, one) === undefined)
    .map(tunnelPlace);
  return [
    ...namespace.flatMap((name) => namespaceRemoval(tables, name)),
    ...ports.flatMap((name) => linkRemoval(tables, hostPlace(name), 'veth', 'Was made for the endpoint.')),
    ...names.flatMap((place) =>
      linkRemoval(tables, place, 'vxlan', 'Was made for this overlay; what is on it goes along.'),
    ),
    ...(isLeft.bridge ? bridgeRemoval(facts) : []),
  ];
}

/** Whether the statement has no more use for what the member had. */
function leavingOf({ member }: MemberFacts, now: MemberFacts | undefined) {
  const kept = now?.member;
  const { endpoint, bridge } = member;
  return {
    namespace: endpoint !== null && endpoint.netns !== kept?.endpoint?.netns,
    port: endpoint !== null && endpoint.port !== kept?.endpoint?.port,
    // A tunnel without a bridge stands for itself.
    bridge: bridge !== kept?.bridge && !member.tunnels.some(({ name }) => name === bridge),
  };
}

/** A bridge that stays for others loses the overlay's own gateway all the same. */
function bridgeRemoval(facts: MemberFacts): readonly Wish[] {
  const { member, tables } = facts;
  const { bridge: dev, subnets } = member;
  if (facts.spec.mode === 'found') return [];
  if (foreignBridge(facts) === undefined)
    return linkRemoval(tables, hostPlace(dev), 'bridge', 'Was made for this overlay.');
  const gateways = subnets.map((subnet) => `${gatewayOf(member, subnet)}/${splitCidr(subnet).length}`);
  return [...gateways, ...(member.addresses ?? [])].flatMap((address): readonly Wish[] => {
    const at = { netns: HOST_NETNS, dev, address } as const;
    if (!holds(tables, { do: 'address-add', ...at })) return [];
    return [{ step: { do: 'address-del', ...at }, why: 'An address of this overlay; the bridge stays for others.' }];
  });
}

/** What of a member that leaves, or of a statement that changes, stays on the host since others have it or use it. */
export function leftAlone(before: MemberFacts, now: MemberFacts | undefined): readonly LeftAlone[] {
  const isLeft = leavingOf(before, now);
  const tunnels = before.member.tunnels.filter((one) => !now?.member.tunnels.some(({ name }) => name === one.name));
  return [
    ...tunnels.map((one) => foreignTunnel(before, one)),
    ...(isLeft.bridge ? [foreignBridge(before)] : []),
    ...(isLeft.port ? [foreignPort(before)] : []),
    ...(isLeft.namespace ? [foreignNamespace(before)] : []),
  ].flatMap((one) => one ?? []);
}

function namespaceRemoval(tables: Tables, name: string): readonly Wish[] {
  if (!tables.netns.some((row) => row.name === name)) return [];
  return [{ step: { do: 'netns-del', name }, why: "Was made for this overlay's endpoint." }];
}

interface LinkPlace {
  readonly netns: string;
  readonly name: string;
}

function hostPlace(name: string): LinkPlace {
  return { netns: HOST_NETNS, name };
}

function linkRemoval(tables: Tables, { netns, name }: LinkPlace, kind: string, why: string): readonly Wish[] {
  if (findLink(tables, { netns, name })?.kind !== kind) return [];
  return [{ step: { do: 'link-del', netns, name }, why }];
}

/** By the names of the devices, whatever the chain says today about what it may drop. */
function acceptRemovals({ member, tables }: MemberFacts, steps: readonly Step[]): readonly Wish[] {
  const outs = [...member.tunnels.map(({ name }) => name), member.dev];
  const wanted = new Set(steps.map((step) => JSON.stringify(step)));
  const pairs = outs.flatMap((out) => [
    { in: member.bridge, out },
    { in: out, out: member.bridge },
  ]);
  return (['inet', 'inet6'] as const).flatMap((family) =>
    pairs.flatMap((pair): readonly Wish[] => {
      const add = { do: 'forward-accept-add', netns: HOST_NETNS, family, ...pair } as const;
      if (wanted.has(JSON.stringify(add)) || !holds(tables, add)) return [];
      return [{ step: { ...add, do: 'forward-accept-del' }, why: 'Was added for this overlay.' }];
    }),
  );
}
