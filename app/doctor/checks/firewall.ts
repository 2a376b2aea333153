/** Packet filters at both ends: what they do with the outer packet, with forwarded ones, with ARP. */
import { hostName } from '../../base/host.ts';
import { HOST_NETNS } from '../../noun/netns/row.ts';
import type { Check } from '../check.ts';
import type { FilterPacket, Verdict } from '../filter.ts';
import { nftChains, nftVerdict } from '../filter-nft.ts';
import { entryOf, FORWARDED, INCOMING, judge, OUTGOING, showOf, type Judged } from '../filter-hooks.ts';
import { arpOf, endpointFilter, firstNear, rowNear } from './firewall-endpoint.ts';
import { bridgeTable } from '../filter-bridge.ts';
import type { Filters } from '../facts.ts';
import { trafficOf } from '../traffic.ts';
import { forwardKey } from '../../noun/forward/row.ts';
import { at, command, finding, settings, type Finding, type Fix } from '../finding.ts';
import { endpointsNear, isInUse, isRoutedSegment } from '../near.ts';
import { headOf, type Endpoint, type Vtep, type World } from '../world.ts';

export const firewall: Check = {
  name: 'firewall',
  codes: ['firewall-input', 'firewall-output', 'firewall-nat', 'firewall-rate-limit', 'firewall-forward', 'firewall-bridge-nf', 'firewall-bridge', 'firewall-arp', 'firewall-endpoint', 'tc-ingress'], // prettier-ignore
  run: (world) =>
    once(
      world.vteps
        .filter((one) => isInUse(one, world))
        .flatMap((one) => [...outer(one, world), ...trafficOf(one, world), ...inner(one, world)]),
    ),
};

function once(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ host, entry }) => !seen.has(`${host} ${entry}`) && seen.add(`${host} ${entry}`));
}

function outer(one: Vtep, world: World): readonly Finding[] {
  const filters = one.facts.filters.get(HOST_NETNS);
  if (filters === undefined) return [];
  return peersAsked(one, filters, world).flatMap((peer): Finding[] => {
    const [mine, theirs] = [pick(one, peer), pick(peer, one)];
    if (mine === undefined || theirs === undefined) return [];
    const base = { protocol: 'udp', dport: one.vxlan.dstport } as const;
    const iif = one.under?.name;
    const ins = { ...base, src: theirs, dst: mine, ...(iif !== undefined && { iif }) };
    const outs = { ...base, dport: peer.vxlan.dstport, src: mine, dst: theirs, ...(iif !== undefined && { oif: iif }) };
    const [incoming, outgoing] = [judgeSizes(filters, INCOMING, ins, one), judgeSizes(filters, OUTGOING, outs, one)];
    return [...said(one, peer, incoming, 'in'), ...said(one, peer, outgoing, 'out')];
  });
}

/** Where no rule asks who it is, all peers fare alike. */
function peersAsked(one: Vtep, { iptables = '', ip6tables = '', nft = '' }: Filters, world: World): readonly Vtep[] {
  const peers = world.peers.get(one) ?? [];
  const asks = / -[sd] |[sd]addr/.test(`${iptables}${ip6tables}${nft}`);
  return peers.slice(0, asks ? MOST_PEERS : 1);
}

/** More would be the square of a large mesh; rules for single peers are rare there. */
const MOST_PEERS = 128;

/** A small packet, then the largest that the tunnel sends: a rule may ask for the length. */
function judgeSizes(
  filters: Filters,
  hooks: typeof INCOMING,
  packet: FilterPacket,
  { link }: Vtep,
): Judged | undefined {
  const head = headOf(packet.dst);
  return judge(filters, hooks, { ...packet, length: 84 + head }) ?? judge(filters, hooks, { ...packet, length: link.mtu + head }); // prettier-ignore
}

/** The address of one that the other names. */
function pick(one: Vtep, other: Vtep): string | undefined {
  return one.locals.find((local) => other.dsts.has(local)) ?? one.locals[0];
}

function said(one: Vtep, peer: Vtep, judged: Judged | undefined, way: 'in' | 'out'): Finding[] {
  if (judged === undefined) return [];
  const { verdict, tool } = judged;
  const { host, vxlan } = one;
  const kind = verdict.verdict === 'limit' ? 'firewall-rate-limit' : verdict.verdict === 'steal' ? 'firewall-nat' : way === 'in' ? 'firewall-input' : 'firewall-output'; // prettier-ignore
  const does = { drop: 'drops', accept: 'takes', limit: 'lets through only so many a second of', steal: 'sends elsewhere' }[verdict.verdict]; // prettier-ignore
  const packets = `what ${way === 'in' ? 'comes from' : 'goes to'} ${hostName(peer.host)} on UDP port ${way === 'in' ? vxlan.dstport : peer.vxlan.dstport}`; // prettier-ignore
  return [
    finding({
      ...{ code: kind, host, hosts: [peer.host], table: 'firewall', entry: entryOf(tool, verdict) },
      says: `The firewall of ${hostName(host)} ${does} ${packets}: ${verdict.line}.`,
      command: showOf(tool, verdict),
      line: verdict.line,
      fix: mend(one, judged, way),
    }),
  ];
}

/** A rule that stands before: nothing of somebody's filter is taken away, save what sends the tunnel's port elsewhere. */
function mend({ host, vxlan }: Vtep, { verdict, tool }: Judged, way: 'in' | 'out'): Fix {
  const { table, chain, line } = verdict;
  const port = `-p udp --dport ${vxlan.dstport}`;
  if (tool === 'nft')
    return command('Let the tunnel pass', host, line.startsWith('chain ') ? `nft insert rule ${table} ${chain} udp dport ${vxlan.dstport} accept` : `nft insert rule ${table} ${chain} udp dport ${vxlan.dstport} counter accept`); // prettier-ignore
  const title = way === 'in' ? 'Let the tunnel in' : 'Let the tunnel out';
  return command(title, host, `${tool} -t ${table} -I ${chain} ${port} -j ACCEPT`);
}

function inner(one: Vtep, world: World): readonly Finding[] {
  const near = endpointsNear(one, world);
  return [...(one.bridge === undefined ? forwarded(one, world) : bridged(one, near, world)), ...near.flatMap(arpOf), ...near.flatMap((each) => endpointFilter(each, one, world))]; // prettier-ignore
}

/** From the tunnel to a machine and back, with every device that a rule may name; one machine a peer. */
function forwarded(one: Vtep, world: World): readonly Finding[] {
  if (!isRoutedSegment(world.segmentOf(one)) && one.vxlan.external !== true) return [];
  const { facts, netns, link } = one;
  const filters = facts.filters.get(netns);
  const mine = endpointsNear(one, world).find(({ addresses }) => addresses.some(({ scope }) => scope === 'global'));
  const source = mine?.addresses.find(({ scope }) => scope === 'global');
  if (filters === undefined || mine === undefined || source === undefined) return [];
  for (const peer of peersAsked(one, filters, world)) {
    const target = addressNear(peer, source.family, world);
    if (target === undefined) continue;
    const ways = (['icmp', 'tcp'] as const).flatMap((protocol): FilterPacket[] => [
      { protocol, src: target, dst: source.local, iif: link.name, oif: mine.bridge.name },
      { protocol, src: source.local, dst: target, iif: mine.bridge.name, oif: link.name },
    ]);
    const stopped = ways.map((packet) => judge(filters, FORWARDED, packet)).find((each) => each !== undefined);
    if (stopped !== undefined) return [forwardFinding(one, stopped, mine.bridge.name, 'firewall-forward')];
  }
  return [];
}

function addressNear(peer: Vtep, family: string, world: World): string | undefined {
  return rowNear(peer, family, world)?.local;
}

function forwardFinding(one: Vtep, { verdict, tool }: Judged, bridge: string, code: Finding['code']): Finding {
  const { host, netns } = one;
  const policy = verdict.line.startsWith('-P') ? `${tool} ${verdict.chain} policy DROP` : entryOf(tool, verdict);
  const accept = (side: string): string => at(netns, `${tool} -I FORWARD ${side} ${bridge} -j ACCEPT`);
  const nft = (side: string): string =>
    at(netns, `nft insert rule ${verdict.table} ${verdict.chain} ${side} ${bridge} accept`);
  const mends = tool === 'nft' ? [nft('iifname'), nft('oifname')] : [accept('-i'), accept('-o')];
  const isBridge = code === 'firewall-bridge-nf';
  const family = tool === 'ip6tables' ? 'inet6' : 'inet';
  const chain = one.facts.tables.forward.some((row) => row.key === forwardKey(netns, family));
  const pass = (from: string, to: string) => ({ do: 'forward-accept-add', netns, family, in: from, out: to }) as const;
  const to = isBridge ? bridge : one.link.name;
  // Only the filter's own chain has a step; a rule of another table drops before it is asked.
  const typed = tool !== 'nft' && verdict.table === 'filter' && chain ? settings(`Let ${bridge} forward`, host, pass(bridge, to), pass(to, bridge)) : undefined; // prettier-ignore
  const key = `net.bridge.bridge-nf-call-${tool === 'ip6tables' ? 'ip6tables' : 'iptables'}`;
  return finding({
    ...{ code, host, table: isBridge ? 'sysctl' : tool === 'nft' ? 'firewall' : 'forward' },
    entry: isBridge ? `${key} (${policy})` : policy,
    says: isBridge
      ? `Frames of ${bridge} on ${hostName(host)} pass through ${tool} (${key} is 1), whose FORWARD chain drops them: ${verdict.line}. ARP passes.`
      : `The firewall of ${hostName(host)} drops what is forwarded between ${one.link.name} and ${bridge}: ${verdict.line}.`,
    command: at(netns, tool === 'nft' ? showOf(tool, verdict) : `${tool} -S FORWARD`),
    line: verdict.line,
    fix: typed ?? command(`Let ${bridge} forward`, host, ...mends),
  });
}

/** Frames of one bridge meet iptables only with br_netfilter, and nft's bridge family always. */
function bridged(one: Vtep, near: readonly Endpoint[], world: World): readonly Finding[] {
  const { facts, netns, link, bridge, host } = one;
  const [mine] = near;
  if (mine === undefined || bridge === undefined) return [];
  const filters = facts.filters.get(netns);
  const source = mine.addresses.find(({ scope }) => scope === 'global');
  const src = source === undefined ? undefined : (firstNear(one, source.family, world)?.local ?? source.local);
  if (source === undefined || src === undefined) return [];
  const key = `net.bridge.bridge-nf-call-${source.family === 'inet6' ? 'ip6tables' : 'iptables'}`;
  const packet: FilterPacket = { protocol: 'icmp', src, dst: source.local, iif: bridge.name, oif: bridge.name };
  const called = facts.settings.get(`${netns}|${key}`) === '1';
  const stopped = called ? judge(filters, FORWARDED, packet) : undefined;
  const chains = filters?.nft === undefined ? [] : nftChains(filters.nft);
  const frame = { ...packet, iif: link.name, oif: mine.port.name };
  const rule = chains.filter(({ family, hook }) => family === 'bridge' && hook !== undefined).map((base) => nftVerdict(chains, base, frame)).find(({ verdict }) => verdict === 'drop'); // prettier-ignore
  return [
    ...(stopped === undefined ? [] : [forwardFinding(one, stopped, bridge.name, 'firewall-bridge-nf')]),
    ...(rule === undefined ? tables(one, mine, bridge.name) : [bridgeRule(host, rule, bridge.name, one)]),
  ];
}

function tables(one: Vtep, mine: Endpoint, bridge: string): readonly Finding[] {
  const { facts, netns, link, host } = one;
  const text = facts.filters.get(netns)?.ebtables;
  const rule = text === undefined ? undefined : bridgeTable(text, link.name, mine.port.name, bridge);
  if (rule === undefined) return [];
  const accept = (side: string): string => at(netns, `ebtables -I FORWARD ${side} ${link.name} -j ACCEPT`);
  return [
    finding({
      ...{ code: 'firewall-bridge', host, table: 'firewall', entry: `ebtables FORWARD ${rule}` },
      says: `ebtables on ${hostName(host)} drops what passes ${bridge}: ${rule}.`,
      command: at(netns, 'ebtables -L FORWARD'),
      line: rule,
      fix: command('Let the tunnel pass', host, accept('-i'), accept('-o')),
    }),
  ];
}

function bridgeRule(host: Vtep['host'], rule: Verdict, bridge: string, one: Vtep): Finding {
  return finding({
    ...{ code: 'firewall-bridge', host, table: 'firewall', entry: `${rule.table} ${rule.chain} ${rule.line}` },
    says: `A rule of the bridge family on ${hostName(host)} drops what passes ${bridge}: ${rule.line}.`,
    command: `nft list chain ${rule.table} ${rule.chain}`,
    line: rule.line,
    fix: command('Let the tunnel pass', host, `nft insert rule ${rule.table} ${rule.chain} iifname ${one.link.name} accept`, `nft insert rule ${rule.table} ${rule.chain} oifname ${one.link.name} accept`), // prettier-ignore
  });
}
