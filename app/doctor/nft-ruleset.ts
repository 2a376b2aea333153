/** `nft list ruleset` as text → chains, and the sets and maps that their rules name (nft(8)). */

export interface NftElement {
  /** An address, prefix, port or range; several of a concatenation with ` . ` between. */
  readonly key: string;
  /** What a map leads to. */
  readonly value?: string;
}

export interface NftChain {
  readonly family: string;
  readonly table: string;
  readonly name: string;
  readonly hook?: string;
  readonly type?: string;
  /** Of a chain at a card. */
  readonly devs?: readonly string[];
  readonly policy?: string;
  readonly rules: readonly string[];
  /** Of its table, by name. */
  readonly sets: ReadonlyMap<string, readonly NftElement[]>;
}

type Open<T> = { -readonly [K in keyof T]: T[K] };

const BASE = /^type (\w+) hook (\w+)(?: devices? =? ?(.*?))? priority [^;]*;(?: policy (\w+);)?/;

export function nftChains(text: string): readonly NftChain[] {
  const chains: NftChain[] = [];
  let table: { family: string; name: string; sets: Map<string, readonly NftElement[]> } | undefined;
  let open: Open<NftChain> | undefined;
  let rules: string[] = [];
  let set: string | undefined;
  for (const line of statementsOf(text)) {
    const [, family, name] = /^table (\w+) (\S+) \{/.exec(line) ?? [];
    if (family !== undefined) table = { family, name: name ?? '', sets: new Map() };
    const chain = /^chain (\S+) \{/.exec(line)?.[1];
    const named = /^(?:set|map) (\S+) \{/.exec(line)?.[1];
    const elements = /^elements = \{(.*)\}$/s.exec(line)?.[1];
    const base = BASE.exec(line);
    if (chain !== undefined && table !== undefined) {
      rules = [];
      open = { family: table.family, table: table.name, name: chain, rules, sets: table.sets };
      chains.push(open);
    } else if (named !== undefined) [set, open] = [named, undefined];
    else if (set !== undefined && elements !== undefined) table?.sets.set(set, elementsOf(elements));
    else if (base && open) {
      [open.type, open.hook, open.policy] = [base[1], base[2], base[4]];
      const devs = base[3]?.match(/[\w.-]+/g);
      if (devs) open.devs = devs;
    } else if (line === '}') [open, set] = [undefined, undefined];
    else if (open && line !== '' && !line.startsWith('#') && !line.startsWith('policy')) rules.push(line);
  }
  return chains;
}

/** Lines, and those together that one pair of braces spans: elements of a set are printed two a line. */
function statementsOf(text: string): readonly string[] {
  const statements: string[] = [];
  let open: string | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (open !== undefined) open += ` ${line}`;
    else if (/^elements = \{/.test(line)) open = line;
    else statements.push(line);
    if (open?.endsWith('}') === true) {
      statements.push(open);
      open = undefined;
    }
  }
  return statements;
}

/** `10.0.0.1 timeout 1h comment "x", 10.1.0.0/16 : drop`. */
export function elementsOf(text: string): readonly NftElement[] {
  const words = text.match(/"[^"]*"|,|[^\s,]+/g) ?? [];
  const elements: NftElement[] = [];
  let [key, value, side]: [string[], string[], 'key' | 'value' | 'more'] = [[], [], 'key'];
  const end = (): void => {
    if (key.length > 0) elements.push({ key: key.join(' '), ...(value.length > 0 && { value: value.join(' ') }) });
    [key, value, side] = [[], [], 'key'];
  };
  for (const [at, word] of words.entries()) {
    if (word === ',') end();
    else if (word === ':') side = 'value';
    else if (side === 'value') value.push(word);
    else if (side === 'key' && (key.length === 0 || word === '.' || words[at - 1] === '.')) key.push(plain(word));
    else side = 'more';
  }
  end();
  return elements;
}

export function plain(word: string): string {
  return word.replace(/^"|"$/g, '');
}

const OF_IPTABLES = /^(filter|nat|raw|mangle|security)$/;

/** Tables that iptables-nft keeps: where its own listing was read, that says the same with all its words. */
export function withoutIptables(chains: readonly NftChain[]): readonly NftChain[] {
  return chains.filter(
    ({ family, table, name }) =>
      !((family === 'ip' || family === 'ip6') && OF_IPTABLES.test(table) && /^[A-Z]/.test(name)),
  );
}
