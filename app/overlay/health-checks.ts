/** What may be wrong with a linked pair, layer by layer, by what both hosts show. Each check answers with what it found. */
import type { Layer, PingResult } from '../contract/plan-view.ts';
import { FLOOD_MAC } from '../noun/fdb/row.ts';
import { hostName } from '../base/host.ts';
import type { Link } from '../noun/link/row.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import type { Tables } from '../noun/snapshot.ts';
import { contains, networkOf, splitCidr } from '../base/ip.ts';
import { findLink } from '../noun/link/steps.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';
import type { HealthFacts } from './health.ts';
import type { LinkSide } from './link-intent.ts';

export interface Finding {
  readonly layer: Layer;
  readonly problem: Problem;
}

function finding(layer: Layer, side: LinkSide, facts: Problem['facts'], code: ProblemCode = `layer-${layer}`): Finding {
  return { layer, problem: { code, severity: 'error', where: { host: side.host }, facts, retry: true } };
}

export function checkUnderlay({ intent: { sides }, underlay }: HealthFacts): readonly Finding[] {
  return underlay.flatMap((answered, index) => {
    const [from, to] = index === 0 ? [sides[0], sides[1]] : [sides[1], sides[0]];
    const facts = { from: hostName(from.host), to: hostName(to.host), address: to.underlayAddress };
    return answered ? [] : [finding('underlay', from, facts)];
  });
}

/** Both tunnel devices are there, and agree on port and VNI. */
export function checkDevices({ intent: { sides }, tables }: HealthFacts): readonly Finding[] {
  const missing = sides.filter((side, index) => deviceOf(side, tables[index as 0 | 1]) === undefined);
  if (missing.length > 0)
    return missing.map((side) => finding('vni', side, { dev: side.vxlan, host: hostName(side.host) }, 'link-missing'));
  const [a, b] = [deviceOf(sides[0], tables[0])?.vxlan, deviceOf(sides[1], tables[1])?.vxlan];
  if (a === undefined || b === undefined) return [];
  const names = { a: hostName(sides[0].host), b: hostName(sides[1].host) };
  const ports = { ...names, portA: a.dstport, portB: b.dstport };
  const vnis = { ...names, vniA: a.vni, vniB: b.vni };
  return [
    ...(a.dstport === b.dstport ? [] : [finding('udp-port', sides[1], ports)]),
    ...(a.vni === b.vni ? [] : [finding('vni', sides[1], vnis)]),
  ];
}

function deviceOf(side: LinkSide, tables: Tables): Link | undefined {
  return findLink(tables, { netns: HOST_NETNS, name: side.vxlan });
}

/** A flood entry for the peer, which a `remote` shows as too. */
export function checkFdb({ intent: { sides }, tables }: HealthFacts): readonly Finding[] {
  return sides.flatMap((side, index) => {
    const address = (sides[1 - index] as LinkSide).underlayAddress;
    const leads = tables[index as 0 | 1].fdb.some(
      (row) => row.dev === side.vxlan && row.mac === FLOOD_MAC && row.dst === address,
    );
    return leads ? [] : [finding('fdb', side, { host: hostName(side.host), dev: side.vxlan, address })];
  });
}

/** Everything that packets pass through on a host is up: the tunnel, the bridge, both ends of the cable. */
export function checkUp({ intent: { sides }, tables }: HealthFacts): readonly Finding[] {
  return sides.flatMap((side, index) =>
    partsOf(side).flatMap(({ layer, netns, name }) => {
      const link = findLink(tables[index as 0 | 1], { netns, name });
      // A tunnel device that is gone is told by `checkDevices`.
      if (link?.up === true || (link === undefined && name === side.vxlan)) return [];
      const code = link === undefined ? 'link-missing' : 'link-down';
      const command = `ip ${netns === '' ? '' : `-n ${netns} `}link set dev ${name} up`;
      return [finding(layer, side, { dev: name, host: hostName(side.host), command }, code)];
    }),
  );
}

function partsOf({ vxlan, bridge, endpoint }: LinkSide): readonly { layer: Layer; netns: string; name: string }[] {
  const own: { layer: Layer; netns: string; name: string }[] = [
    { layer: 'vni', netns: HOST_NETNS, name: vxlan },
    { layer: 'endpoint', netns: HOST_NETNS, name: bridge },
  ];
  if (endpoint === null) return own;
  return [
    ...own,
    { layer: 'endpoint', netns: HOST_NETNS, name: endpoint.port },
    { layer: 'endpoint', netns: endpoint.netns, name: endpoint.dev },
  ];
}

/** The tunnel looks right on both ends, yet this ping got no answer. */
export function explainSilence({ intent, tables }: HealthFacts, ping: PingResult): Finding {
  const at = intent.sides[0].host === ping.from ? 0 : 1;
  const [from, to] = [intent.sides[at], intent.sides[1 - at] as LinkSide];
  const [near, far] = [tables[at], tables[1 - at] as Tables];
  const host = hostName(from.host);
  if (intent.mode === 'routed' && !hasRoute(near, from, to))
    return finding('route', from, { host, address: networkOf(to.bridgeAddress ?? ping.target) });
  if (intent.mode === 'routed' && !hasRoute(far, to, from))
    return finding('route', to, { host: hostName(to.host), address: networkOf(from.bridgeAddress ?? ping.target) });
  const next = intent.mode === 'routed' ? splitCidr(to.vxlanAddress ?? ping.target).ip : ping.target;
  const unresolved = near.neighbour.find((row) => row.dst === next && /FAILED|INCOMPLETE/.test(row.state));
  if (unresolved !== undefined) return finding('neighbour', from, { host, address: next, dev: unresolved.dev });
  return finding('endpoint', to, {
    host: hostName(to.host),
    address: ping.target,
    netns: to.endpoint?.netns ?? 'of the host',
  });
}

function hasRoute(tables: Tables, side: LinkSide, peer: LinkSide): boolean {
  const subnet = splitCidr(networkOf(peer.bridgeAddress ?? '')).ip;
  return tables.route.some(
    (row) =>
      row.netns === HOST_NETNS &&
      row.dev === side.vxlan &&
      row.dst.includes('/') &&
      contains(row.dst, subnet) &&
      row.gateway !== undefined,
  );
}

export function checkMtu({ intent, pings }: HealthFacts): readonly Finding[] {
  return pings.flatMap((ping) => {
    const size = ping.largestPacket ?? 0;
    if (size >= intent.mtu) return [];
    const from = intent.sides.find((side) => side.host === ping.from) ?? intent.sides[0];
    return [finding('mtu', from, { from: hostName(ping.from), to: hostName(ping.to), size, mtu: size })];
  });
}
