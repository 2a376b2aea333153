/** A vxlan device takes a packet in and learns from it (`vxlan_set_mac`, `vxlan_snoop`). */
import { hop, stop } from './course.ts';
import { isMulticast } from '../base/ip.ts';
import type { Packet } from './packet.ts';
import { nameOf, type Event, type Events, type Sim } from './sim.ts';
import type { Tunnel } from './net.ts';
import { entryLine, vtepKey } from './tunnel-target.ts';

type Unwrap = Extract<Event, { do: 'unwrap' }>;

export function unwrap(sim: Sim, { tunnel, packet, course }: Unwrap): Events {
  const { place, link } = tunnel;
  const frame = packet.carries?.frame;
  if (frame === undefined) return [];
  const at = hop(course, place, {
    table: 'vxlan',
    row: `${link.name} id ${link.vxlan?.vni ?? ''} dstport ${link.vxlan?.dstport ?? ''}`,
    device: link.name,
    says: `${link.name} on ${nameOf(place)} takes VNI ${packet.carries?.vni ?? ''} on port ${packet.dport ?? ''}`,
    command: `ip -d link show dev ${link.name}`,
  });
  if (frame.src === link.mac)
    return stop(
      at,
      place,
      'vxlan',
      `${link.name} on ${nameOf(place)} has the sender's own MAC address ${frame.src}, and drops what seems to be its own`,
    );
  const pinned = learn(sim, tunnel, packet, frame.src);
  if (pinned !== undefined)
    return stop(
      at,
      place,
      'fdb',
      `${link.name} on ${nameOf(place)} has ${frame.src} pinned to another VTEP (${pinned}), and drops what comes from ${packet.src}`,
    );
  return [{ do: 'receive', place, link, frame, course: at }];
}

/** The entry that forbids it; undefined: it passes. A device that learns drops what comes from elsewhere than a permanent entry says. */
function learn(sim: Sim, { place, link }: Tunnel, { src }: Packet, mac: string): string | undefined {
  if (link.vxlan?.learning === false || isMulticast(src)) return undefined;
  const [row] = place.fdb.get(`${link.name}|${mac}`) ?? [];
  const learned = sim.vteps.get(vtepKey(place, link, mac));
  if (learned === undefined && row?.dst === src) return undefined;
  if (row !== undefined && (row.nhid !== undefined || /permanent|noarp|static/.test(row.state))) return entryLine(row);
  sim.vteps.set(vtepKey(place, link, mac), src);
  return undefined;
}
