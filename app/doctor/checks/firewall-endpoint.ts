/** Filters of the machines themselves: what they do with packets of the overlay, and with ARP. */
import type { Address } from '../../noun/address/row.ts';
import { hostName } from '../../base/host.ts';
import { entryOf, INCOMING, judge, OUTGOING, showOf } from '../filter-hooks.ts';
import { at, command, finding, inside, type Finding } from '../finding.ts';
import { endpointsNear } from '../near.ts';
import { networkOfAddress, type Endpoint, type Vtep, type World } from '../world.ts';

export function rowNear(peer: Vtep, family: string, world: World): Address | undefined {
  for (const { addresses } of endpointsNear(peer, world)) {
    const row = addresses.find((each) => each.scope === 'global' && each.family === family);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** The first machine of a peer. */
export function firstNear(one: Vtep, family: string, world: World): Address | undefined {
  for (const peer of world.peers.get(one) ?? []) {
    const row = rowNear(peer, family, world);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** `arptables -S`: the first rule that drops, where none before it lets everything pass, else a policy. */
function arpDrop(text: string): { readonly chain: string; readonly line: string } | undefined {
  const lines = text.split('\n');
  for (const chain of ['INPUT', 'OUTPUT']) {
    const rules = lines.filter((line) => line.startsWith(`-A ${chain} `));
    const decides = rules.find((line) => /-j DROP\b/.test(line) || line.trim() === `-A ${chain} -j ACCEPT`);
    if (decides !== undefined && /-j DROP\b/.test(decides)) return { chain, line: decides };
    if (decides === undefined && lines.includes(`-P ${chain} DROP`)) return { chain, line: `-P ${chain} DROP` };
  }
  return undefined;
}

export function arpOf({ facts, netns, host }: Endpoint): readonly Finding[] {
  const drop = arpDrop(facts.filters.get(netns)?.arptables ?? '');
  if (drop === undefined) return [];
  const { chain, line } = drop;
  return [
    finding({
      ...{ code: 'firewall-arp', host, table: 'firewall', entry: `${inside(netns)}arptables ${chain} DROP` },
      says: `arptables in namespace ${netns} of ${hostName(host)} drops ARP (${line}): nobody finds its MAC address, or it finds nobody's.`,
      command: at(netns, 'arptables -S'),
      line,
      fix: command('Let ARP pass', host, at(netns, `arptables -I ${chain} -j ACCEPT`)),
    }),
  ];
}

export function endpointFilter(each: Endpoint, one: Vtep, world: World): readonly Finding[] {
  const { facts, netns, host, link } = each;
  const mine = each.addresses.find(({ scope }) => scope === 'global');
  const theirs =
    mine === undefined || facts.filters.get(netns) === undefined ? undefined : firstNear(one, mine.family, world);
  if (mine === undefined || theirs === undefined) return [];
  const packets = { icmp: { protocol: 'icmp' }, tcp: { protocol: 'tcp' } } as const;
  for (const { protocol } of Object.values(packets)) {
    const incoming = judge(facts.filters.get(netns), INCOMING, {
      protocol,
      src: theirs.local,
      dst: mine.local,
      iif: link.name,
    });
    const outgoing = judge(facts.filters.get(netns), OUTGOING, {
      protocol,
      src: mine.local,
      dst: theirs.local,
      oif: link.name,
    });
    const stopped = incoming ?? outgoing;
    if (stopped === undefined || stopped.verdict.verdict !== 'drop') continue;
    const { tool, verdict } = stopped;
    const mends =
      tool === 'nft'
        ? `nft insert rule ${verdict.table} ${verdict.chain} ${incoming ? 'ip saddr' : 'ip daddr'} ${networkOfAddress(theirs)} accept`
        : `${tool} -I ${verdict.chain} ${incoming ? '-s' : '-d'} ${networkOfAddress(theirs)} -j ACCEPT`;
    return [
      finding({
        ...{ code: 'firewall-endpoint', host, table: 'firewall', entry: `${inside(netns)}${entryOf(tool, verdict)}` },
        says: `The firewall of namespace ${netns} on ${hostName(host)} drops ${protocol.toUpperCase()} ${incoming ? 'from' : 'to'} ${theirs.local}: ${verdict.line}.`,
        command: at(netns, showOf(tool, verdict)),
        line: verdict.line,
        fix: command('Let the overlay pass', host, at(netns, mends)),
      }),
    ];
  }
  return [];
}
