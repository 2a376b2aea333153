/** A packet comes into a namespace: for itself, or to be handed on (net/ipv4/route.c `ip_route_input_slow`, ip_forward.c). */
import { familyOf, isMulticast } from '../base/ip.ts';
import type { Link } from '../noun/link/row.ts';
import { arrive, hop, stop, type Course } from './course.ts';
import { refused } from './filters.ts';
import type { Packet } from './packet.ts';
import { hasAddress, setting, type Place } from './place.ts';
import { receiversOf } from './receivers.ts';
import { atArm, fieldsOf, refusal, routeSaid, through } from './send.ts';
import { nameOf, type Event, type Events, type Sim } from './sim.ts';
import type { Asked } from './rule.ts';
import { wayOf, type Way } from './way.ts';

type Deliver = Extract<Event, { do: 'deliver' }>;

/** `toAll`: the frame was for everybody; such a packet is not handed on. */
export function packetIn(sim: Sim, place: Place, link: Link, packet: Packet, course: Course, toAll: boolean): Events {
  const cards = { iif: link.name };
  if (isMulticast(packet.dst))
    return refused(course, place, 'in', packet, cards)
      ? []
      : [{ do: 'deliver', place, packet, dev: link.name, course }];
  if (refused(course, place, 'before', packet, cards)) return [];
  const asked: Asked = { ...fieldsOf(packet), iif: link.name };
  const way = wayOf(place, asked);
  const forged = familyOf(packet.src) === 'inet' ? disbelieved(place, link, packet) : undefined;
  if (way.type === 'local') {
    if (forged !== undefined) return stop(course, place, forged.table, forged.why);
    if (refused(course, place, 'in', packet, cards)) return [];
    return [{ do: 'deliver', place, packet, dev: link.name, course }];
  }
  if (toAll) return stop(course, place, 'route', `${packet.dst} is no address of ${nameOf(place)}`, 0);
  return handOn(sim, place, link, packet, way, asked, forged, course);
}

interface Disbelief {
  readonly table: 'sysctl' | 'address';
  readonly why: string;
}

function handOn(
  sim: Sim,
  place: Place,
  link: Link,
  packet: Packet,
  way: Way,
  asked: Asked,
  forged: Disbelief | undefined,
  course: Course,
): Events {
  const at = hop(course, place, routeSaid(place, way, asked));
  if (!forwards(place, link, packet.dst))
    return stop(
      at,
      place,
      'sysctl',
      `${nameOf(place)} does not forward what comes in by ${link.name}, and ${packet.dst} is not its own address`,
    );
  if (way.type !== 'unicast')
    return stop(
      at,
      place,
      way.route === undefined && way.rule !== undefined ? 'rule' : 'route',
      refusal(place, way, packet.dst),
    );
  if (forged !== undefined) return stop(at, place, forged.table, forged.why);
  if (packet.ttl <= 1) return stop(at, place, 'vxlan', `the packet's TTL ran out on ${nameOf(place)}`);
  const cut = packet.cut === 'sender' ? 'nobody' : packet.cut;
  const onward: Packet = { ...packet, ttl: packet.ttl - 1, cut };
  return way.arms.flatMap((arm) => {
    const arm1 = atArm(at, place, way, arm);
    if (refused(arm1, place, 'forward', onward, { iif: link.name, oif: arm.dev })) return [];
    return through(place, arm, onward, arm1);
  });
}

/** The device's own setting decides, not the namespace's (`IN_DEV_FORWARD`); of IPv6 that of all. */
function forwards(place: Place, { name }: Link, dst: string): boolean {
  if (dst.includes(':')) return (setting(place, 'ipv6.conf.all.forwarding') ?? 1) > 0;
  return (setting(place, `ipv4.conf.${name}.forwarding`) ?? setting(place, 'ipv4.conf.all.forwarding') ?? 1) > 0;
}

/** Why the source of a packet is not believed (`fib_validate_source`); rp_filter is the larger of all and the device's. */
function disbelieved(place: Place, { name }: Link, { src }: Packet): Disbelief | undefined {
  const of = (what: string) =>
    Math.max(setting(place, `ipv4.conf.all.${what}`) ?? 0, setting(place, `ipv4.conf.${name}.${what}`) ?? 0);
  if (name === 'lo') return undefined;
  if (hasAddress(place, src))
    return of('accept_local') > 0
      ? undefined
      : { table: 'address', why: `the packet's source ${src} is an address of ${nameOf(place)} itself` };
  const strict = of('rp_filter');
  if (strict === 0) return undefined;
  const back = wayOf(place, { dst: src, iif: name, protocol: 'none' });
  const known = back.type === 'unicast';
  if (known && (strict === 2 || back.arms.some(({ dev }) => dev === name))) return undefined;
  // Without a single address on the device nothing can be compared.
  const way = known ? `leads by ${back.arms.map(({ dev }) => dev).join(', ')}` : 'is not there';
  return {
    table: 'sysctl',
    why: `rp_filter is ${strict} for ${name} on ${nameOf(place)}, and the way back to ${src} ${way}`,
  };
}

/** For this namespace: it has arrived, or it is a tunnel's. */
export function deliver(sim: Sim, { place, packet, dev, course }: Deliver): Events {
  if (packet.carries === undefined) {
    const at = hop(course, place, {
      table: 'address',
      row: packet.dst,
      device: dev,
      says: `${nameOf(place)} has ${packet.dst}`,
      command: `ip address show to ${packet.dst}`,
    });
    return arrive(at, place, `${packet.dst} is reached on ${nameOf(place)}`);
  }
  const { found, why, table } = receiversOf(sim, place, packet);
  if (found === undefined) return stop(course, place, table, why);
  return [{ do: 'unwrap', tunnel: found, packet, course }];
}
