/** A bridge: its table only picks the port; what it does not know goes to every port that floods (net/bridge/br_input.c, br_forward.c). */
import type { Link } from '../noun/link/row.ts';
import { hop, stop, type Course } from './course.ts';
import { EVERYBODY, fits, isGroupMac, type Frame } from './packet.ts';
import { setting, type Place } from './place.ts';
import { learnPort, portOf } from './bridge-port.ts';
import { suppressed } from './suppress.ts';
import { refused } from './filters.ts';
import { nameOf, type Event, type Events, type Sim } from './sim.ts';

type Receive = Extract<Event, { do: 'receive' }>;
type Transmit = Extract<Event, { do: 'transmit' }>;

/** A frame comes in by a port. */
export function intoBridge(sim: Sim, { place, link, frame, course }: Receive, bridge: Link): Events {
  const state = link.port?.state ?? 'forwarding';
  const portSays = (why: string) =>
    stop(course, place, 'port', `port ${link.name} of ${bridge.name} on ${nameOf(place)} ${why}`);
  if (!bridge.up) return stop(course, place, 'link', `${bridge.name} on ${nameOf(place)} is down`);
  if (state !== 'forwarding') return portSays(`is ${state}`);
  if (link.port?.locked === true && portOf(sim, place, bridge, frame.src)?.port !== link.name)
    return portSays(`is locked, and ${frame.src} is not bound to it`);
  learnPort(sim, place, bridge, link, frame.src);
  const answer = suppressed(sim, place, bridge, link, frame, course);
  if (answer.reply !== undefined) return answer.reply;
  const up: Event = { do: 'up', place, link: bridge, frame, course, ...(link.mac !== undefined && { mac: link.mac }) };
  if (isGroupMac(frame.dst)) return [up, ...flood(sim, place, bridge, link, frame, course, answer.quiet)];
  const found = portOf(sim, place, bridge, frame.dst);
  if (found?.local === true || frame.dst === bridge.mac) return [up];
  return forward(sim, place, bridge, link, frame, course, found?.port);
}

/** The bridge's own namespace sends through it. */
export function fromBridge(sim: Sim, { place, link: bridge, frame, course }: Transmit): Events {
  const answer = suppressed(sim, place, bridge, undefined, frame, course);
  if (answer.reply !== undefined) return answer.reply;
  if (isGroupMac(frame.dst)) return flood(sim, place, bridge, undefined, frame, course, answer.quiet);
  return forward(sim, place, bridge, undefined, frame, course, portOf(sim, place, bridge, frame.dst)?.port);
}

function forward(
  sim: Sim,
  place: Place,
  bridge: Link,
  from: Link | undefined,
  frame: Frame,
  course: Course,
  to: string | undefined,
): Events {
  const port = to === undefined ? undefined : place.links.get(to);
  if (port === undefined || port.master !== bridge.name) return flood(sim, place, bridge, from, frame, course, false);
  const row = place.bridgeFdb.get(`${bridge.name}|${frame.dst}`);
  const at = hop(course, place, {
    table: 'fdb',
    row:
      row === undefined
        ? `${frame.dst} dev ${port.name} master ${bridge.name}`
        : fdbLine(row.mac, row.dev, bridge.name, row.state, row.flags),
    device: port.name,
    says: `${bridge.name} on ${nameOf(place)} has ${frame.dst} on port ${port.name}`,
    command: `bridge fdb get ${frame.dst} br ${bridge.name}`,
  });
  return toPort(sim, place, bridge, from, port, frame, at);
}

function fdbLine(mac: string, dev: string, bridge: string, state: string, flags: readonly string[]): string {
  return [mac, 'dev', dev, 'master', bridge, ...flags.filter((flag) => flag !== 'master'), state]
    .filter(Boolean)
    .join(' ');
}

function flood(
  sim: Sim,
  place: Place,
  bridge: Link,
  from: Link | undefined,
  frame: Frame,
  course: Course,
  quiet: boolean,
): Events {
  const kind = frame.dst === EVERYBODY ? 'bcastFlood' : isGroupMac(frame.dst) ? 'mcastFlood' : 'flood';
  const ports = [...place.links.values()].filter((port) => port.master === bridge.name && port !== from);
  const open = ports.filter(({ port }) => {
    if (port?.proxyArp === true || (quiet && (port?.proxyArpWifi === true || port?.neighSuppress === true)))
      return false;
    return port?.[kind] !== false || (kind !== 'flood' && from === undefined);
  });
  const what = frame.dst === EVERYBODY ? 'the question' : `${frame.dst}, which is in no entry,`;
  const instead = ports.filter((port) => !open.includes(port)).map(({ name }) => `${name} does not flood`);
  const at = hop(course, place, {
    table: 'fdb',
    row: '',
    device: bridge.name,
    says: `${bridge.name} on ${nameOf(place)} sends ${what} to ${open.map(({ name }) => name).join(', ') || 'no port'}`,
    instead,
    command: `bridge -d link show`,
  });
  if (open.length === 0)
    return stop(
      at,
      place,
      instead.length > 0 ? 'port' : 'fdb',
      instead.length > 0
        ? `no port of ${bridge.name} on ${nameOf(place)} floods: ${instead.join(', ')}`
        : `${bridge.name} on ${nameOf(place)} has no other port`,
      1,
    );
  return open.flatMap((port) => toPort(sim, place, bridge, from, port, frame, at));
}

function toPort(
  sim: Sim,
  place: Place,
  bridge: Link,
  from: Link | undefined,
  port: Link,
  frame: Frame,
  course: Course,
): Events {
  const says = (why: string) =>
    stop(course, place, 'port', `port ${port.name} of ${bridge.name} on ${nameOf(place)} ${why}`);
  const state = port.port?.state ?? 'forwarding';
  if (from !== undefined && from.name === port.name && port.port?.hairpin !== true)
    return says(`is where ${frame.dst} came from, and is no hairpin`);
  if (state !== 'forwarding') return says(`is ${state}`);
  if (from?.port?.isolated === true && port.port?.isolated === true) return says(`is isolated, and so is ${from.name}`);
  if (from !== undefined && !bridgedAllowed(place, bridge, from, port, frame, course)) return [];
  if (!fits(frame, port)) return says(`takes ${port.mtu} bytes, and the packet is larger`);
  return [{ do: 'transmit', place, link: port, frame, course }];
}

/** `br_netfilter` shows a bridge's IP packets to the FORWARD chain. */
function bridgedAllowed(
  place: Place,
  bridge: Link,
  _from: Link,
  _to: Link,
  { packet }: Frame,
  course: Course,
): boolean {
  if (packet === undefined) return true;
  const called =
    setting(place, packet.dst.includes(':') ? 'bridge.bridge-nf-call-ip6tables' : 'bridge.bridge-nf-call-iptables') ??
    0;
  return called === 0 || !refused(course, place, 'forward', packet, { iif: bridge.name, oif: bridge.name });
}
