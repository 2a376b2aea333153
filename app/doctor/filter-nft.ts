/** What nftables does with one packet, as far as `nft list ruleset` says it for certain (nft(8)). */
import { DEEPEST, type FilterPacket, type Verdict } from './filter.ts';
import { matchNft } from './nft-match.ts';
import type { NftChain } from './nft-ruleset.ts';

export function nftVerdict(chains: readonly NftChain[], base: NftChain, packet: FilterPacket): Verdict {
  const table = `${base.family} ${base.table}`;
  const found = walk(chains, base, packet, 0);
  if (found !== undefined && found.verdict !== 'left') return { ...found, verdict: found.verdict, table };
  const policy = { line: `chain ${base.name} policy drop`, chain: base.name, table };
  if (base.policy !== 'drop') return { ...policy, verdict: 'accept', line: '' };
  return found?.limited === undefined
    ? { ...policy, verdict: 'drop' }
    : { ...policy, verdict: 'limit', line: found.limited };
}

/** `left`: no rule of the chain decided, but one let so many a second through. */
type Found = Omit<Verdict, 'verdict'> & {
  readonly verdict: Verdict['verdict'] | 'left';
  readonly limited?: string;
};

function walk(chains: readonly NftChain[], chain: NftChain, packet: FilterPacket, depth: number): Found | undefined {
  let limited: string | undefined;
  for (const line of depth > DEEPEST ? [] : chain.rules) {
    const { match, verdict = '' } = matchNft(line, packet, chain.sets);
    if (match === false) continue;
    const here = {
      line: line.replace(/counter packets \d+ bytes \d+/, 'counter'),
      chain: chain.name,
      table: chain.table,
    };
    const [word = '', target] = verdict.split(' ');
    const lets = word === 'accept' || word === 'return' || word === 'queue' || word === 'tproxy';
    if (word === 'jump' || word === 'goto') {
      const inner = into(chains, chain, target, packet, depth);
      if (match === true && inner !== undefined && inner.verdict !== 'left') return inner;
      // Perhaps it is led there, and let through: then nothing after it is certain.
      if (match !== true && inner?.verdict === 'accept') return inner;
      if (match === true && word === 'goto') return undefined;
      continue;
    }
    if (match === undefined) {
      if (lets) return { verdict: 'accept', ...here };
      continue;
    }
    if (match === 'limit') {
      if (word === 'accept') limited = here.line;
      else if (word === 'drop' && /limit rate over/.test(line)) return { verdict: 'limit', ...here };
      continue;
    }
    if (word === 'return') return undefined;
    if (lets) return { verdict: 'accept', ...here };
    if (word === 'drop' || word === 'reject')
      return limited === undefined
        ? { verdict: 'drop', ...here }
        : { verdict: 'limit', ...here, line: `${limited} … ${here.line}` };
    if (word === 'redirect' || word === 'dnat') return { verdict: 'steal', ...here };
  }
  return limited === undefined
    ? undefined
    : { verdict: 'left', limited, line: limited, chain: chain.name, table: chain.table };
}

function into(
  chains: readonly NftChain[],
  { table, family }: NftChain,
  target: string | undefined,
  packet: FilterPacket,
  depth: number,
): Found | undefined {
  const next = chains.find((one) => one.name === target && one.table === table && one.family === family);
  return next === undefined ? undefined : walk(chains, next, packet, depth + 1);
}
