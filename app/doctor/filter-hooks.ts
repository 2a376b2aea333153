/** The hooks a packet passes, in order, and the first that does not let it (netfilter packet flow). */
import { familyOf } from '../base/ip.ts';
import type { Filters } from './facts.ts';
import { iptablesVerdict, type FilterPacket, type Verdict } from './filter.ts';
import { nftChains, nftVerdict } from './filter-nft.ts';

export interface Judged {
  readonly verdict: Verdict;
  readonly tool: 'iptables' | 'ip6tables' | 'nft';
}

/** The first that does not let the packet pass, in the order it meets them. */
export function judge(filters: Filters | undefined, hooks: readonly Hook[], packet: FilterPacket): Judged | undefined {
  const tool = familyOf(packet.src) === 'inet6' ? 'ip6tables' : 'iptables';
  const legacy = filters?.[tool];
  const chains = filters?.nft === undefined ? [] : nftChains(filters.nft);
  for (const { table, chain, hook } of hooks) {
    if (legacy !== undefined && table !== undefined) {
      const verdict = iptablesVerdict(legacy, table, chain, packet);
      if (verdict.verdict !== 'accept') return { verdict, tool };
    }
    for (const base of chains.filter(
      (one) => one.hook === hook && fits(one.family, packet) && (one.dev === undefined || one.dev === packet.iif),
    )) {
      const verdict = nftVerdict(chains, base, packet);
      if (verdict.verdict !== 'accept') return { verdict, tool: 'nft' };
    }
  }
  return undefined;
}

function fits(family: string, { src }: FilterPacket): boolean {
  return family === 'inet' || family === 'netdev' || family === (familyOf(src) === 'inet6' ? 'ip6' : 'ip');
}

interface Hook {
  readonly table?: string;
  readonly chain: string;
  readonly hook: string;
}

export const INCOMING: readonly Hook[] = [
  { chain: '', hook: 'ingress' },
  { table: 'raw', chain: 'PREROUTING', hook: 'prerouting' },
  { table: 'mangle', chain: 'PREROUTING', hook: '' },
  { table: 'nat', chain: 'PREROUTING', hook: '' },
  { table: 'mangle', chain: 'INPUT', hook: '' },
  { table: 'filter', chain: 'INPUT', hook: 'input' },
];
export const OUTGOING: readonly Hook[] = [
  { table: 'raw', chain: 'OUTPUT', hook: 'output' },
  { table: 'mangle', chain: 'OUTPUT', hook: '' },
  { table: 'nat', chain: 'OUTPUT', hook: '' },
  { table: 'filter', chain: 'OUTPUT', hook: '' },
  { table: 'mangle', chain: 'POSTROUTING', hook: 'postrouting' },
];
export const FORWARDED: readonly Hook[] = [
  { table: 'mangle', chain: 'FORWARD', hook: 'forward' },
  { table: 'filter', chain: 'FORWARD', hook: '' },
];

export function entryOf(tool: string, { table, chain, line }: Verdict): string {
  if (tool === 'nft') return `${table} ${chain} ${line}`;
  return `${tool} ${table === 'filter' ? '' : `${table} `}${chain} ${line.replace(`-A ${chain} `, '')}`;
}

export function showOf(tool: string, { table, chain }: Verdict): string {
  return tool === 'nft' ? `nft list chain ${table} ${chain}` : `${tool} -t ${table} -S ${chain}`;
}
