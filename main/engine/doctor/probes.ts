/** Sends what `app/doctor/probe-plan` asks for: few packets, bounded in time, counters before and after. */
import { countersOf } from '../../../app/doctor/read-facts.ts';
import type { Counters, NotLookedAt } from '../../../app/doctor/facts.ts';
import type { Finding } from '../../../app/doctor/finding.ts';
import {
  checksum,
  judgeUdp,
  pairsOf,
  pathMtu,
  unreachable,
  type Fate,
  type Party,
  type ProbePair,
  type UdpFate,
} from '../../../app/doctor/probe-plan.ts';
import { quality, type Quality } from '../../../app/doctor/quality.ts';
import type { Vtep, World } from '../../../app/doctor/world.ts';
import type { Transport } from '../../../app/contract/ports.ts';
import { parsePing, type Probe } from '../../../app/problem/probe.ts';
import { hostKind, type HostId } from '../../../app/base/host.ts';
import { askHost } from './collect-facts.ts';

export type TransportOf = (host: HostId) => Transport | undefined;

export interface Probed {
  readonly findings: readonly Finding[];
  readonly notLookedAt: readonly NotLookedAt[];
  readonly pairs: number;
}

/** A port where nothing listens on any host we know (IANA: discard). */
const CONTROL_PORT = 9;
/** A closed port answers a connection as well as an open one does. */
const TCP_PORT = 9;

export async function probeWorld(
  world: World,
  transportOf: TransportOf,
  isMeant?: (pair: ProbePair) => boolean,
): Promise<Probed> {
  const { pairs, left } = pairsOf(world, isMeant);
  const before = await countInside(pairs, transportOf);
  const fates = await Promise.all(pairs.map((pair) => probePair(pair, transportOf)));
  const after = await countInside(pairs, transportOf);
  const rose = (party: Party, name: string): number =>
    (after.get(keyOf(party))?.get(name) ?? 0) - (before.get(keyOf(party))?.get(name) ?? 0);
  const [first] = pairs;
  const notLookedAt: NotLookedAt[] =
    left > 0 && first !== undefined
      ? [{ host: first.from.host, what: `${left} pairs of machines`, why: 'only so many are probed at once' }]
      : [];
  return { findings: await judge(fates, rose, world, transportOf), notLookedAt, pairs: pairs.length };
}

const keyOf = ({ host, netns }: Party): string => `${host}|${netns}`;

/** The lowest kind of failure decides what is said. */
async function judge(
  fates: readonly Fate[],
  rose: (party: Party, name: string) => number,
  world: World,
  transportOf: TransportOf,
): Promise<readonly Finding[]> {
  const silent = fates.filter(({ small }) => !small);
  if (silent.length > 0) return lower(silent, transportOf);
  const deaf = fates.filter(({ tcp }) => !tcp);
  const spoiled = deaf.flatMap((fate) => {
    const errors = rose(fate.pair.to, 'TcpInCsumErrors');
    return errors > 0 ? [checksum(fate, errors)] : [];
  });
  if (spoiled.length > 0) return spoiled.slice(0, 1);
  const cut = fates.filter(({ large }) => !large);
  const [narrow] = cut;
  if (narrow !== undefined) return [await measured(narrow, world, transportOf)];
  return deaf.length > 0 ? deaf.slice(0, 1).map(unreachable) : qualityOf(fates, transportOf);
}

/** Packets asked for at once, and again where one was lost: one in ten shows at 98 of 100 looks. */
const MANY = { count: 40, intervalS: 0.02 } as const;
const AGAIN = { count: 100, intervalS: 0.02 } as const;

/** Loss and delay between hosts, once a pair of hosts. Where pings may not be sent that fast nothing is said. */
async function qualityOf(fates: readonly Fate[], transportOf: TransportOf): Promise<readonly Finding[]> {
  const byHosts = new Map(fates.map(({ pair }) => [[pair.from.host, pair.to.host].sort().join(' '), pair] as const));
  const found = await Promise.all(
    [...byHosts.values()].slice(0, 8).map(async (pair) => {
      const first = await many(pair, MANY, transportOf);
      const seen =
        first !== undefined && first.received > 0 && first.received < first.sent
          ? await many(pair, AGAIN, transportOf)
          : first;
      return seen === undefined || seen.received === 0 ? undefined : quality(pair, seen);
    }),
  );
  return found.flatMap((one) => one ?? []);
}

async function many(
  { from, to }: ProbePair,
  { count, intervalS }: { readonly count: number; readonly intervalS: number },
  transportOf: TransportOf,
): Promise<Quality | undefined> {
  const { host, netns } = from;
  const outcome = await transportOf(host)?.probe({ kind: 'ping', netns, target: to.ip, count, waitS: 1, intervalS });
  if (outcome === undefined) return undefined;
  const { received, rttMs } = parsePing(outcome);
  return { sent: count, received, ...(rttMs !== undefined && { rttMs }) };
}

async function measured(fate: Fate, world: World, transportOf: TransportOf): Promise<Finding> {
  const { from, to } = fate.pair;
  const size = sizeOf(fate.pair);
  let [low, high] = [576, size];
  // Eight sizes at once, three times: a size that is lost costs a second.
  for (let round = 0; round < 4 && high - low > 1; round += 1) {
    const step = Math.max(1, Math.ceil((high - low) / 9));
    const sizes = Array.from({ length: 8 }, (_, index) => low + step * (index + 1)).filter((one) => one < high);
    const passed = await Promise.all(sizes.map((one) => ping(from, to.ip, transportOf, one)));
    const largest = Math.max(low, ...sizes.filter((_, index) => passed[index]));
    [low, high] = [largest, Math.min(high, ...sizes.filter((one) => one > largest))];
  }
  return pathMtu({ ...fate, ...(low > 576 && { largest: low }) }, size, world);
}

/** Both ways over the underlay, one after the other: counters are shared. */
async function lower(silent: readonly Fate[], transportOf: TransportOf): Promise<readonly Finding[]> {
  const asked = new Map<string, { from: Vtep; to: Vtep }>();
  for (const { pair } of silent)
    for (const [from, to] of [
      [pair.from.vtep, pair.to.vtep],
      [pair.to.vtep, pair.from.vtep],
    ] as const)
      asked.set(`${from.host}|${to.host}|${from.link.key}`, { from, to });
  const found: Finding[] = [];
  for (const { from, to } of [...asked.values()].slice(0, 8)) {
    const fate = await udpFate(from, to, transportOf);
    const one = fate === undefined ? undefined : judgeUdp(fate);
    if (one !== undefined && !found.some(({ code, host }) => code === one.code && host === one.host)) found.push(one);
  }
  return found.length > 0 ? found : silent.slice(0, 2).map(unreachable);
}

async function udpFate(from: Vtep, to: Vtep, transportOf: TransportOf): Promise<UdpFate | undefined> {
  const [sender, receiver] = [transportOf(from.host), transportOf(to.host)];
  const target = to.locals.find((local) => from.dsts.has(local)) ?? to.locals[0];
  const local = from.locals[0];
  if (sender === undefined || receiver === undefined || target === undefined || local === undefined) return undefined;
  const port = to.vxlan.dstport;
  const way = { from: from.outer, to: to.outer, target };
  const tunnel = await sendUdp(sender, receiver, { ...way, port });
  const control = await sendUdp(sender, receiver, { ...way, port: CONTROL_PORT });
  const pings = await ping({ host: from.host, netns: from.outer }, target, transportOf);
  const noisy = hostKind(to.host) === 'ssh';
  return { from, to, local, target, port, ...tunnel, control: control.answer, controlRose: control.rose, pings, noisy };
}

async function sendUdp(
  sender: Transport,
  receiver: Transport,
  /** The namespaces that packets leave from and arrive in. */
  {
    from,
    to,
    target,
    port,
  }: { readonly from: string; readonly to: string; readonly target: string; readonly port: number },
): Promise<Pick<UdpFate, 'answer' | 'rose'>> {
  const before = await countersIn(receiver, to);
  const { exitCode, stderr } = await sender.probe({ kind: 'udp', netns: from, target, port });
  const after = await countersIn(receiver, to);
  const rose = new Map([...after].map(([name, value]) => [name, value - (before.get(name) ?? 0)]));
  if (/refused/i.test(stderr)) return { answer: 'refused', rose };
  if (/not permitted/i.test(stderr)) return { answer: 'forbidden', rose };
  if (/unreachable|Invalid argument|No route/i.test(stderr)) return { answer: 'no-way', rose };
  return { answer: exitCode === 0 ? 'silence' : 'unknown', rose };
}

async function countersIn(transport: Transport, netns: string): Promise<Counters> {
  const answers = await askHost(transport, [{ part: 'counters', netns }]);
  return countersOf(answers).get(netns) ?? new Map<string, number>();
}

/** One exchange a host. */
async function countInside(
  pairs: readonly ProbePair[],
  transportOf: TransportOf,
): Promise<ReadonlyMap<string, Counters>> {
  const byHost = new Map<HostId, Set<string>>();
  for (const { from, to } of pairs)
    for (const { host, netns } of [from, to]) byHost.set(host, (byHost.get(host) ?? new Set()).add(netns));
  const counted = await Promise.all(
    [...byHost].map(async ([host, namespaces]) => {
      const transport = transportOf(host);
      if (transport === undefined) return [];
      const answers = await askHost(
        transport,
        [...namespaces].map((netns) => ({ part: 'counters', netns }) as const),
      );
      return [...countersOf(answers)].map(([netns, counters]) => [`${host}|${netns}`, counters] as const);
    }),
  );
  return new Map(counted.flat());
}

/** The largest packet that both ends and their tunnels say they take. */
function sizeOf({ from, to }: ProbePair): number {
  return Math.min(from.mtu, to.mtu, from.vtep.link.mtu, to.vtep.link.mtu);
}

async function probePair(pair: ProbePair, transportOf: TransportOf): Promise<Fate> {
  const { from, to } = pair;
  const [small, large, tcp] = await Promise.all([
    ping(from, to.ip, transportOf),
    ping(from, to.ip, transportOf, sizeOf(pair)),
    connect(from, to.ip, transportOf),
  ]);
  return { pair, small: small || large, large, tcp };
}

async function ping(
  { host, netns }: Pick<Party, 'host' | 'netns'>,
  target: string,
  transportOf: TransportOf,
  packet?: number,
): Promise<boolean> {
  const head = target.includes(':') ? 48 : 28;
  const shape = packet === undefined ? {} : { size: packet - head, dontFragment: true };
  const probe: Probe = { kind: 'ping', netns, target, count: 3, waitS: 1, intervalS: 0.2, ...shape };
  const outcome = await transportOf(host)?.probe(probe);
  return outcome !== undefined && parsePing(outcome).received > 0;
}

/** Open and refused are both answers: a packet with a wrong checksum gets neither. */
async function connect({ host, netns }: Party, target: string, transportOf: TransportOf): Promise<boolean> {
  const outcome = await transportOf(host)?.probe({ kind: 'tcp', netns, target, port: TCP_PORT });
  return (
    outcome !== undefined && (outcome.exitCode === 0 || /refused/i.test(outcome.stderr) || outcome.exitCode === 127)
  );
}
