/** Queues of the devices that a tunnel sends by: some lose packets, or hold them, on purpose (tc-netem(8), tc-tbf(8)). */
import { hostName } from '../../base/host.ts';
import type { Check } from '../check.ts';
import { command, finding, oncePerEntry, type Finding } from '../finding.ts';
import { isInUse } from '../near.ts';
import type { Vtep, World } from '../world.ts';

export const queue: Check = {
  name: 'queue',
  codes: ['underlay-lossy', 'underlay-slow'],
  run: (world: World) => oncePerEntry(world.vteps.filter((one) => isInUse(one, world)).flatMap(queuesOf)),
};

/** Milliseconds that a packet may wait here before somebody notices: a network over a continent has less. */
const SLOW_MS = 100;
/** Kilobits a second below which a tunnel is no use. */
const NARROW_KBIT = 1000;

function queuesOf(one: Vtep): readonly Finding[] {
  const { facts, link, under, netns } = one;
  const devs = [...(under?.netns === '' ? [under.name] : []), ...(netns === '' ? [link.name] : [])];
  return (facts.qdiscs ?? '').split('\n').flatMap((line): Finding[] => {
    const [, kind = '', dev = ''] = /^qdisc (\w+) \S+ dev (\S+) /.exec(line) ?? [];
    const what = devs.includes(dev) ? harmOf(kind, line) : undefined;
    return what === undefined ? [] : [said(one, dev, line.trim(), what)];
  });
}

function harmOf(kind: string, line: string): 'lossy' | 'slow' | undefined {
  if (kind === 'netem' && /\b(loss|corrupt)\b/.test(line)) return 'lossy';
  if (kind === 'netem' && msOf(/\bdelay ([\d.]+)(us|ms|s)\b/.exec(line)) > SLOW_MS) return 'slow';
  if (kind === 'tbf' && kbitOf(/\brate ([\d.]+)([KMG]?)bit\b/i.exec(line)) < NARROW_KBIT) return 'slow';
  return undefined;
}

function msOf(found: RegExpExecArray | null): number {
  return Number(found?.[1] ?? 0) * ({ us: 0.001, ms: 1, s: 1000 }[found?.[2] ?? 'ms'] ?? 1);
}

function kbitOf(found: RegExpExecArray | null): number {
  return found === null
    ? Infinity
    : Number(found[1]) * ({ '': 0.001, k: 1, m: 1000, g: 1e6 }[(found[2] ?? '').toLowerCase()] ?? 1);
}

function said({ host, link }: Vtep, dev: string, line: string, what: 'lossy' | 'slow'): Finding {
  return finding({
    ...{ code: `underlay-${what}` as const, host, table: 'qdisc', entry: `${dev} ${line.replace(/^qdisc /, '')}` },
    says: `The queue of ${dev} on ${hostName(host)}, by which ${link.name} sends, ${what === 'lossy' ? 'loses or spoils packets' : 'holds packets back'}: ${line}.`,
    command: `tc -s qdisc show dev ${dev}`,
    line,
    fix: command(`Give ${dev} its usual queue`, host, `tc qdisc del dev ${dev} root`),
  });
}
