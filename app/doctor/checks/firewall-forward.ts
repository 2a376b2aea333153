/** What filters do with packets that a host forwards between a tunnel and its machines. */
import { hostName } from '../../base/host.ts';
import type { Address } from '../../noun/address/row.ts';
import { forwardKey } from '../../noun/forward/row.ts';
import { at, command, finding, settings, type Finding } from '../finding.ts';
import type { FilterPacket } from '../filter.ts';
import { entryOf, FORWARDED, judge, showOf, type Judged } from '../filter-hooks.ts';
import { endpointsNear, isRoutedSegment } from '../near.ts';
import type { Vtep, World } from '../world.ts';
import { FAMILIES, rowNear } from './firewall-endpoint.ts';
import { peersAsked } from './firewall-peers.ts';

/** From the tunnel to a machine and back, with every device that a rule may name; one machine a peer and family. */
export function forwarded(one: Vtep, world: World): readonly Finding[] {
  if (!isRoutedSegment(world.segmentOf(one)) && one.vxlan.external !== true) return [];
  const found = FAMILIES.map((family) => forwardedOf(one, family, world)).find((each) => each !== undefined);
  return found === undefined ? [] : [found];
}

function forwardedOf(one: Vtep, family: (typeof FAMILIES)[number], world: World): Finding | undefined {
  const { facts, netns, link } = one;
  const isSource = (row: Address): boolean => row.scope === 'global' && row.family === family;
  const mine = endpointsNear(one, world).find(({ addresses }) => addresses.some(isSource));
  const source = mine?.addresses.find(isSource);
  const filters = facts.filters.get(netns);
  if (filters === undefined || mine === undefined || source === undefined) return undefined;
  for (const peer of peersAsked(one, filters, world)) {
    const target = addressNear(peer, family, world);
    if (target === undefined) continue;
    const ways = (['icmp', 'tcp'] as const).flatMap((protocol): FilterPacket[] => [
      { protocol, src: target, dst: source.local, iif: link.name, oif: mine.bridge.name },
      { protocol, src: source.local, dst: target, iif: mine.bridge.name, oif: link.name },
    ]);
    const stopped = ways.map((packet) => judge(filters, FORWARDED, packet)).find((each) => each !== undefined);
    if (stopped !== undefined) return forwardFinding(one, stopped, mine.bridge.name, 'firewall-forward');
  }
  return undefined;
}

function addressNear(peer: Vtep, family: string, world: World): string | undefined {
  return rowNear(peer, family, world)?.local;
}

export function forwardFinding(one: Vtep, { verdict, tool }: Judged, bridge: string, code: Finding['code']): Finding {
  const { host, netns } = one;
  const policy = verdict.line.startsWith('-P') ? `${tool} ${verdict.chain} policy DROP` : entryOf(tool, verdict);
  const accept = (side: string): string => at(netns, `${tool} -I FORWARD ${side} ${bridge} -j ACCEPT`);
  const nft = (side: string): string =>
    at(netns, `nft insert rule ${verdict.table} ${verdict.chain} ${side} ${bridge} accept`);
  const mends = tool === 'nft' ? [nft('iifname'), nft('oifname')] : [accept('-i'), accept('-o')];
  const isBridge = code === 'firewall-bridge-nf';
  const family = tool.startsWith('ip6tables') ? 'inet6' : 'inet';
  const chain = one.facts.tables.forward.some((row) => row.key === forwardKey(netns, family));
  const pass = (from: string, to: string) => ({ do: 'forward-accept-add', netns, family, in: from, out: to }) as const;
  const to = isBridge ? bridge : one.link.name;
  // Only the filter's own chain has a step; a rule of another table drops before it is asked.
  const typed =
    (tool === 'iptables' || tool === 'ip6tables') && verdict.table === 'filter' && chain
      ? settings(`Let ${bridge} forward`, host, pass(bridge, to), pass(to, bridge))
      : undefined;
  const key = `net.bridge.bridge-nf-call-${tool.startsWith('ip6tables') ? 'ip6tables' : 'iptables'}`;
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
