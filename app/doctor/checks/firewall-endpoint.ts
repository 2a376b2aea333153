/** Filters of the machines themselves: what they do with packets of the overlay, and with ARP. */
import type { Address } from '../../noun/address/row.ts';
import { hostName } from '../../base/host.ts';
import type { Filters } from '../facts.ts';
import { nftVerdict } from '../filter-nft.ts';
import { chainsOf, entryOf, INCOMING, judge, OUTGOING, showOf } from '../filter-hooks.ts';
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

export function arpOf(each: Endpoint): readonly Finding[] {
  const { facts, netns, host } = each;
  const filters = facts.filters.get(netns);
  const drop = arpDrop(filters?.arptables ?? '');
  if (drop === undefined) return nftArp(each, filters);
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

/** The arp family of nftables; what arptables lists of it has been said. */
function nftArp({ netns, host, link, addresses }: Endpoint, filters: Filters | undefined): readonly Finding[] {
  const chains = chainsOf(filters);
  const ip = addresses.find(({ family }) => family === 'inet')?.local;
  if (ip === undefined) return [];
  const frame = { protocol: 'icmp', src: ip, dst: ip, ether: 'arp' } as const;
  const rule = chains
    .filter(({ family, hook }) => family === 'arp' && hook !== undefined)
    .map((base) =>
      nftVerdict(chains, base, base.hook === 'input' ? { ...frame, iif: link.name } : { ...frame, oif: link.name }),
    )
    .find(({ verdict }) => verdict === 'drop');
  if (rule === undefined) return [];
  return [
    finding({
      ...{ code: 'firewall-arp', host, table: 'firewall', entry: `${inside(netns)}${entryOf('nft', rule)}` },
      says: `nftables in namespace ${netns} of ${hostName(host)} drops ARP (${rule.line}): nobody finds its MAC address, or it finds nobody's.`,
      command: at(netns, showOf('nft', rule)),
      line: rule.line,
      fix: command('Let ARP pass', host, at(netns, `nft insert rule ${rule.table} ${rule.chain} accept`)),
    }),
  ];
}

export const FAMILIES = ['inet', 'inet6'] as const;

export function endpointFilter(each: Endpoint, one: Vtep, world: World): readonly Finding[] {
  const found = FAMILIES.map((family) => filterOf(each, family, one, world)).find((said) => said !== undefined);
  return found === undefined ? [] : [found];
}

function filterOf(each: Endpoint, family: (typeof FAMILIES)[number], one: Vtep, world: World): Finding | undefined {
  const { facts, netns, host, link } = each;
  const filters = facts.filters.get(netns);
  const mine = each.addresses.find((row) => row.scope === 'global' && row.family === family);
  const theirs = mine === undefined || filters === undefined ? undefined : firstNear(one, family, world);
  if (mine === undefined || theirs === undefined) return undefined;
  for (const protocol of ['icmp', 'tcp'] as const) {
    const incoming = judge(filters, INCOMING, { protocol, src: theirs.local, dst: mine.local, iif: link.name });
    const outgoing = judge(filters, OUTGOING, { protocol, src: mine.local, dst: theirs.local, oif: link.name });
    const stopped = incoming ?? outgoing;
    if (stopped === undefined || stopped.verdict.verdict !== 'drop') continue;
    const { tool, verdict } = stopped;
    const side = incoming ? 'saddr' : 'daddr';
    const mends =
      tool === 'nft'
        ? `nft insert rule ${verdict.table} ${verdict.chain} ${family === 'inet6' ? 'ip6' : 'ip'} ${side} ${networkOfAddress(theirs)} accept`
        : `${tool} -t ${verdict.table} -I ${verdict.chain} ${incoming ? '-s' : '-d'} ${networkOfAddress(theirs)} -j ACCEPT`;
    return finding({
      ...{ code: 'firewall-endpoint', host, table: 'firewall', entry: `${inside(netns)}${entryOf(tool, verdict)}` },
      says: `The firewall of namespace ${netns} on ${hostName(host)} drops ${protocol.toUpperCase()} ${incoming ? 'from' : 'to'} ${theirs.local}: ${verdict.line}.`,
      command: at(netns, showOf(tool, verdict)),
      line: verdict.line,
      fix: command('Let the overlay pass', host, at(netns, mends)),
    });
  }
  return undefined;
}
