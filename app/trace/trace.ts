/** A packet's way through the tables of all hosts, and its answer's way back. */
import { createNet } from './net.ts';
import { hopsOf, judged, newCourse, passesOf, type End } from './course.ts';
import type { TraceFacts } from './facts.ts';
import type { Path, PathEnd, Question, Trace } from './hop.ts';
import type { Packet } from './packet.ts';
import { type Place } from './place.ts';
import { run } from './run.ts';
import { nameOf, newSim, type Sim } from './sim.ts';
import { sourceFor } from './source.ts';
import { wayOf } from './way.ts';

/** A port that nobody listens on by chance. */
const SOURCE_PORT = 40_000;

/** Undefined: there is no such host or namespace among the facts. */
export function trace(all: readonly TraceFacts[], question: Question): Trace | undefined {
  const net = createNet(all);
  const place = net.place(question.host, question.netns);
  if (place === undefined) return undefined;
  const sim = newSim(net);
  const packet = packetOf(question);
  const ends = run(sim, { do: 'send', place, packet, course: newCourse() });
  const end = judged(ends);
  const src = packet.src === '' ? (sourceUsed(place, packet) ?? '') : packet.src;
  const there = pathOf(end, place, src, packet.dst);
  const back = answer(sim, end, place, { ...packet, src });
  const notLookedAt = [...all.flatMap((one) => one.notLookedAt), ...sim.notLookedAt];
  return { arrives: there.end.arrives && back.end.arrives, there, back, notLookedAt };
}

function packetOf({ address, from, protocol, port, size }: Question): Packet {
  const ports = protocol === 'icmp' ? {} : { sport: SOURCE_PORT, dport: port ?? 0 };
  return { src: from ?? '', dst: address, protocol, ...ports, size, cut: 'nobody', ttl: 64, established: false };
}

function sourceUsed(place: Place, { dst, protocol, sport, dport }: Packet): string | undefined {
  const way = wayOf(place, {
    dst,
    protocol,
    ...(sport !== undefined && { sport }),
    ...(dport !== undefined && { dport }),
  });
  const arm = way.arms[0] ?? { dev: 'lo' };
  return sourceFor(place, way, arm, dst);
}

/** From whoever got it, else from whoever has the address. */
function answer(sim: Sim, end: End | undefined, from: Place, { src, dst, ...rest }: Packet): Path {
  const owner = end?.arrives === true ? end.place : ownerOf(sim, dst, from);
  const none = { host: from.host, netns: from.netns, arrives: false } as const;
  if (owner === undefined)
    return {
      from: dst,
      to: src,
      hops: [],
      passes: [],
      end: { ...none, table: 'address', why: `no host that was looked at has ${dst}` },
    };
  if (src === '')
    return {
      from: dst,
      to: '',
      hops: [],
      passes: [],
      end: { ...none, table: 'address', why: `${nameOf(from)} has no address to answer to` },
    };
  const { sport, dport } = rest;
  const packet: Packet = {
    ...rest,
    src: dst,
    dst: src,
    // The kernel's answer to an echo request may be cut, whatever the request said (net/ipv4/icmp.c).
    cut: protocolCut(rest.protocol, dst),
    established: true,
    ...(dport !== undefined && { sport: dport }),
    ...(sport !== undefined && { dport: sport }),
  };
  const ends = run(sim, { do: 'send', place: owner, packet, course: newCourse() });
  const arrived = judged(ends);
  const elsewhere = arrived?.arrives === true && arrived.place !== from;
  if (!elsewhere) return pathOf(arrived, owner, dst, src);
  const wrong = pathOf(arrived, owner, dst, src);
  return {
    ...wrong,
    end: { ...wrong.end, arrives: false, why: `the answer reaches ${nameOf(arrived.place)}, which has ${src} too` },
  };
}

function protocolCut(protocol: Packet['protocol'], ip: string): Packet['cut'] {
  if (protocol !== 'icmp') return 'nobody';
  return ip.includes(':') ? 'sender' : 'anybody';
}

function ownerOf(sim: Sim, ip: string, from: Place): Place | undefined {
  const owners = sim.net.owners(ip).filter(({ address }) => address.scope !== 'host');
  return (owners.find(({ place }) => place !== from) ?? owners[0])?.place;
}

function pathOf(end: End | undefined, start: Place, from: string, to: string): Path {
  if (end === undefined)
    return {
      from,
      to,
      hops: [],
      passes: [],
      end: {
        arrives: false,
        host: start.host,
        netns: start.netns,
        table: 'wire',
        why: 'the packet is lost without a trace',
      },
    };
  const { arrives, place, table, why } = end;
  const last: PathEnd = { arrives, host: place.host, netns: place.netns, table, why };
  return { from, to, hops: hopsOf(end.trail), passes: passesOf(end.seen), end: last };
}
