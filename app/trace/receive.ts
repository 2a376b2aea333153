/** A frame comes out of a device: to its bridge, or to the namespace (net/core/dev.c, ipv4/ip_input.c). */
import { seenOn, stop } from './course.ts';
import { intoBridge } from './bridge.ts';
import { isGroupMac } from './packet.ts';
import { hasAddress, setting, type Place } from './place.ts';
import { heard } from './neighbour.ts';
import { packetIn } from './packet-in.ts';
import { nameOf, type Event, type Events, type Sim } from './sim.ts';

type Receive = Extract<Event, { do: 'receive' }>;
type Up = Extract<Event, { do: 'up' }>;

export function receive(sim: Sim, given: Receive): Events {
  const { place, link } = given;
  const course = seenOn(given.course, place, link.name, 'rx');
  const event = { ...given, course };
  if (!link.up) return stop(course, place, 'link', `${link.name} on ${nameOf(place)} is down`);
  const master = link.master === undefined ? undefined : place.links.get(link.master);
  if (master?.kind === 'bridge') return intoBridge(sim, event, master);
  return [{ ...event, do: 'up' }];
}

/** What is for another MAC address is not heard, unless it is for everybody. */
export function up(sim: Sim, given: Up): Events {
  const { place, link, frame, mac } = given;
  // Of other devices it was said when the frame came out of them.
  const course = link.kind === 'bridge' ? seenOn(given.course, place, link.name, 'rx') : given.course;
  const event = { ...given, course };
  if (!link.up) return stop(course, place, 'link', `${link.name} on ${nameOf(place)} is down`);
  const { packet, ask } = frame;
  if (!isGroupMac(frame.dst) && link.kind !== 'loopback' && frame.dst !== link.mac && frame.dst !== mac) {
    const meant = packet !== undefined && hasAddress(place, packet.dst);
    return stop(
      course,
      place,
      'link',
      `the frame is for ${frame.dst}, and ${link.name} on ${nameOf(place)} has ${link.mac ?? 'none'}: it is for another host`,
      meant ? 2 : 1,
    );
  }
  if (ask !== undefined)
    return isOff(place, link.name, ask.target)
      ? stop(course, place, 'sysctl', offWhy(place, link.name), hasAddress(place, ask.target) ? 2 : 0)
      : heard(sim, event, ask);
  if (packet === undefined) return [];
  if (isOff(place, link.name, packet.dst)) return stop(course, place, 'sysctl', offWhy(place, link.name));
  return packetIn(sim, place, link, packet, course, isGroupMac(frame.dst));
}

function isOff(place: Place, dev: string, ip: string): boolean {
  return ip.includes(':') && setting(place, `ipv6.conf.${dev}.disable_ipv6`) === 1;
}

function offWhy(place: Place, dev: string): string {
  return `IPv6 is off for ${dev} on ${nameOf(place)} (disable_ipv6)`;
}
