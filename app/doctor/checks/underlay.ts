/** The way of the outer packet: route, rule, card, neighbour, somebody else with the peer's address. */
import { hostName } from '../../base/host.ts';
import { isRefusing } from '../../noun/route/row.ts';
import { contains, familyOf } from '../../base/ip.ts';
import type { Check } from '../check.ts';
import type { Way } from '../facts.ts';
import { at, finding, type Finding } from '../finding.ts';
import { lookup, mayTake, routeLine, ruleWords } from '../lookup.ts';
import { isInUse } from '../near.ts';
import { isRemovable, removeRoute, removeRule } from '../remove-route.ts';
import { networkOfAddress, type Vtep, type World } from '../world.ts';
import { deaf, neighbourOf } from './underlay-neighbour.ts';

export const underlay: Check = {
  name: 'underlay',
  codes: [
    'underlay-through-overlay',
    'underlay-no-route',
    'underlay-wrong-nic',
    'underlay-policy-rule',
    'underlay-neighbour-wrong',
    'underlay-ip-duplicate',
    'arp-not-answered',
  ],
  run: (world) =>
    once([
      ...world.vteps.flatMap((one) => waysFrom(one, world)),
      ...world.vteps.filter((one) => isInUse(one, world)).flatMap(deaf),
    ]),
};

function once(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(
    ({ code, host, entry }) => !seen.has(`${code}|${host}|${entry}`) && seen.add(`${code}|${host}|${entry}`),
  );
}

function waysFrom(one: Vtep, world: World): readonly Finding[] {
  const peers = new Map((world.peers.get(one) ?? []).map((peer) => [peer.host, peer] as const));
  if (peers.size === 0) return [];
  const ways = one.facts.ways.filter(({ netns = '' }) => netns === one.outer);
  const asked = new Map(ways.map((way) => [`${way.target}|${way.port ?? ''}`, way] as const));
  return [...one.dsts].flatMap((dst) =>
    ownersOf(dst, peers, world).flatMap(({ facts }) => {
      const peer = peers.get(facts.host);
      if (peer === undefined) return [];
      const way = asked.get(`${dst}|${one.vxlan.dstport}`);
      const found = way === undefined ? [] : wayOf(one, peer, dst, way, world);
      return found.length > 0 ? found : neighbourOf(one, peer, dst, way, world);
    }),
  );
}

/** Whoever says it is its tunnel's address, before somebody who merely has it. */
function ownersOf(dst: string, peers: ReadonlyMap<string, Vtep>, world: World): ReturnType<World['owners']> {
  const owners = world.owners(dst);
  const claims = owners.filter(({ facts }) => peers.get(facts.host)?.vxlan.local === dst);
  return claims.length > 0 ? claims : owners;
}

function ask({ dst, one }: { dst: string; one: Vtep }): string {
  const from = one.vxlan.local === undefined ? '' : ` from ${one.vxlan.local}`;
  return at(one.outer, `ip route get ${dst}${from} ipproto udp dport ${one.vxlan.dstport}`);
}

function wayOf(one: Vtep, peer: Vtep, dst: string, way: Way, world: World): readonly Finding[] {
  const { host, facts, link, outer } = one;
  const local = one.vxlan.local;
  // Then the kernel refuses the question itself, and another check names it.
  if (local !== undefined && !facts.tables.address.some((row) => row.netns === outer && row.local === local)) return [];
  const said = { host, hosts: [peer.host], table: 'route', command: ask({ dst, one }) };
  const taken = lookup(facts, outer, { dst, ...(local !== undefined && { from: local }) });
  const line = taken === undefined ? (way.error ?? '') : routeLine(taken.route);
  const plain = facts.ways.find(
    ({ target, port, netns = '' }) => target === dst && port === undefined && netns === outer,
  );
  const ruled = plain !== undefined && (plain.dev !== way.dev || plain.error !== way.error);
  if (ruled) return [policyRule(one, peer, dst, way)];
  const strays = way.error !== undefined || (one.under !== undefined && way.dev !== one.under.name && way.dev !== 'lo');
  if (taken?.rule !== undefined && strays && isWrong(one, dst, way)) return [policyRule(one, peer, dst, way)];
  const refuses = isRefusing(taken?.route.type);
  if (way.error !== undefined)
    return [
      finding({
        ...{ ...said, code: 'underlay-no-route', entry: taken === undefined ? dst : line },
        // What the kernel answers of a blackhole is EINVAL: the route itself says more.
        says: `${hostName(host)} has no way to ${dst} of ${hostName(peer.host)}: ${refuses ? `the route ${line} refuses it` : way.error}.`,
        line: taken === undefined ? `RTNETLINK answers: ${way.error}` : line,
        ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
      }),
    ];
  const tunnel = facts.tables.link.find(
    ({ name, netns, vxlan }) => name === way.dev && netns === outer && vxlan !== undefined,
  );
  // A tunnel in a tunnel: its underlay is the other one.
  if (tunnel !== undefined && (tunnel.key === link.key || tunnel.key !== one.under?.key))
    return [
      finding({
        ...{ ...said, code: 'underlay-through-overlay', entry: `${dst} dev ${tunnel.name}` },
        says: `The way from ${hostName(host)} to ${dst}, the other end of ${link.name}, leads into ${tunnel.name} itself.`,
        line: `${dst} dev ${tunnel.name}`,
        ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
      }),
    ];
  return wrongCard(one, peer, dst, way, world, line);
}

/** Entries follow the routing table whatever `dev` the device has; wrong only where the peer is a neighbour by another card. */
function wrongCard(one: Vtep, peer: Vtep, dst: string, way: Way, world: World, line: string): readonly Finding[] {
  const { facts, host, under, link, outer } = one;
  if (under === undefined || way.dev === under.name || way.dev === undefined || way.dev === 'lo') return [];
  if (one.vxlan.remote === dst && one.vxlan.dev === under.name) return [];
  const reaches = facts.tables.address.some(
    (row) => row.netns === outer && row.dev === way.dev && contains(networkOfAddress(row), dst),
  );
  if (!isNear(one, dst) || reaches) return [];
  const taken = lookup(facts, outer, { dst });
  return [
    finding({
      ...{ code: 'underlay-wrong-nic', host, hosts: [peer.host], table: 'route', entry: `${dst} dev ${way.dev}` },
      says: `What ${link.name} of ${hostName(host)} sends to ${dst} (${hostName(peer.host)}) leaves by ${way.dev}; ${dst} is on ${under.name}.`,
      ...{ command: ask({ dst, one }), line },
      ...(taken !== undefined && isRemovable(taken.route) && { fix: removeRoute(host, taken.route) }),
    }),
  ];
}

/** Nowhere, or away from the card whose subnet the peer is in. */
function isWrong(one: Vtep, dst: string, { error }: Way): boolean {
  return error !== undefined || isNear(one, dst);
}

function isNear({ facts, under, outer }: Vtep, dst: string): boolean {
  return facts.tables.address.some(
    (row) =>
      row.netns === outer &&
      row.dev === under?.name &&
      row.family === familyOf(dst) &&
      contains(networkOfAddress(row), dst),
  );
}

function policyRule(one: Vtep, peer: Vtep, dst: string, way: Way): Finding {
  const { host, facts, vxlan, outer } = one;
  const family = familyOf(dst);
  const local = vxlan.local ?? one.locals.find((ip) => familyOf(ip) === family);
  const fits = facts.rules.filter(
    (row) =>
      row.netns === outer && row.family === family && mayTake(row.rule, { dst, from: local, port: vxlan.dstport }),
  );
  const rule = fits[0]?.rule;
  const words = ruleWords(rule ?? {});
  const priority = rule?.['priority'];
  const only = rule?.['ipproto'] !== undefined || rule?.['dport'] !== undefined;
  return finding({
    ...{ code: 'underlay-policy-rule', host, hosts: [peer.host], table: 'rule', entry: words },
    says: `A rule of ${hostName(host)} takes UDP port ${vxlan.dstport} to ${dst} (${hostName(peer.host)}) ${way.error === undefined ? `by ${way.dev}` : `nowhere (${way.error})`}${only ? '; everything else goes the right way, so a ping works' : ''}.`,
    ...{ command: ask({ dst, one }), line: way.error ?? `${dst} dev ${way.dev}` },
    ...(rule !== undefined && typeof priority === 'number' && { fix: removeRule(host, outer, family, rule) }),
  });
}
