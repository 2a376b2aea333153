/** Asks a linked pair with packets: the underlay both ways, the overlay both ways, the largest packet. The judgement is app/overlay's. */
import { parsePing, type Probe } from '../../app/problem/probe.ts';
import type { LinkHealth, PingResult } from '../../app/contract/plan-view.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { judgeHealth, pingPairs, type PingPair } from '../../app/overlay/health.ts';
import type { LinkIntent, LinkSide } from '../../app/overlay/link-intent.ts';
import { familyOf } from '../../app/base/ip.ts';
import type { ApplyContext } from './executor.ts';
import { hostGone } from './host-gone.ts';

type Context = Pick<ApplyContext, 'collector' | 'record'>;

/** Seconds to wait for one answer. Shorter: a busy machine or a slow first ARP looks dead; longer: a dead layer takes that much longer to name. */
const WAIT_S = 1;
/** Tries of the first overlay ping: the first may be lost while both sides resolve each other. */
const TRIES = 3;
/** The least packet that IPv4 must carry (RFC 791), where the search for the largest begins. */
const LEAST_PACKET = 576;

export async function checkHealth(intent: LinkIntent, context: Context): Promise<LinkHealth> {
  const pings = await Promise.all(pingPairs(intent).map((pair) => pingPair(pair, intent.mtu, context)));
  const dead = pings.some(({ rttMs }) => rttMs === undefined);
  const underlay = dead || pings.length === 0 ? await pingUnderlay(intent, context) : ([true, true] as const);
  const tables = await readBoth(intent, context);
  if (tables === undefined) {
    const problems = intent.sides
      .filter(({ host }) => context.collector(host)?.host().status !== 'online')
      .map(({ host }) => hostGone(host));
    return { healthy: false, pinged: false, pings, problems };
  }
  return judgeHealth({ intent, tables, underlay, pings });
}

async function readBoth({ sides }: LinkIntent, { collector }: Context): Promise<readonly [Tables, Tables] | undefined> {
  const [a, b] = await Promise.all(sides.map(({ host }) => collector(host)?.refresh()));
  return a?.ok && b?.ok ? [a.value.tables, b.value.tables] : undefined;
}

async function pingUnderlay({ sides: [a, b] }: LinkIntent, context: Context): Promise<readonly [boolean, boolean]> {
  const one = async (from: LinkSide, to: LinkSide): Promise<boolean> => {
    const answer = await ping(
      from,
      { kind: 'ping', netns: HOST_NETNS, target: to.underlayAddress, count: 1, waitS: WAIT_S },
      context,
    );
    return answer.received > 0;
  };
  return Promise.all([one(a, b), one(b, a)]);
}

async function pingPair({ from, to, netns, target }: PingPair, mtu: number, context: Context): Promise<PingResult> {
  const result = { from: from.host, to: to.host, target };
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { received, rttMs } = await ping(from, { kind: 'ping', netns, target, count: 1, waitS: WAIT_S }, context);
    if (received === 0) continue;
    const largestPacket = await findLargest(mtu, (size) => passes(from, netns, target, size, context));
    return { ...result, rttMs: rttMs ?? 0, largestPacket };
  }
  return result;
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
  from: Pick<LinkSide, 'host'>,
  netns: string,
  target: string,
  packet: number,
  context: Context,
): Promise<boolean> {
  return (await pingWhole(from, netns, target, packet, context)).received > 0;
}

/** A ping whose IP packet is as large as `packet` bytes and may not be cut. */
export async function pingWhole(
  from: Pick<LinkSide, 'host'>,
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
  from: Pick<LinkSide, 'host'>,
  probe: Probe,
  { collector, record }: Context,
): Promise<{ received: number; rttMs?: number }> {
  const outcome = await collector(from.host)?.transport.probe(probe);
  if (outcome === undefined) return { received: 0 };
  record(from.host, 'verify', [outcome]);
  return parsePing(outcome);
}
