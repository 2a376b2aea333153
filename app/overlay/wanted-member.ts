/** What follows from a statement by rule: whose device carries which family, and which addresses stand on it. */
import type { HostId } from '../base/host.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { canonicalIp, contains, familyOf, networkOf, splitCidr, type Family } from '../base/ip.ts';
import type { Ours } from '../plan/ours.ts';
import type { MemberTunnel, OverlayMember, OverlaySpec } from './overlay.ts';
import { addressIn, bitsOf } from './subnets.ts';

/** One member as its wishes are made: itself, the others in the order of the statement, and what its host has now. */
export interface MemberFacts {
  readonly spec: OverlaySpec;
  readonly member: OverlayMember;
  readonly peers: readonly OverlayMember[];
  readonly tables: Tables;
  /** What the journal knows of its devices there. */
  readonly ours?: Ours;
}

export function memberFacts(spec: OverlaySpec, host: HostId, tables: Tables, ours?: Ours): MemberFacts | undefined {
  const member = spec.members.find((one) => one.host === host);
  if (member === undefined) return undefined;
  return { spec, member, peers: spec.members.filter((one) => one.host !== host), tables, ...(ours && { ours }) };
}

/** Where a tunnel's device is. */
export function tunnelPlace({ name, netns = HOST_NETNS }: MemberTunnel): {
  readonly netns: string;
  readonly name: string;
} {
  return { netns, name };
}

/** The tunnel that carries a family: the one of that outer family where there are two, else the only one. */
export function tunnelFor({ tunnels }: OverlayMember, family: Family): MemberTunnel {
  const same = tunnels.find(({ local }) => familyOf(local) === family);
  return same ?? (tunnels[0] as MemberTunnel);
}

/** The tunnel's address for one of its host's subnets, with length: what peers route through. */
export function vtepAddress({ mode, prefixes }: OverlaySpec, member: OverlayMember, subnet: string): string {
  const family = familyOf(subnet);
  const own = tunnelFor(member, family).addresses?.find((address) => familyOf(address) === family);
  if (own !== undefined) return own;
  if (mode === 'flannel') return `${addressIn(subnet, 0)}/${bitsOf(subnet)}`;
  const wide = prefixes.find((prefix) => familyOf(prefix) === family) ?? subnet;
  return `${addressIn(subnet, 2)}/${splitCidr(wide).length}`;
}

export function vtepIp(spec: OverlaySpec, member: OverlayMember, subnet: string): string {
  return splitCidr(vtepAddress(spec, member, subnet)).ip;
}

/** The bridge's address for one of its host's subnets, without length: the gateway of what is behind it. */
export function gatewayOf(member: OverlayMember, subnet: string): string {
  const own = member.gateways?.find((gateway) => familyOf(gateway) === familyOf(subnet));
  return own === undefined ? addressIn(subnet, 1) : canonicalIp(own);
}

/** With `directRouting`: whether a peer is on the member's own underlay subnet of that family, so that no tunnel is needed. */
export function isDirect({ spec, member, tables }: MemberFacts, peer: OverlayMember, family: Family): boolean {
  if (spec.mode !== 'flannel' || !spec.directRouting) return false;
  const [near, far] = [tunnelFor(member, family).local, tunnelFor(peer, family).local].map(canonicalIp);
  if (near === undefined || far === undefined || familyOf(near) !== family || familyOf(far) !== family) return false;
  const row = tables.address.find((one) => one.netns === HOST_NETNS && one.dev === member.dev && one.local === near);
  return row !== undefined && contains(networkOf(`${near}/${row.prefixlen}`), far);
}
