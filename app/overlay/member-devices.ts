/**
 * Whose the devices under a member's names are. A statement names them; what tells that a device is the overlay's is its MAC, or its VNI,
 * port and local address together; of a bridge what stands on it, of an endpoint's cable its other end.
 */
import { linkKey, type Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { HostId } from '../base/host.ts';
import { canonicalIp, splitCidr } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import { peerOf } from '../noun/link/rows.ts';
import { identityText, isEverywhere, judgeLink } from '../plan/ours.ts';
import type { MemberTunnel, OverlaySpec } from './overlay.ts';
import { gatewayOf, tunnelPlace, type MemberFacts } from './wanted-member.ts';

/** Devices of a member in the host's own namespace, by what is stated. */
export function memberLinks({ members }: OverlaySpec, host: HostId): readonly string[] {
  return members
    .filter((member) => member.host === host)
    .flatMap(({ tunnels, bridge, endpoint }) => [
      ...tunnels.filter(({ netns }) => netns === undefined).map(({ name }) => name),
      bridge,
      ...(endpoint === null ? [] : [endpoint.port]),
    ]);
}

/** A device or namespace of a member's names that is left as it is. */
export interface LeftAlone {
  /** `bridge br42`. */
  readonly what: string;
  /** The end of a sentence: `it is a port of br7`, `p7 is plugged into it`. */
  readonly why: string;
}

/** Of a tunnel's name: none, the overlay's own, or what another has put there. */
export function isOwnTunnel({ spec }: MemberFacts, { mac, local }: MemberTunnel, link: Link): boolean {
  const { vxlan } = link;
  if (vxlan === undefined) return false;
  const [sameMac, sameVni, samePort, sameLocal] = [
    link.mac === mac,
    (vxlan.vni ?? 0) === spec.vni,
    vxlan.dstport === spec.port,
    vxlan.local === canonicalIp(local),
  ];
  // Any two of who it is, which network it is and where it stands: one of them may have been changed by hand.
  return [sameMac, sameVni && samePort, sameLocal].filter(Boolean).length >= 2;
}

/** Why a tunnel of a member is not the overlay's to change or remove; undefined where it is, or where there is none. */
export function foreignTunnel(facts: MemberFacts, tunnel: MemberTunnel): LeftAlone | undefined {
  const link = findLink(facts.tables, tunnelPlace(tunnel));
  if (link === undefined) return undefined;
  const what = `tunnel ${tunnel.name}`;
  const why = takenOver(facts, link);
  if (why !== undefined) return { what, why };
  if (isOwnTunnel(facts, tunnel, link)) return undefined;
  return { what, why: `it is taken by ${identityText(link)}, which this overlay did not make` };
}

/** By the journal: another made it anew under that name. After a reboot the overlay's own may be another, too, and this says nothing. */
function takenOver({ tables, ours }: MemberFacts, link: Link): string | undefined {
  if (ours === undefined || judgeLink(tables, link.key, ours) !== 'another') return undefined;
  const by = ours.claims.get(link.key);
  if (by !== undefined) return `it is taken by ${identityText(link)}, made by "${by}"`;
  return ours.sameBoot ? `it is taken by ${identityText(link)}, which this overlay did not make` : undefined;
}

/** The same of the bridge: it stays while others are plugged into it, or when it stands for another network. */
export function foreignBridge(facts: MemberFacts): LeftAlone | undefined {
  const { member, tables } = facts;
  const { bridge, subnets, endpoint, tunnels } = member;
  const link = findLink(tables, { netns: HOST_NETNS, name: bridge });
  if (link === undefined) return undefined;
  const what = `bridge ${bridge}`;
  if (facts.spec.mode === 'found')
    return bridge === tunnels[0]?.name ? undefined : { what, why: 'it was there before the overlay was adopted' };
  if (link.kind !== 'bridge') return { what, why: `it is taken by ${identityText(link)}` };
  const why = takenOver(facts, link);
  if (why !== undefined) return { what, why };
  const own = new Set([...tunnels.map(({ name }) => name), ...(endpoint === null ? [] : [endpoint.port])]);
  const ports = tables.link.filter(
    ({ netns, master, name }) => netns === HOST_NETNS && master === bridge && !isOwn(name, own, facts),
  );
  if (ports.length > 0)
    return {
      what,
      why: `${ports.map(({ name }) => name).join(', ')} of somebody else ${ports.length === 1 ? 'is' : 'are'} plugged into it`,
    };
  const gateways = new Set([
    ...subnets.map((subnet) => gatewayOf(member, subnet)),
    ...(member.addresses ?? []).map((address) => splitCidr(address).ip),
  ]);
  const addresses = tables.address.filter(
    ({ netns, dev, scope }) => netns === HOST_NETNS && dev === bridge && scope !== 'link',
  );
  const others = addresses.filter(({ local }) => !gateways.has(local));
  if (others.length === 0) return undefined;
  return {
    what,
    why: `it has an address of somebody else, ${others.map(({ local, prefixlen }) => `${local}/${prefixlen}`).join(', ')}`,
  };
}

/** A port under one of the overlay's names that another made stands for itself. */
function isOwn(name: string, own: ReadonlySet<string>, facts: MemberFacts): boolean {
  if (!own.has(name)) return false;
  const tunnel = facts.member.tunnels.find((one) => one.name === name);
  return tunnel === undefined || foreignTunnel(facts, tunnel) === undefined;
}

/** The near end of an endpoint's cable: the overlay's while it leads into the endpoint's namespace or is plugged into its bridge. */
export function foreignPort(facts: MemberFacts): LeftAlone | undefined {
  const {
    member: { endpoint, bridge },
    tables,
  } = facts;
  if (endpoint === null) return undefined;
  const link = findLink(tables, { netns: HOST_NETNS, name: endpoint.port });
  if (link === undefined) return undefined;
  const why = takenOver(facts, link);
  if (why !== undefined) return { what: `endpoint's port ${endpoint.port}`, why };
  const leads = peerOf(tables, link)?.key === linkKey(endpoint.netns, endpoint.dev);
  if (link.kind === 'veth' && (leads || link.master === bridge)) return undefined;
  return {
    what: `endpoint's port ${endpoint.port}`,
    why: `it is taken by ${identityText(link)}, which leads elsewhere`,
  };
}

/** The endpoint's namespace goes with what the overlay put into it, and with nothing else. */
export function foreignNamespace({ member: { endpoint }, tables }: MemberFacts): LeftAlone | undefined {
  if (endpoint === null || !tables.netns.some(({ name }) => name === endpoint.netns)) return undefined;
  const inside = tables.link.filter(
    ({ netns, name }) => netns === endpoint.netns && name !== endpoint.dev && !isEverywhere(name),
  );
  if (inside.length === 0) return undefined;
  return {
    what: `namespace ${endpoint.netns}`,
    why: `${inside.map(({ name }) => name).join(', ')} of somebody else ${inside.length === 1 ? 'is' : 'are'} in it`,
  };
}
