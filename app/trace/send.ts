/** A namespace sends: route, source address, packet filters, next hop, MTU (net/ipv4/route.c `ip_route_output_key`, ip_output.c). */
import { familyOf } from '../base/ip.ts';
import { hop, stop, type Course } from './course.ts';
import { refused } from './filters.ts';
import type { Packet } from './packet.ts';
import { hasAddress, type Place } from './place.ts';
import { routeLine } from '../doctor/lookup.ts';
import { nameOf, type Event, type Events, type Sim } from './sim.ts';
import { sourceFor } from './source.ts';
import type { Asked } from './rule.ts';
import { wayLine, wayOf, type Arm, type Way } from './way.ts';

type Send = Extract<Event, { do: 'send' }>;

/** A packet of this namespace that is to leave or to stay. `src` empty: what the kernel chooses. */
export function send(sim: Sim, { place, packet, oif, course }: Send): Events {
  const asked: Asked = { ...fieldsOf(packet), ...(oif !== undefined && { oif }) };
  const way = wayOf(place, asked);
  const found = oif === undefined || way.type !== 'none' ? way : onLink(way, oif);
  const at = hop(course, place, routeSaid(place, found, asked));
  if (packet.src !== '' && familyOf(packet.src) === 'inet' && !hasAddress(place, packet.src))
    return stop(at, place, 'address', `${packet.src} is no address of ${nameOf(place)}`);
  if (found.type === 'local') return toSelf(place, found, packet, at);
  if (found.type !== 'unicast' && found.type !== 'multicast' && found.type !== 'broadcast')
    return stop(
      at,
      place,
      found.route === undefined && found.rule !== undefined ? 'rule' : 'route',
      refusal(place, found, packet.dst),
    );
  return found.arms.flatMap((arm) => leave(sim, place, found, arm, packet, atArm(at, place, found, arm)));
}

export function fieldsOf({ src, dst, protocol, sport, dport }: Packet): Asked {
  return {
    dst,
    protocol,
    ...(src !== '' && { from: src }),
    ...(sport !== undefined && { sport }),
    ...(dport !== undefined && { dport }),
  };
}

/** Told by which device, the kernel takes an address that no route leads to for one that is on that link. */
function onLink(way: Way, oif: string): Way {
  return { ...way, type: 'unicast', arms: [{ dev: oif }] };
}

export function atArm(course: Course, place: Place, { arms }: Way, { dev, gateway }: Arm): Course {
  return arms.length < 2 ? course : { ...course, arms: [...course.arms, `${nameOf(place)} ${dev} ${gateway ?? ''}`] };
}

function toSelf(place: Place, way: Way, packet: Packet, course: Course): Events {
  const src = packet.src === '' ? (way.route?.prefsrc ?? packet.dst) : packet.src;
  const own = { ...packet, src };
  if (refused(course, place, 'out', own, { oif: 'lo' }) || refused(course, place, 'in', own, { iif: 'lo' })) return [];
  return [{ do: 'deliver', place, packet: own, dev: 'lo', course }];
}

function leave(sim: Sim, place: Place, way: Way, arm: Arm, packet: Packet, course: Course): Events {
  const src = packet.src === '' ? sourceFor(place, way, arm, packet.dst) : packet.src;
  if (src === undefined) return stop(course, place, 'address', `${nameOf(place)} has no address to send from`);
  const sent = { ...packet, src };
  if (refused(course, place, 'out', sent, { oif: arm.dev })) return [];
  return through(place, arm, sent, course);
}

/** By a device to the next hop, which is the address itself where there is no gateway. */
export function through(place: Place, { dev, gateway, encap }: Arm, given: Packet, course: Course): Events {
  const packet = encap === undefined ? given : { ...given, encap };
  const link = place.links.get(dev);
  if (link === undefined) return stop(course, place, 'link', `${dev} is not there`);
  if (!link.up) return stop(course, place, 'link', `${dev} on ${nameOf(place)} is down`);
  const narrow = narrowest(place, link.mtu, packet.dst);
  if (packet.size > narrow.mtu && packet.cut === 'nobody')
    return stop(course, place, narrow.table, `${packet.size} bytes are more than ${narrow.says}`);
  const sent = packet.size > narrow.mtu ? { ...packet, size: narrow.mtu } : packet;
  return [{ do: 'out', place, link, nexthop: gateway ?? packet.dst, packet: sent, course }];
}

/** The device's MTU, or less where the path was found to take less. */
function narrowest(
  place: Place,
  mtu: number,
  dst: string,
): { readonly mtu: number; readonly table: 'link' | 'route'; readonly says: string } {
  const known = place.facts.pathMtus.find((one) => one.netns === place.netns && one.dst === dst);
  if (known !== undefined && known.mtu < mtu)
    return {
      mtu: known.mtu,
      table: 'route',
      says: `the path to ${dst} was found to take (${known.mtu}, ip route show cache)`,
    };
  return { mtu, table: 'link', says: `the device's MTU, ${mtu}` };
}

export function routeSaid(place: Place, way: Way, asked: Asked) {
  const { route, rule, arms, type } = way;
  const [arm] = arms;
  const by =
    arms.length > 1
      ? `by one of ${arms.length} next hops, which a hash of the flow chooses`
      : arm === undefined
        ? ''
        : `by ${arm.dev}${arm.gateway === undefined ? '' : ` via ${arm.gateway}`}`;
  const says =
    type === 'local'
      ? `${asked.dst} is ${nameOf(place)} itself`
      : arm === undefined
        ? refusal(place, way, asked.dst)
        : `${asked.dst} leaves ${nameOf(place)} ${by}`;
  return {
    table: route === undefined && rule !== undefined ? ('rule' as const) : ('route' as const),
    row: wayLine(way),
    device: arm?.dev,
    says,
    instead: [
      ...arms.slice(1).map(({ dev, gateway }) => `nexthop ${gateway === undefined ? '' : `via ${gateway} `}dev ${dev}`),
      ...way.shadowed.slice(0, 3).map(routeLine),
    ],
    command: routeGet(asked),
  };
}

function routeGet({ dst, from, iif, oif, protocol, sport, dport }: Asked): string {
  const words = [
    ['from', from],
    ['iif', iif],
    ['oif', oif],
  ].flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]));
  const ports =
    dport === undefined
      ? []
      : [`ipproto ${protocol}`, ...(sport === undefined ? [] : [`sport ${sport}`]), `dport ${dport}`];
  return ['ip route get', dst, ...words, ...ports].join(' ');
}

export function refusal(place: Place, { type, rule, route }: Way, dst: string): string {
  if (type === 'none') return `${nameOf(place)} has no route to ${dst}`;
  const what =
    route === undefined && rule !== undefined ? 'a rule' : `the route ${route === undefined ? '' : routeLine(route)}`;
  return `${what} on ${nameOf(place)} refuses ${dst}`;
}
