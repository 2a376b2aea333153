/** Asks an overlay with packets: the underlay both ways, the overlay both ways, the largest packet. The judgement is app/overlay's. */
import { parsePing, type Probe } from '../../app/problem/probe.ts';
import type { PingResult } from '../../app/overlay/link-health.ts';
import type { LinkHealth } from '../../app/contract/plan-view.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { HostId } from '../../app/base/host.ts';
import { judgeHealth, type UnderlayAnswer } from '../../app/overlay/health.ts';
import type { OverlayMember, OverlaySpec } from '../../app/overlay/overlay.ts';
import { reachOf, type Reach } from '../../app/overlay/reach.ts';
import { familyOf } from '../../app/base/ip.ts';
import type { ApplyContext } from './executor.ts';
import { eachOf } from './each-of.ts';
import { hostGone } from './host-gone.ts';

type Context = Pick<ApplyContext, 'collector' | 'record'>;

/** Seconds to wait for one answer. Shorter: a busy machine or a slow first ARP looks dead; longer: a dead layer takes that much longer to name. */
const WAIT_S = 1;
/** Tries of the first overlay ping: the first may be lost while both sides resolve each other. */
const TRIES = 3;
/** The least packet that IPv4 must carry (RFC 791), where the search for the largest begins. */
const LEAST_PACKET = 576;
/**
 * Pings at a time, over all hosts. Fewer: fifty hosts take minutes; more: the processes slow each other down and answers that
 * were on time look late.
 */
export const AT_ONCE = 16;

export async function checkHealth(spec: OverlaySpec, context: Context): Promise<LinkHealth> {
  const { pairs } = reachOf(spec);
  const pings = await eachOf(pairs, AT_ONCE, (pair) => pingPair(pair, spec.mtu, context));
  const underlay = await pingUnderlay(pairsToAsk(spec, pings), context);
  const read = await Promise.all(spec.members.map(({ host }) => readTables(host, context)));
  const tables = new Map(read.flatMap((one) => one ?? []).map((one) => [one.host, one.tables]));
  const away = spec.members.filter(({ host }) => !tables.has(host));
  if (away.length === 0) return judgeHealth({ spec, tables, underlay, pings });
  const gone = away.filter(({ host }) => context.collector(host)?.host().status !== 'online');
  return { healthy: false, pinged: false, pings, problems: gone.map(({ host }) => hostGone(host)) };
}

async function readTables(host: HostId, { collector }: Context): Promise<{ host: HostId; tables: Tables } | undefined> {
  const read = await collector(host)?.refresh();
  return read?.ok === true ? { host, tables: read.value.tables } : undefined;
}

type Pair = readonly [OverlayMember, OverlayMember];

/** Both ways between members of which one got no answer from the other; of all, where nothing could be asked inside. */
function pairsToAsk({ members }: OverlaySpec, pings: readonly PingResult[]): readonly Pair[] {
  const all = members.flatMap((from) => members.flatMap((to): Pair[] => (from === to ? [] : [[from, to]])));
  if (pings.length === 0) return all;
  const dead = pings.filter(({ rttMs }) => rttMs === undefined);
  return all.filter(([{ host: a }, { host: b }]) =>
    dead.some(({ from, to }) => (from === a && to === b) || (from === b && to === a)),
  );
}

function pingUnderlay(pairs: readonly Pair[], context: Context): Promise<readonly UnderlayAnswer[]> {
  return eachOf(pairs, AT_ONCE, async ([from, to]) => {
    const target = to.tunnels[0]?.local ?? '';
    const probe = { kind: 'ping', netns: HOST_NETNS, target, count: 1, waitS: WAIT_S } as const;
    const { received } = await ping(from, probe, context);
    return { from: from.host, to: to.host, answered: received > 0 };
  });
}

async function pingPair({ from, to, netns, target }: Reach, mtu: number, context: Context): Promise<PingResult> {
  const place = { host: from };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { received, rttMs } = await ping(place, { kind: 'ping', netns, target, count: 1, waitS: WAIT_S }, context);
    if (received === 0) continue;
    const largestPacket = await findLargest(mtu, (size) => passes(place, netns, target, size, context));
    return { from, to, target, rttMs: rttMs ?? 0, largestPacket };
  }
  return { from, to, target };
}

/** Bisects between the least packet and the MTU; one ping when the MTU itself passes, which is the rule. */
async function findLargest(mtu: number, fits: (size: number) => Promise<boolean>): Promise<number> {
  if (await fits(mtu)) return mtu;
  let [low, high] = [LEAST_PACKET, mtu];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether a packet of this size passes with "don't fragment". */
async function passes(
  from: Pick<OverlayMember, 'host'>,
  netns: string,
  target: string,
  packet: number,
  context: Context,
): Promise<boolean> {
  return (await pingWhole(from, netns, target, packet, context)).received > 0;
}

/** A ping whose IP packet is as large as `packet` bytes and may not be cut. */
export async function pingWhole(
  from: Pick<OverlayMember, 'host'>,
  netns: string,
  target: string,
  packet: number,
  context: Context,
): Promise<{ received: number; rttMs?: number }> {
  const headers = familyOf(target) === 'inet6' ? 48 : 28;
  const size = packet - headers;
  return ping(from, { kind: 'ping', netns, target, count: 1, waitS: WAIT_S, size, dontFragment: true }, context);
}

export async function ping(
  from: Pick<OverlayMember, 'host'>,
  probe: Probe,
  { collector, record }: Context,
): Promise<{ received: number; rttMs?: number }> {
  const outcome = await collector(from.host)?.transport.probe(probe);
  if (outcome === undefined) return { received: 0 };
  record(from.host, 'verify', [outcome]);
  return parsePing(outcome);
}
