/** The questions of an underlay check: who is reached, by which way, and with how large a packet. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import { parsePing, type Probe } from '../../app/problem/probe.ts';
import { parseRouteGet, reachOf, whyNotAsked } from '../../app/problem/reach.ts';
import type { HostId } from '../../app/base/host.ts';
import { HOST_NETNS } from '../../app/noun/netns/row.ts';
import type { UnderlayWay } from '../../app/overlay/underlay-check.ts';
import { familyOf } from '../../app/base/ip.ts';

/** One host that is asked; `ask` never rejects. */
export interface Asker {
  readonly host: HostId;
  ask(probe: Probe): Promise<CommandOutcome>;
}

/**
 * Seconds to wait for the first answer. The kernel says after three that nobody answers ARP (three requests, one second
 * each); shorter would call that silence, longer keeps the form waiting for nothing.
 */
const REACH_S = 4;
/** Seconds for one size: two tries. Shorter calls a far host's largest packet too large; longer makes each round slow. */
const SIZE_S = 1;
/** Between two tries. */
const AGAIN_S = 0.4;
/** What devices and providers commonly carry; asked all at once, the search then narrows down between two of them. */
const COMMON = [8950, 1500, 1492, 1480, 1476, 1450, 1430, 1400, 1350, 1300, 1280, 576] as const;
/** Sizes asked at once. More finds the byte in fewer rounds of a second, and is more packets at a time. */
const AT_ONCE = 9;

export async function askWay(asker: Asker, from: string, target: string): Promise<UnderlayWay> {
  const netns = HOST_NETNS;
  const [ping, route] = await Promise.all([
    asker.ask({ kind: 'ping', netns, target, from, count: 1, waitS: 1, intervalS: 0.5, deadlineS: REACH_S }),
    asker.ask({ kind: 'route-get', netns, target, from }),
  ]);
  const way = parseRouteGet(route);
  return { reach: reachOf(ping, asker.host, from), ...(way !== undefined && { way }) };
}

/** The largest packet in bytes, up to `top`, that passes unfragmented, or why that is not known. */
export async function askLargest(
  asker: Asker,
  ends: readonly [string, string],
  top: number,
): Promise<Pick<UnderlayWay, 'largest' | 'unmeasured'>> {
  const first = await tryPacket(asker, ends, top);
  if (first.why !== undefined) return { unmeasured: first.why };
  if (first.passed) return { largest: top };
  // "Frag needed" and "message too long" carry the answer; it is tried before it is believed.
  const { said = top } = first;
  if (said < top && (await tryPacket(asker, ends, said)).passed) return { largest: said };
  let [low, high] = await narrow(asker, ends, COMMON, [0, top]);
  if (low === 0) return { unmeasured: 'no packet of a common size came back' };
  while (high - low > 1) [low, high] = await narrow(asker, ends, between(low, high), [low, high]);
  return { largest: low };
}

/** The sizes between which the limit lies, after asking all of these that lie between the two already known. */
async function narrow(
  asker: Asker,
  ends: readonly [string, string],
  sizes: readonly number[],
  [low, high]: readonly [number, number],
): Promise<readonly [number, number]> {
  const asked = sizes.filter((size) => size > low && size < high);
  const answers = await Promise.all(asked.map((size) => tryPacket(asker, ends, size)));
  // Given up in the middle: what passed so far stands.
  if (answers.some(({ why }) => why !== undefined)) return [low, low];
  // A lost packet makes a size look too large while a larger one passed: what passed is what counts.
  const most = Math.max(low, ...asked.filter((_, at) => answers[at]?.passed));
  return [most, Math.min(high, ...asked.filter((size) => size > most))];
}

/** Evenly spread over a gap, at most so many. */
function between(low: number, high: number): readonly number[] {
  const step = Math.max(1, (high - low) / (AT_ONCE + 1));
  return Array.from({ length: AT_ONCE }, (_, index) => Math.floor(low + step * (index + 1)));
}

interface Tried {
  readonly passed: boolean;
  /** What somebody on the way said would fit. */
  readonly said?: number;
  /** Why it could not be tried. */
  readonly why?: string;
}

async function tryPacket(asker: Asker, [from, target]: readonly [string, string], packet: number): Promise<Tried> {
  const headers = familyOf(target) === 'inet6' ? 48 : 28;
  const outcome = await asker.ask({
    kind: 'ping',
    netns: HOST_NETNS,
    target,
    from,
    count: 1,
    waitS: 1,
    intervalS: AGAIN_S,
    deadlineS: SIZE_S,
    size: packet - headers,
    dontFragment: true,
  });
  const { received, mtu } = parsePing(outcome);
  if (received > 0) return { passed: true };
  return { passed: false, said: mtu, why: mtu === undefined ? whyNotAsked(outcome, asker.host) : undefined };
}
