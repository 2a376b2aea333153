/** What may be wrong with an overlay, layer by layer, by what its members show. Each check answers with what it found. */
import type { Layer, PingResult } from './link-health.ts';
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import { hostName, type HostId } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { EMPTY_TABLES, type Tables } from '../noun/snapshot.ts';
import { contains, familyOf, networkOf, splitCidr, type Family } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';
import type { HealthFacts } from './health.ts';
import type { MemberTunnel, OverlayMember } from './overlay.ts';
import { isDirect, memberFacts, tunnelFor, tunnelPlace, vtepIp } from './wanted-member.ts';

export interface Finding {
  readonly layer: Layer;
  readonly problem: Problem;
}

function finding(
  layer: Layer,
  { host }: OverlayMember,
  facts: Problem['facts'],
  code: ProblemCode = `layer-${layer}`,
): Finding {
  return { layer, problem: { code, severity: 'error', where: { host }, facts, retry: true } };
}

function tablesOf({ tables }: HealthFacts, { host }: OverlayMember): Tables {
  return tables.get(host) ?? EMPTY_TABLES;
}

function memberOf({ spec: { members } }: HealthFacts, host: HostId): OverlayMember {
  return members.find((one) => one.host === host) ?? (members[0] as OverlayMember);
}

export function checkUnderlay(facts: HealthFacts): readonly Finding[] {
  return facts.underlay.flatMap(({ from, to, answered }) => {
    const [near, far] = [memberOf(facts, from), memberOf(facts, to)];
    const said = { from: hostName(from), to: hostName(to), address: firstTunnel(far).local };
    return answered ? [] : [finding('underlay', near, said)];
  });
}

/** The tunnel devices are there, and agree on port and VNI. */
export function checkDevices(facts: HealthFacts): readonly Finding[] {
  const { members } = facts.spec;
  const missing = members.flatMap((member) =>
    member.tunnels
      .filter((tunnel) => deviceOf(facts, member, tunnel) === undefined)
      .map(({ name: dev }) => finding('vni', member, { dev, host: hostName(member.host) }, 'link-missing')),
  );
  const [first, ...others] = members;
  if (missing.length > 0 || first === undefined) return missing;
  return others.flatMap((member) => differences(facts, first, member));
}

function differences(facts: HealthFacts, first: OverlayMember, member: OverlayMember): readonly Finding[] {
  return member.tunnels.flatMap((tunnel, at) => {
    const same = first.tunnels[at];
    const a = same === undefined ? undefined : deviceOf(facts, first, same)?.vxlan;
    const b = deviceOf(facts, member, tunnel)?.vxlan;
    if (a === undefined || b === undefined) return [];
    const names = { a: hostName(first.host), b: hostName(member.host) };
    return [
      ...(a.dstport === b.dstport
        ? []
        : [finding('udp-port', member, { ...names, portA: a.dstport, portB: b.dstport })]),
      ...(a.vni === b.vni ? [] : [finding('vni', member, { ...names, vniA: a.vni, vniB: b.vni })]),
    ];
  });
}

function firstTunnel({ tunnels }: OverlayMember): MemberTunnel {
  return tunnels[0] as MemberTunnel;
}

function deviceOf(facts: HealthFacts, member: OverlayMember, tunnel: MemberTunnel): Link | undefined {
  return findLink(tablesOf(facts, member), tunnelPlace(tunnel));
}

/** Towards each peer a flood entry, which a `remote` shows as too; in `flannel` the entry of its tunnel's MAC. */
export function checkFdb(facts: HealthFacts): readonly Finding[] {
  const { members } = facts.spec;
  return members.flatMap((member) => {
    const leads = new Set(tablesOf(facts, member).fdb.map(({ dev, mac, dst }) => `${dev}|${mac}|${dst}`));
    return members.flatMap((peer) =>
      peer === member || goesPast(facts, member, peer)
        ? []
        : member.tunnels.flatMap(({ name: dev, local }) => {
            const far = tunnelFor(peer, familyOf(local));
            const mac = facts.spec.mode === 'flannel' ? far.mac : FLOOD_MAC;
            if (leads.has(`${dev}|${mac}|${far.local}`)) return [];
            return [finding('fdb', member, { host: hostName(member.host), dev, address: far.local })];
          }),
    );
  });
}

/** Reached on the same underlay subnet, without a tunnel. */
function goesPast(facts: HealthFacts, member: OverlayMember, peer: OverlayMember): boolean {
  const mine = memberFacts(facts.spec, member.host, tablesOf(facts, member));
  return (
    mine !== undefined && peer.subnets.length > 0 && peer.subnets.every((one) => isDirect(mine, peer, familyOf(one)))
  );
}

/** Everything that packets pass through on a host is up: the tunnels, the bridge, both ends of the cable. */
export function checkUp(facts: HealthFacts): readonly Finding[] {
  return facts.spec.members.flatMap((member) =>
    partsOf(member).flatMap(({ layer, netns, name }) => {
      const link = findLink(tablesOf(facts, member), { netns, name });
      // A tunnel device that is gone is told by `checkDevices`.
      if (link?.up === true || (link === undefined && layer === 'vni')) return [];
      const code = link === undefined ? 'link-missing' : 'link-down';
      const command = `ip ${netns === '' ? '' : `-n ${netns} `}link set dev ${name} up`;
      return [finding(layer, member, { dev: name, host: hostName(member.host), command }, code)];
    }),
  );
}

interface Part {
  readonly layer: Layer;
  readonly netns: string;
  readonly name: string;
}

function partsOf({ tunnels, bridge, endpoint }: OverlayMember): readonly Part[] {
  const own: readonly Part[] = [
    ...tunnels.map((one): Part => ({ layer: 'vni', ...tunnelPlace(one) })),
    { layer: 'endpoint', netns: tunnels[0]?.netns ?? HOST_NETNS, name: bridge },
  ];
  if (endpoint === null) return own;
  return [
    ...own,
    { layer: 'endpoint', netns: HOST_NETNS, name: endpoint.port },
    { layer: 'endpoint', netns: endpoint.netns, name: endpoint.dev },
  ];
}

/** The tunnel looks right on both ends, yet this ping got no answer. */
export function explainSilence(facts: HealthFacts, ping: PingResult): Finding {
  const [from, to] = [memberOf(facts, ping.from), memberOf(facts, ping.to)];
  const family = familyOf(ping.target);
  const host = hostName(from.host);
  const [there, back] = [subnetOf(to, family), subnetOf(from, family)];
  if (there !== undefined && !hasRoute(facts, from, there)) return finding('route', from, { host, address: there });
  if (back !== undefined && !hasRoute(facts, to, back))
    return finding('route', to, { host: hostName(to.host), address: back });
  const next = there === undefined ? ping.target : vtepIp(facts.spec, to, there);
  const unresolved = tablesOf(facts, from).neighbour.find(
    (row) => row.dst === next && /FAILED|INCOMPLETE/.test(row.state),
  );
  if (unresolved !== undefined) return finding('neighbour', from, { host, address: next, dev: unresolved.dev });
  return finding('endpoint', to, {
    host: hostName(to.host),
    address: ping.target,
    netns: to.endpoint?.netns ?? 'of the host',
  });
}

function subnetOf({ subnets }: OverlayMember, family: Family): string | undefined {
  return subnets.find((subnet) => familyOf(subnet) === family);
}

/** Through a tunnel of the overlay, or past it to a peer on the same underlay subnet. */
function hasRoute(facts: HealthFacts, member: OverlayMember, subnet: string): boolean {
  const devices = new Set([
    ...member.tunnels.map(({ name }) => name),
    ...(facts.spec.directRouting ? [member.dev] : []),
  ]);
  const { ip } = splitCidr(networkOf(subnet));
  return tablesOf(facts, member).route.some(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev !== undefined &&
      devices.has(row.dev) &&
      row.dst.includes('/') &&
      contains(row.dst, ip) &&
      row.gateway !== undefined,
  );
}

export function checkMtu(facts: HealthFacts): readonly Finding[] {
  return facts.pings.flatMap((ping) => {
    const size = ping.largestPacket ?? 0;
    if (size >= facts.spec.mtu) return [];
    const said = { from: hostName(ping.from), to: hostName(ping.to), size, mtu: size };
    return [finding('mtu', memberOf(facts, ping.from), said)];
  });
}
