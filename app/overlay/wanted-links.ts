/** The links of one member: the tunnels, the bridge, the endpoint's cable. */
import { bridgeMtu } from '../noun/bridge/steps.ts';
import type { VxlanSpec } from '../noun/vxlan/steps.ts';
import { findLink } from '../noun/link/steps.ts';
import { canonicalIp, familyOf } from '../base/ip.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Step, Wish } from '../noun/step.ts';
import type { MemberTunnel } from './overlay.ts';
import type { MemberFacts } from './wanted-member.ts';

/** A link as it should be. `master` is compared where it is there; `null` means no bridge. */
export interface WantedLink {
  readonly netns: string;
  readonly name: string;
  readonly kind: 'vxlan' | 'bridge' | 'veth';
  readonly label: string;
  readonly mtu: number;
  readonly mac?: string;
  readonly master?: string | null;
  /** Every option that the overlay decides, the kernel's defaults among them. */
  readonly vxlan?: VxlanSpec;
  /** Up where nothing else is said. */
  readonly up?: boolean;
}

export function wantedLinks(facts: MemberFacts): readonly WantedLink[] {
  const { spec, member } = facts;
  const { bridge, endpoint } = member;
  const { mtu } = spec;
  const tunnels = member.tunnels.map((tunnel) => wantedTunnel(facts, tunnel));
  const own: WantedLink = { netns: HOST_NETNS, name: bridge, kind: 'bridge', label: 'bridge', mtu };
  if (endpoint === null) return [...tunnels, own];
  const { netns, dev, port } = endpoint;
  return [
    ...tunnels,
    own,
    { netns: HOST_NETNS, name: port, kind: 'veth', label: "endpoint's port", mtu, master: bridge },
    { netns, name: dev, kind: 'veth', label: "endpoint's link", mtu },
  ];
}

function wantedTunnel(facts: MemberFacts, tunnel: MemberTunnel): WantedLink {
  const { spec, member, tables } = facts;
  const { name, mac, local } = tunnel;
  const { vni, port, learning, gbp, mtu } = spec;
  const remote = peerRemote(facts, tunnel, tables);
  const vxlan = {
    vni,
    ...(tunnel.unsaid?.includes('local') !== true && { local }),
    ...(tunnel.unsaid?.includes('dev') !== true && { dev: member.dev }),
    ...{ dstport: port, learning, gbp },
    ...(remote && { remote }),
  };
  const master = spec.mode === 'bridged' ? member.bridge : null;
  return { netns: HOST_NETNS, name, kind: 'vxlan', label: 'tunnel device', mtu, mac, master, vxlan };
}

/** A `remote` that leads to a peer is a flood entry by another name, as a pair that was linked has it: it may stay. */
function peerRemote({ spec, peers }: MemberFacts, { name, local }: MemberTunnel, tables: Tables): string | undefined {
  const remote = findLink(tables, { netns: HOST_NETNS, name })?.vxlan?.remote;
  if (remote === undefined || spec.mode === 'flannel') return undefined;
  const locals = peers
    .flatMap(({ tunnels }) => tunnels.map((one) => one.local))
    .filter((one) => familyOf(one) === familyOf(local));
  return locals.some((one) => canonicalIp(one) === remote) ? remote : undefined;
}

/** Makes a tunnel or the bridge; options that are the kernel's default are not told. */
export function makeLink({ kind, ...link }: WantedLink): Step {
  const { netns, name, mac, mtu } = link;
  if (kind !== 'vxlan' || link.vxlan === undefined)
    return { do: 'link-add-bridge', netns, name, ...bridgeMtu(mtu).first };
  const { learning, gbp, ...ends } = link.vxlan;
  const vxlan = { ...ends, ...(learning === false && { learning }), ...(gbp === true && { gbp }) };
  return { do: 'link-add-vxlan', netns, name, mac, mtu, vxlan };
}

/** Both tunnels and the bridge, without what stands on them. */
export function deviceWishes(facts: MemberFacts): readonly Wish[] {
  const { member, spec } = facts;
  const links = wantedLinks(facts);
  const tunnels = links.filter(({ kind }) => kind === 'vxlan');
  const bridges = links.filter(({ kind }) => kind === 'bridge');
  const why = `The tunnel device, leaving through ${member.dev}.`;
  return [
    ...tunnels.map((link) => ({ step: makeLink(link), why })),
    ...bridges.flatMap((link) => bridgeWishes(link)),
    ...(spec.mode === 'bridged' ? tunnels.map(({ name }) => plugIn(name, member.bridge)) : []),
  ];
}

function bridgeWishes(link: WantedLink): readonly Wish[] {
  const { netns, name, mtu } = link;
  return [
    { step: makeLink(link), why: 'The bridge that local endpoints plug into.' },
    {
      step: { do: 'link-set-mtu', netns, name, mtu },
      why: 'Set once it is there, so that ports that come later do not change it.',
    },
  ];
}

function plugIn(name: string, master: string): Wish {
  return {
    step: { do: 'link-set-master', netns: HOST_NETNS, name, master },
    why: 'The tunnel becomes a port of the bridge.',
  };
}

export function startWishes({ member }: MemberFacts): readonly Wish[] {
  const up = (name: string, why: string): Wish => ({
    step: { do: 'link-set-up', netns: HOST_NETNS, name, up: true },
    why,
  });
  return [...member.tunnels.map(({ name }) => up(name, 'Start the tunnel.')), up(member.bridge, 'Start the bridge.')];
}
