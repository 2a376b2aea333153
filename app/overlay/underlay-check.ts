/**
 * What two hosts said when they were asked about the network between them, before anything is planned: who reaches whom,
 * how large a packet passes, which UDP ports are taken. Facts only; `underlay-judge` says what they mean for a link.
 */
import type { Reach, UdpSocket, Way } from '../problem/reach.ts';
import type { HostId } from '../base/host.ts';
import type { Tables } from '../noun/snapshot.ts';
import { HOST_NETNS } from '../noun/netns/row.ts';
import { contains, familyOf } from '../base/ip.ts';
import { tunnelUnder, type TunnelUnder } from './tunnel-under.ts';
import { isPlain, networkAround, pairUnderlays, underlayOn, underlaysOf, type Underlay } from './underlay.ts';

/** One direction of a pair of addresses. */
export interface UnderlayWay {
  readonly reach: Reach;
  /** Where the kernel would send it; absent where it did not say. */
  readonly way?: Way;
  /** The tunnel that packets would leave through, where they do. */
  readonly tunnel?: TunnelUnder;
  /** The network of the address they come from, where the other end is in it too. */
  readonly network?: string;
  /** The largest IP packet in bytes that passed unfragmented; absent where that was not tried or nothing passed. */
  readonly largest?: number;
  /** Why there is no `largest` although the address answers, as the end of a sentence. */
  readonly unmeasured?: string;
}

export interface UnderlayPair {
  /** In the order of the hosts. */
  readonly addresses: readonly [string, string];
  /** There and back. */
  readonly ways: readonly [UnderlayWay, UnderlayWay];
}

/** Sockets of programs and of the kernel's other tunnels, without those of vxlan devices; or why they are not known. */
export type Foreign = { readonly sockets: readonly UdpSocket[] } | { readonly why: string };

export interface UnderlayCheck {
  readonly hosts: readonly [HostId, HostId];
  /** The best first: that one was asked for its path MTU too. Empty where the hosts have no addresses that go together. */
  readonly pairs: readonly UnderlayPair[];
  readonly foreign: readonly [Foreign, Foreign];
}

/** Pairs that are asked at once: each is two pings. More would only be further guesses; fewer could miss the one that works. */
const MOST_PAIRS = 6;

/** Pairs of addresses that a tunnel could run between, the likeliest first; with one end given, those with that end. */
export function candidatePairs(
  a: Tables,
  b: Tables,
  [givenA, givenB]: readonly [Underlay?, Underlay?] = [],
): readonly (readonly [Underlay, Underlay])[] {
  const first = givenA === undefined && givenB === undefined ? pairUnderlays(a, b) : undefined;
  const [ones, others] = [givenA ? [givenA] : underlaysOf(a), givenB ? [givenB] : underlaysOf(b)];
  const all = ones.flatMap((one) => others.map((other) => [one, other] as const));
  const fitting = all.filter(
    ([one, other]) => one.address !== other.address && familyOf(one.address) === familyOf(other.address),
  );
  const rest = fitting.filter(
    ([one, other]) => one.address !== first?.[0].address || other.address !== first[1].address,
  );
  const [plain, nested] = parted([...(first ? [first] : []), ...rest], (pair) => pair.every(isPlain));
  // One through a tunnel is asked all the same: it may be the only one that answers.
  const least = Math.min(nested.length, 1);
  return [...plain.slice(0, MOST_PAIRS - least), ...nested].slice(0, MOST_PAIRS);
}

function parted<T>(all: readonly T[], test: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/**
 * By what was found, else in the order given: a pair that answers both ways stands before one that answers one way, and one
 * that no tunnel carries before one that is wrapped already.
 */
export function rankPairs(pairs: readonly UnderlayPair[]): readonly UnderlayPair[] {
  const COST = { answered: 0, unknown: 2, silent: 4, unreachable: 6 } as const;
  const cost = ({ ways }: UnderlayPair): number =>
    ways.reduce((sum, { reach, tunnel }) => sum + COST[reach.state] + (tunnel ? 0.5 : 0), 0);
  return [...pairs].sort((one, other) => cost(one) - cost(other));
}

/** What the tables know about the way that a host named. */
export function leavesBy(tables: Tables, from: Underlay, to: Underlay, asked: UnderlayWay): UnderlayWay {
  const dev = asked.way === undefined || asked.way === 'none' ? from.dev : asked.way.dev;
  const tunnel = tunnelUnder(tables, dev);
  const network = networkAround(tables, from.address);
  return { ...asked, ...(tunnel && { tunnel }), ...(contains(network, to.address) && { network }) };
}

/**
 * A socket that no vxlan device explains. The kernel's own sockets name no program, and a vxlan device has one for its
 * port as long as it is up.
 */
export function foreignSockets(sockets: readonly UdpSocket[], tables: Tables): readonly UdpSocket[] {
  const ours = new Set(tables.link.flatMap(({ vxlan, up }) => (vxlan !== undefined && up ? [vxlan.dstport] : [])));
  return sockets.filter(({ port, program }) => program !== undefined || !ours.has(port));
}

/** The pair between these addresses, as far as it was asked. */
export function pairOf(check: UnderlayCheck, addresses: readonly [string, string]): UnderlayPair | undefined {
  return check.pairs.find((pair) => pair.addresses[0] === addresses[0] && pair.addresses[1] === addresses[1]);
}

/** Bytes that pass both ways; undefined where one way is not known. */
export function pathMtu({ ways: [there, back] }: UnderlayPair): number | undefined {
  return there.largest === undefined || back.largest === undefined ? undefined : Math.min(there.largest, back.largest);
}

export function answersBothWays({ ways }: UnderlayPair): boolean {
  return ways.every(({ reach }) => reach.state === 'answered');
}

/** The usable underlay with that address. */
export function underlayWith(tables: Tables, address: string): Underlay | undefined {
  return underlaysOf(tables).find((one) => one.address === address) ?? anyWith(tables, address);
}

/** Also an address that would not be suggested: of a bridge, or of scope link. */
function anyWith(tables: Tables, address: string): Underlay | undefined {
  const row = tables.address.find(({ netns, local }) => netns === HOST_NETNS && local === address);
  const link = row && tables.link.find(({ netns, name }) => netns === HOST_NETNS && name === row.dev);
  return link && underlayOn(tables, link, address);
}
