/** A device sends a frame: into the cable, onto the underlay's wire, into a bridge or a tunnel. */
import { seenOn, stop } from './course.ts';
import { fits, isGroupMac, type Frame } from './packet.ts';
import { hasAddress, setting } from './place.ts';
import type { Port } from './cables.ts';
import { nameOf, whoHas, type Event, type Events, type Sim } from './sim.ts';
import { fromBridge } from './bridge.ts';
import { wrap } from './wrap.ts';

type Transmit = Extract<Event, { do: 'transmit' }>;

/** A frame that went through so many devices goes round. */
const MOST_DEVICES = 64;

export function transmit(sim: Sim, event: Transmit): Events {
  const { place, link, course } = event;
  if (course.passed > MOST_DEVICES)
    return stop(course, place, 'link', `the frame goes round: it passed ${MOST_DEVICES} devices`, 1);
  if (!link.up) return stop(course, place, 'link', `${link.name} on ${nameOf(place)} is down`);
  if (!link.carrier)
    return stop(
      course,
      place,
      'link',
      `${link.name} on ${nameOf(place)} has no carrier: its other end is down or not plugged in`,
    );
  const passed = { ...event, course: { ...seenOn(course, place, link.name, 'tx'), passed: course.passed + 1 } };
  if (link.kind === 'bridge') return fromBridge(sim, passed);
  if (link.kind === 'vxlan') return wrap(sim, passed);
  if (link.kind === 'loopback') return [{ ...passed, do: 'receive' }];
  if (link.kind === 'dummy') return stop(course, place, 'link', `${link.name} on ${nameOf(place)} leads nowhere`);
  const peer = sim.net.peer(place, link);
  return peer === undefined ? ontoWire(sim, passed) : [arriveAt(passed, peer)].flat();
}

function arriveAt({ frame, course }: Transmit, { place, link }: Port): Events {
  if (!link.up) return stop(course, place, 'link', `${link.name} on ${nameOf(place)} is down`);
  if (!fits(frame, link))
    return stop(
      course,
      place,
      'link',
      `the frame is larger than ${link.name} on ${nameOf(place)} takes (MTU ${link.mtu})`,
    );
  return [{ do: 'receive', place, link, frame, course }];
}

/** Whoever on the same underlay has that MAC address, or hands frames on; for a question, whoever may answer. */
function ontoWire(sim: Sim, event: Transmit): Events {
  const { place, link, frame, course } = event;
  const ports = sim.net.wire(place, link);
  const meant = ports.filter((port) => takes(frame, port));
  if (meant.length > 0) return meant.flatMap((port) => arriveAt(event, port));
  const target = frame.ask?.target ?? frame.packet?.dst ?? '';
  const who = whoHas(sim.net, target);
  const end = who === '' ? `no host that was looked at has ${target}` : `${who} has ${target}, but not on this wire`;
  const to = isGroupMac(frame.dst) ? '' : ` for ${frame.dst}`;
  return stop(course, place, 'wire', `the frame${to} leaves ${nameOf(place)} by ${link.name}, and ${end}`, 1);
}

function takes(frame: Frame, { place, link }: Port): boolean {
  if (link.master !== undefined) return true;
  if (!isGroupMac(frame.dst)) return frame.dst === link.mac;
  if (frame.ask === undefined) return frame.packet === undefined || joined(frame, { place, link });
  const proxies =
    [...place.proxies].length > 0 ||
    (setting(place, `ipv4.conf.${link.name}.proxy_arp`) ?? 0) > 0 ||
    (setting(place, 'ipv4.conf.all.proxy_arp') ?? 0) > 0;
  return proxies || hasAddress(place, frame.ask.target);
}

/** A vxlan device joins its group on the device it was told. */
function joined({ packet }: Frame, { place, link }: Port): boolean {
  if (packet?.carries === undefined) return true;
  return [...place.facts.tables.link].some(
    ({ vxlan, up }) => up && vxlan?.group === packet.dst && (vxlan.dev === undefined || vxlan.dev === link.name),
  );
}
