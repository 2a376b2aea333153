/** One real packet beside the prediction: where they part. Counters are shared, so only one that did not rise proves anything. */
import type { Counters } from '../doctor/facts.ts';
import type { HostId } from '../base/host.ts';
import type { Pass, Path, Trace } from './hop.ts';

/** What came of the packet: `unknown` where nothing answers such a packet, and counters have to say. */
export type Answer = 'answered' | 'silent' | 'refused' | 'not-sent' | 'unknown';

export interface Rise {
  readonly host: HostId;
  readonly netns: string;
  readonly name: string;
  readonly by: number;
}

export interface Parting {
  /** On the way there, or back. */
  readonly way: 'there' | 'back';
  /** The first device where the packet was not seen. */
  readonly at: Pass;
  /** The last one before, where it was. */
  readonly after?: Pass;
  readonly says: string;
}

export interface Sent {
  readonly command: string;
  readonly answer: Answer;
  /** Its own port, where it could be learned. */
  readonly sourcePort?: number;
  readonly agrees: boolean;
  readonly parts: Parting | null;
  /** Counters that say why a packet was dropped, and that rose meanwhile. */
  readonly rose: readonly Rise[];
  readonly says: string;
}

/** Counters by `HOST|NETNS`. */
export type Counted = ReadonlyMap<string, Counters>;

/** Those that rise when something is dropped or not understood (`nstat`, `ip -s -s link`). */
const TELLING =
  /^(IpInAddrErrors|IpInDiscards|IpOutNoRoutes|IpFragFails|IpInHdrErrors|UdpNoPorts|UdpInCsumErrors|Udp6NoPorts|Udp6InCsumErrors|TcpInCsumErrors|IcmpInDestUnreachs|IcmpInTimeExcds|IpExtInNoRoutes|TcpExtIPReversePathFilter|Ip6InNoRoutes|Ip6InAddrErrors|.* (tx|rx)_(dropped|errors|carrier_errors|collisions|otherhost|frame_errors|nohandler))$/;

export function placesOf({ there, back }: Trace): readonly { readonly host: HostId; readonly netns: string }[] {
  const all = [...there.passes, ...back.passes, there.end, back.end];
  return [...new Map(all.map(({ host, netns }) => [`${host}|${netns}`, { host, netns }])).values()];
}

export function judgeSent(
  trace: Trace,
  command: string,
  answer: Answer,
  before: Counted,
  after: Counted,
  sourcePort?: number,
): Sent {
  const rise = ({ host, netns, device, side }: Pass): number | undefined =>
    riseOf(`${host}|${netns}`, `${device} ${side}_packets`, before, after);
  const there = unseen('there', trace.there, rise);
  const real = answer === 'unknown' ? there === undefined : answer === 'answered' || answer === 'refused';
  const back = answer === 'unknown' ? undefined : unseen('back', trace.back, rise);
  const predicted = answer === 'unknown' ? trace.there.end.arrives : trace.arrives;
  const parts = real ? null : (there ?? back ?? null);
  const agrees = predicted === real;
  return {
    ...{ command, answer, agrees, parts: agrees ? null : parts, rose: roseOf(trace, before, after) },
    ...(sourcePort !== undefined && { sourcePort }),
    says: sentence(trace, agrees, real, parts),
  };
}

function riseOf(place: string, name: string, before: Counted, after: Counted): number | undefined {
  const [was, is] = [before.get(place)?.get(name), after.get(place)?.get(name)];
  return was === undefined || is === undefined ? undefined : is - was;
}

/** The first device of the predicted way whose counter did not rise at all. */
function unseen(way: Parting['way'], { passes }: Path, rise: (pass: Pass) => number | undefined): Parting | undefined {
  const at = passes.findIndex((pass) => rise(pass) === 0);
  const [here, before] = [passes[at], passes[at - 1]];
  if (here === undefined) return undefined;
  const seen = before === undefined ? 'It was seen nowhere' : `It was last seen on ${nameOf(before)}`;
  return { way, at: here, ...(before && { after: before }), says: `${seen}; ${nameOf(here)} did not see it` };
}

function nameOf({ host, netns, device }: Pass): string {
  return `${device} of ${netns === '' ? host : `${host}/${netns}`}`;
}

function roseOf(trace: Trace, before: Counted, after: Counted): readonly Rise[] {
  return placesOf(trace).flatMap(({ host, netns }) => {
    const key = `${host}|${netns}`;
    return [...(after.get(key) ?? new Map<string, number>())].flatMap(([name, value]): Rise[] => {
      const by = value - (before.get(key)?.get(name) ?? 0);
      return by > 0 && TELLING.test(name) ? [{ host, netns, name, by }] : [];
    });
  });
}

function sentence({ there, back }: Trace, agrees: boolean, real: boolean, parts: Parting | null): string {
  if (agrees && real) return 'The packet did what the tables say: it arrived, and was answered.';
  const stops = there.end.arrives ? back.end : there.end;
  if (agrees) return `The packet did what the tables say: it was lost. ${stops.why}.`;
  if (real)
    return `The packet was answered, though the tables say that it stops at ${stops.host}: ${stops.why}. Something answers in its place, or the tables changed meanwhile.`;
  const where =
    parts === null
      ? 'Every device counted it: what no counter shows took it (a filter, or the machine between)'
      : parts.says;
  return `The tables say that it arrives, and it did not. ${where}.`;
}
