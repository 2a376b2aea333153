/** What nftables does with one packet, as far as `nft list ruleset` says it for certain (nft(8)). */
import { contains } from '../base/ip.ts';
import { DEEPEST, inRange, named, withLength, type FilterPacket, type Match, type Verdict } from './filter.ts';

export interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly type?: string;
  readonly dev?: string;
  readonly policy?: string;
  readonly rules: readonly string[];
}

/** `nft list ruleset` as text. Tables that iptables-nft keeps are left out: iptables-save lists those. */
export function nftChains(text: string): readonly NftChain[] {
  const chains: NftChain[] = [];
  let table: { family: string; name: string } | undefined;
  let open: { -readonly [K in keyof NftChain]: NftChain[K] } | undefined;
  let rules: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const [, family, name] = /^table (\w+) (\S+) \{/.exec(line) ?? [];
    if (family !== undefined) table = { family, name: name ?? '' };
    const chain = /^chain (\S+) \{/.exec(line)?.[1];
    const hook =
      /^type (\w+) hook (\w+)(?: devices? = ?\{? ?"?([\w.-]+)"?.*?| device "?([\w.-]+)"?)? priority .*?;(?: policy (\w+);)?/.exec(
        line,
      );
    if (chain !== undefined && table !== undefined) {
      rules = [];
      open = { family: table.family, table: table.name, name: chain, rules };
      chains.push(open);
    } else if (hook && open) {
      [open.type, open.hook, open.policy] = [hook[1], hook[2], hook[5]];
      const dev = hook[3] ?? hook[4];
      if (dev !== undefined) open.dev = dev;
    } else if (line === '}') open = undefined;
    else if (open && line !== '' && !line.startsWith('#') && !line.startsWith('policy')) rules.push(line);
  }
  const kept = /^(filter|nat|raw|mangle|security)$/;
  return chains.filter(
    (one) => !((one.family === 'ip' || one.family === 'ip6') && kept.test(one.table) && /^[A-Z]/.test(one.name)),
  );
}

export function nftVerdict(chains: readonly NftChain[], base: NftChain, packet: FilterPacket): Verdict {
  const table = `${base.family} ${base.table}`;
  const found = walkNft(chains, base, packet, 0);
  if (found !== undefined) return { ...found, table };
  if (base.policy === 'drop')
    return { verdict: 'drop', line: `chain ${base.name} policy drop`, chain: base.name, table };
  return { verdict: 'accept', line: '', chain: base.name, table };
}

function walkNft(
  chains: readonly NftChain[],
  chain: NftChain,
  packet: FilterPacket,
  depth: number,
): Verdict | undefined {
  let limited: string | undefined;
  for (const line of depth > DEEPEST ? [] : chain.rules) {
    const match = matchNft(line, packet);
    if (match === false) continue;
    const here = {
      line: line.replace(/counter packets \d+ bytes \d+/, 'counter'),
      chain: chain.name,
      table: chain.table,
    };
    const [, verdict, target] =
      /\b(accept|drop|reject|return|redirect|dnat|jump|goto)\b(?: (\S+))?[^{}]*$/.exec(line) ?? [];
    if (match === undefined) {
      if (verdict === 'accept' || verdict === 'return') return { verdict: 'accept', ...here };
      continue;
    }
    if (match === 'limit') {
      if (verdict === 'accept') limited = here.line;
      else if (verdict === 'drop' && /limit rate over/.test(line)) return { verdict: 'limit', ...here };
      continue;
    }
    if (verdict === 'accept') return { verdict: 'accept', ...here };
    if (verdict === 'drop' || verdict === 'reject')
      return { verdict: limited === undefined ? 'drop' : 'limit', ...here };
    if (verdict === 'redirect' || verdict === 'dnat') return { verdict: 'steal', ...here };
    if (verdict === 'return') return undefined;
    const next =
      verdict === undefined
        ? undefined
        : chains.find((one) => one.name === target && one.table === chain.table && one.family === chain.family);
    const inner = next === undefined ? undefined : walkNft(chains, next, packet, depth + 1);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Each match of a line in turn is taken off; what then is left and is no verdict or statement is not known. */
function matchNft(line: string, packet: FilterPacket): Match {
  let rest = line
    .replace(/comment "[^"]*"/, '')
    .replace(/\b(counter packets \d+ bytes \d+|counter|log(?: prefix "[^"]*")?)\b/g, '');
  let match: Match = true;
  const take = (pattern: RegExp, judge: (not: boolean, value: string, word: string) => Match): void => {
    for (let found = pattern.exec(rest); found !== null; found = pattern.exec(rest)) {
      rest = rest.replace(found[0], '');
      const one = judge(found[2] === '!=', (found[3] ?? '').replace(/^\{ ?| ?\}$/g, ''), found[1] ?? '');
      match =
        match === false || one === false
          ? false
          : match === undefined || one === undefined
            ? undefined
            : match === 'limit' || one === 'limit'
              ? 'limit'
              : true;
    }
  };
  const list = (value: string): readonly string[] => value.split(/, ?/).map((one) => one.replace(/"/g, '').trim());
  const not = (negated: boolean, value: boolean): boolean => (negated ? !value : value);
  const VALUE = '(!=|==)? ?(\\{[^}]*\\}|"[^"]*"|\\S+)';
  take(/\b(limit rate(?: over)? \S+(?: burst \d+ packets)?)(){0}/, () => 'limit');
  take(
    new RegExp(`\\b(udp|tcp|th) dport ${VALUE}`),
    (negated, value, word) =>
      (word === 'th' || word === packet.protocol) &&
      packet.dport !== undefined &&
      not(
        negated,
        list(value).some((one) => inRange(portNumber(one), packet.dport ?? 0, '-')),
      ),
  );
  take(new RegExp(`\\b(meta l4proto|ip protocol|ip6 nexthdr) ${VALUE}`), (negated, value) =>
    not(
      negated,
      list(value).some((one) => one === packet.protocol || one === PROTOCOL[packet.protocol]),
    ),
  );
  take(new RegExp(`\\b(ip6? saddr) ${VALUE}`), (negated, value) =>
    not(
      negated,
      list(value).some((one) => isIn(one, packet.src)),
    ),
  );
  take(new RegExp(`\\b(ip6? daddr) ${VALUE}`), (negated, value) =>
    not(
      negated,
      list(value).some((one) => isIn(one, packet.dst)),
    ),
  );
  take(new RegExp(`\\b(iifname|iif|meta iifname) ${VALUE}`), (negated, value) =>
    not(
      negated,
      list(value).some((one) => named(one, packet.iif ?? '')),
    ),
  );
  take(new RegExp(`\\b(oifname|oif|meta oifname) ${VALUE}`), (negated, value) =>
    not(
      negated,
      list(value).some((one) => named(one, packet.oif ?? '')),
    ),
  );
  take(new RegExp(`\\b(ct state) ${VALUE}`), (negated, value) =>
    not(negated, list(value.replace(/,/g, ', ')).includes(packet.established === true ? 'established' : 'new')),
  );
  const left = rest
    .replace(/\b(accept|drop|reject|return|redirect|dnat|jump|goto|continue|masquerade|snat)\b.*$/, '')
    .trim();
  return left === '' ? match : (match as Match) === false ? false : undefined;
}

const PROTOCOL = { udp: '17', tcp: '6', icmp: '1' } as const;

/** `nft` prints some ports by name without -n. */
function portNumber(text: string): string {
  return text === 'vxlan' ? '4789' : text;
}

function isIn(prefix: string, ip: string): boolean {
  if (!/^[0-9a-f.:]+(\/\d+)?$/i.test(prefix)) return false;
  return contains(withLength(prefix), ip);
}
