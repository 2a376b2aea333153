/** What `ebtables -L` says of frames between a tunnel and a port (ebtables(8)): only what is certain. */
import { named } from './filter.ts';

const ASKS = ['-i', '-o', '--logical-in', '--logical-out', '-p'] as const;

/** The rule or policy of FORWARD that drops IPv4 or ARP between the two, either way. */
export function bridgeTable(text: string, tunnel: string, port: string, bridge: string): string | undefined {
  const chain = /^Bridge chain: FORWARD,.*$[^]*?(?=^Bridge chain:|$(?![^]))/m.exec(text)?.[0] ?? '';
  const [head = '', ...rules] = chain.split('\n').map((line) => line.trim());
  const ways = [
    { from: tunnel, to: port },
    { from: port, to: tunnel },
  ] as const;
  return ways.map(({ from, to }) => drops(head, rules, { from, to, bridge })).find((line) => line !== undefined);
}

interface Frame {
  readonly from: string;
  readonly to: string;
  readonly bridge: string;
}

function drops(head: string, rules: readonly string[], frame: Frame): string | undefined {
  for (const rule of rules.filter((line) => line.startsWith('-'))) {
    const match = matches(rule, frame);
    const target = /-j (\w+)/.exec(rule)?.[1];
    if (match === false) continue;
    // Perhaps it lets through: then nothing after it is certain.
    if (target === 'ACCEPT') return undefined;
    if (match === true && target === 'DROP') return rule;
  }
  return head.includes('policy: DROP') ? '-P FORWARD DROP' : undefined;
}

function matches(rule: string, { from, to, bridge }: Frame): boolean | undefined {
  const words = rule.split(' ');
  let known: boolean | undefined = true;
  for (let at = 0; at < words.length && words[at] !== '-j'; at += 2) {
    const negated = words[at + 1] === '!';
    const [word = '', value = ''] = [words[at] ?? '', words[at + (negated ? 2 : 1)]];
    if (negated) at += 1;
    if (!ASKS.some((one) => one === word)) known = undefined;
    else if (judge(word, value, { from, to, bridge }) === negated) return false;
  }
  return known;
}

function judge(word: string, value: string, { from, to, bridge }: Frame): boolean {
  if (word === '-i') return named(value, from);
  if (word === '-o') return named(value, to);
  if (word === '-p') return /^(IPv4|ARP|0x0?80[06])$/i.test(value);
  return named(value, bridge);
}
