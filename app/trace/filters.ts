/** What packet filters of a namespace do with a packet; a rule that is not understood lets it pass. */
import { judge, FORWARDED, INCOMING, OUTGOING, entryOf, showOf, type Judged } from '../doctor/filter-hooks.ts';
import { stop, type Course } from './course.ts';
import { nameOf } from './sim.ts';
import type { Packet } from './packet.ts';
import type { Place } from './place.ts';

export interface Cards {
  readonly iif?: string;
  readonly oif?: string;
}

type Side = 'in' | 'before' | 'out' | 'forward';

const HOOKS = {
  in: INCOMING,
  /** What is passed before it is known whether the packet is for this namespace. */
  before: INCOMING.filter(({ chain }) => chain !== 'INPUT'),
  out: OUTGOING,
  forward: [...FORWARDED, ...OUTGOING.filter(({ chain }) => chain === 'POSTROUTING')],
};

function verdictOf(place: Place, side: Side, packet: Packet, cards: Cards): Judged | undefined {
  const { protocol, src, dst, dport, established } = packet;
  const asked = {
    protocol,
    src,
    dst,
    length: packet.size,
    ...(dport !== undefined && { dport }),
    ...cards,
    ...(established && { established }),
  };
  const found = judge(place.facts.filters.get(place.netns), HOOKS[side], asked);
  return found?.verdict.verdict === 'limit' ? undefined : found;
}

/** Ends the branch where a rule drops the packet or sends it elsewhere. */
export function refused(course: Course, place: Place, side: Side, packet: Packet, cards: Cards): boolean {
  const found = verdictOf(place, side, packet, cards);
  if (found === undefined) return false;
  const entry = entryOf(found.tool, found.verdict);
  const does = found.verdict.verdict === 'steal' ? 'sends it elsewhere' : 'drops it';
  stop(course, place, 'firewall', `${entry} on ${nameOf(place)} ${does} (${showOf(found.tool, found.verdict)})`);
  return true;
}
