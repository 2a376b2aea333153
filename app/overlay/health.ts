/** Names the layer at which a linked pair fails, from the wire up, by what both hosts show. */
import { FLOOD_MAC } from '../model/fdb-entry.ts';
import { hostName } from '../model/host.ts';
import { HOST_NETNS } from '../model/netns.ts';
import type { Tables } from '../model/snapshot.ts';
import { LAYERS, type Layer, type LinkHealth, type PingResult } from '../contract/plan-view.ts';
import { findLink } from '../plan/link.ts';
import { contains, networkOf, splitCidr } from '../plan/ip.ts';
import type { Problem } from '../problem/problem.ts';
import type { LinkIntent, LinkSide } from './link-intent.ts';

/** From where to where an overlay is pinged. */
export interface PingPair {
  readonly from: LinkSide;
  readonly to: LinkSide;
  readonly netns: string;
  readonly target: string;
}

export interface HealthFacts {
  readonly intent: LinkIntent;
  /** In the order of the sides, read after the pings. */
  readonly tables: readonly [Tables, Tables];
  /** Whether each side got an answer from the other's underlay address. */
  readonly underlay: readonly [boolean, boolean];
  readonly pings: readonly PingResult[];
}

/** Both directions, as far as there is something to ping from and to. */
export function pingPairs({ sides: [a, b] }: LinkIntent): readonly PingPair[] {
  return [pairOf(a, b), pairOf(b, a)].filter((pair) => pair !== undefined);
}

function pairOf(from: LinkSide, to: LinkSide): PingPair | undefined {
  const target = to.endpoint?.address ?? to.bridgeAddress ?? to.vxlanAddress;
  const hasSource = from.endpoint !== null || from.bridgeAddress !== undefined || from.vxlanAddress !== undefined;
  if (target === undefined || !hasSource) return undefined;
  return { from, to, netns: from.endpoint?.netns ?? HOST_NETNS, target: splitCidr(target).ip };
}

export function judgeHealth(facts: HealthFacts): LinkHealth {
  const { intent, pings } = facts;
  const problems = findProblems(facts);
  const failingLayer = LAYERS.find((layer) => problems.some(({ code }) => code === codeOf(layer)));
  return { healthy: problems.length === 0, pinged: pingPairs(intent).length > 0, pings, failingLayer, problems };
}

/** The first layer that fails says why; what lies above it fails because of it and is not reported. */
function findProblems(facts: HealthFacts): readonly Problem[] {
  const { intent, pings } = facts;
  const dead = pings.filter((ping) => ping.rttMs === undefined);
  for (const check of [checkDevices, checkFdb]) {
    const problems = check(facts);
    if (problems.length > 0) return problems;
  }
  if (dead.length === 0) return checkMtu(facts);
  const underlay = checkUnderlay(facts);
  if (underlay.length > 0) return underlay;
  return distinct(dead.map((ping) => explainSilence(intent, facts, ping)));
}

/** Both directions of one broken thing are told once. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [JSON.stringify([one.code, one.where, one.facts]), one])).values()];
}

const codeOf = (layer: Layer): Problem['code'] => `layer-${layer}`;

function problem(layer: Layer, host: LinkSide, facts: Problem['facts']): Problem {
  return { code: codeOf(layer), severity: 'error', where: { host: host.host }, facts, retry: true };
}

function checkUnderlay({ intent: { sides }, underlay }: HealthFacts): readonly Problem[] {
  return underlay.flatMap((answered, index) => {
    const [from, to] = index === 0 ? [sides[0], sides[1]] : [sides[1], sides[0]];
    return answered
      ? []
      : [problem('underlay', from, { from: hostName(from.host), to: hostName(to.host), address: to.underlayAddress })];
  });
}

function checkDevices({ intent: { sides }, tables }: HealthFacts): readonly Problem[] {
  const [a, b] = [0, 1].map(
    (index) => findLink(tables[index as 0 | 1], { netns: HOST_NETNS, name: sides[index as 0 | 1].vxlan })?.vxlan,
  );
  const [hostA, hostB] = [hostName(sides[0].host), hostName(sides[1].host)];
  if (a === undefined || b === undefined) {
    const side = a === undefined ? sides[0] : sides[1];
    return [problem('vni', side, { a: hostA, b: hostB, vniA: a?.vni ?? 'none', vniB: b?.vni ?? 'none' })];
  }
  if (a.dstport !== b.dstport)
    return [problem('udp-port', sides[1], { a: hostA, b: hostB, portA: a.dstport, portB: b.dstport })];
  if (a.vni !== b.vni) return [problem('vni', sides[1], { a: hostA, b: hostB, vniA: a.vni, vniB: b.vni })];
  return [];
}

/** A flood entry for the peer, which a `remote` shows as too. */
function checkFdb({ intent: { sides }, tables }: HealthFacts): readonly Problem[] {
  return sides.flatMap((side, index) => {
    const peer = sides[1 - index] as LinkSide;
    const leads = tables[index as 0 | 1].fdb.some(
      (row) => row.dev === side.vxlan && row.mac === FLOOD_MAC && row.dst === peer.underlayAddress,
    );
    return leads
      ? []
      : [problem('fdb', side, { host: hostName(side.host), dev: side.vxlan, address: peer.underlayAddress })];
  });
}

/** The tunnel looks right on both ends, yet this ping got no answer. */
function explainSilence(intent: LinkIntent, { tables }: HealthFacts, ping: PingResult): Problem {
  const at = intent.sides[0].host === ping.from ? 0 : 1;
  const [from, to] = [intent.sides[at], intent.sides[1 - at] as LinkSide];
  const [near, far] = [tables[at], tables[1 - at] as Tables];
  const host = hostName(from.host);
  if (intent.mode === 'routed' && !hasRoute(near, from, to))
    return problem('route', from, { host, address: networkOf(to.bridgeAddress ?? ping.target) });
  if (intent.mode === 'routed' && !hasRoute(far, to, from))
    return problem('route', to, { host: hostName(to.host), address: networkOf(from.bridgeAddress ?? ping.target) });
  const next = intent.mode === 'routed' ? splitCidr(to.vxlanAddress ?? ping.target).ip : ping.target;
  const unresolved = near.neighbour.find((row) => row.dst === next && /FAILED|INCOMPLETE/.test(row.state));
  if (unresolved !== undefined) return problem('neighbour', from, { host, address: next, dev: unresolved.dev });
  return problem('endpoint', to, {
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

function checkMtu({ intent, pings }: HealthFacts): readonly Problem[] {
  return pings.flatMap((ping) => {
    const size = ping.largestPacket ?? 0;
    if (size >= intent.mtu) return [];
    const from = intent.sides.find((side) => side.host === ping.from) ?? intent.sides[0];
    return [problem('mtu', from, { from: hostName(ping.from), to: hostName(ping.to), size, mtu: size })];
  });
}
