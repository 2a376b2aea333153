/** A vxlan device sends a frame: which VTEPs, and the packet around it, as a question to the namespace the device was made in. */
import { listed } from '../base/listed.ts';
import { isMulticast } from '../base/ip.ts';
import type { Link } from '../noun/link/row.ts';
import type { VxlanOptions } from '../noun/vxlan/row.ts';
import { hop, stop, type Course } from './course.ts';
import type { Tunnel } from './net.ts';
import { headOf, sizeOf, type Frame, type Packet } from './packet.ts';
import type { Place } from './place.ts';
import { knownMac, nameOf, type Event, type Events, type Sim } from './sim.ts';
import { targetsOf, type Target, type Targets } from './tunnel-target.ts';
import { fieldsOf } from './send.ts';
import { wayOf } from './way.ts';
import { receiversOf } from './receivers.ts';

type Transmit = Extract<Event, { do: 'transmit' }>;

export function wrap(sim: Sim, { place, link, frame, course }: Transmit): Events {
  const tunnel = sim.net.tunnels.find((one) => one.place === place && one.link === link);
  const vxlan = link.vxlan;
  if (tunnel === undefined || vxlan === undefined) return stop(course, place, 'vxlan', `${link.name} is no tunnel`);
  if (vxlan.external === true) return wrapExternal(sim, tunnel, vxlan, frame, course);
  if (vxlan.proxy === true && frame.ask !== undefined) return proxied(sim, place, link, frame, course);
  const targets = targetsOf(sim, place, link, frame);
  const at = hop(course, place, targetsSaid(sim, tunnel, frame, targets));
  if (targets.list.length === 0) return stop(at, place, targets.table, nowhere(place, link, frame, targets));
  return targets.list.flatMap((target) => {
    const arms =
      targets.oneOf && targets.list.length > 1 ? [...at.arms, `${nameOf(place)} ${link.name} ${target.dst}`] : at.arms;
    return toVtep(sim, tunnel, vxlan, frame, target, { ...at, arms });
  });
}

function nowhere(place: Place, { name }: Link, { dst }: Frame, { exact }: Targets): string {
  if (exact) return `the entry of ${dst} on ${name} of ${nameOf(place)} names no VTEP`;
  return `${name} on ${nameOf(place)} has no entry for ${dst} and no flood entry, so it has nowhere to send it`;
}

function targetsSaid(sim: Sim, { place, link }: Tunnel, frame: Frame, targets: Targets) {
  const { list, rows, exact, oneOf, table } = targets;
  const to = list.map(({ dst }) => dst);
  const what = exact
    ? `${frame.dst} is in the table of ${link.name}`
    : `${frame.dst} is in no entry of ${link.name}: the flood list`;
  const where =
    to.length === 0 ? 'nowhere' : oneOf ? `one of ${to.join(', ')}, which a hash of the flow chooses` : listed(to, 8);
  const missing = exact ? elsewhere(sim, link, frame.dst, to) : leftOut(sim, { place, link }, to);
  const command = exact ? `bridge fdb get ${frame.dst} dev ${link.name} self` : `bridge fdb show dev ${link.name}`;
  return {
    table,
    row: rows.slice(0, 8).join('\n'),
    device: link.name,
    says: `${what}, to ${where}`,
    instead: missing,
    command,
  };
}

/** The entry names another VTEP than the one behind which the MAC address is. */
function elsewhere(sim: Sim, own: Link, mac: string, to: readonly string[]): readonly string[] {
  const there = sim.net.tunnels.filter(
    ({ place, link }) =>
      link !== own &&
      (link.mac === mac ||
        (link.master !== undefined && place.bridgeFdb.get(`${link.master}|${mac}`)?.state === 'permanent')),
  );
  return there.flatMap(({ place, link }) =>
    link.vxlan?.local === undefined || to.includes(link.vxlan.local)
      ? []
      : [`${mac} dst ${link.vxlan.local} (${link.name} on ${nameOf(place)})`],
  );
}

/** Tunnels of the same VNI that are not in the flood list. */
function leftOut(
  sim: Sim,
  { place, link: own }: Pick<Tunnel, 'place' | 'link'>,
  to: readonly string[],
): readonly string[] {
  const others = sim.net.tunnels.filter(
    ({ place: at, link }) => at.host !== place.host && link.vxlan?.vni === own.vxlan?.vni,
  );
  return others
    .flatMap(({ place: at, link }) =>
      link.vxlan?.local === undefined || to.includes(link.vxlan.local) || to.some(isMulticast)
        ? []
        : [`00:00:00:00:00:00 dst ${link.vxlan.local} (${nameOf(at)}) is not there`],
    )
    .slice(0, 8);
}

/** `proxy`: the device answers from the neighbour table itself, and lets no question or answer pass (`arp_reduce`). */
function proxied(sim: Sim, place: Place, link: Link, { src, ask }: Frame, course: Course): Events {
  const swallowed = (why: string) =>
    stop(course, place, 'vxlan', `${link.name} on ${nameOf(place)} is a proxy and ${why}`);
  if (ask === undefined || ask.op === 'reply') return swallowed('lets no answer pass');
  const row = place.neighbours.get(`${link.name}|${ask.target}`);
  const mac = knownMac(sim, place, link, ask.target);
  if (mac === undefined || row === undefined || /STALE/.test(row.state))
    return swallowed(`has no neighbour ${ask.target}`);
  const reply: Frame = { src: mac, dst: src, ask: { op: 'reply', sender: ask.target, mac, target: ask.sender } };
  const at = hop(course, place, {
    table: 'neighbour',
    row: `${ask.target} dev ${link.name} lladdr ${mac}`,
    device: link.name,
    says: `${link.name} on ${nameOf(place)} answers for ${ask.target} itself: ${mac} (proxy)`,
    command: `ip neigh show ${ask.target} dev ${link.name}`,
  });
  return [{ do: 'receive', place, link, frame: reply, course: at }];
}

/** An external device sends where the route says (`encap ip`). */
function wrapExternal(sim: Sim, tunnel: Tunnel, vxlan: VxlanOptions, frame: Frame, course: Course): Events {
  const { place, link } = tunnel;
  const told = frame.packet?.encap;
  if (told === undefined)
    return stop(
      course,
      place,
      'vxlan',
      `${link.name} on ${nameOf(place)} is external, and nothing says which VTEP and VNI this frame is for`,
    );
  return toVtep(sim, tunnel, { ...vxlan, local: undefined }, frame, told, course);
}

function toVtep(sim: Sim, tunnel: Tunnel, vxlan: VxlanOptions, frame: Frame, target: Target, course: Course): Events {
  const { place, link, under } = tunnel;
  const vni = target.vni ?? vxlan.vni;
  const port = target.port ?? vxlan.dstport;
  const packet: Packet = {
    ...{
      src: vxlan.local ?? '',
      dst: target.dst,
      protocol: 'udp',
      dport: port,
      size: sizeOf(frame) + headOf(target.dst),
    },
    ...{
      cut: cutOf(vxlan, frame, target.dst),
      ttl: typeof vxlan.ttl === 'number' ? vxlan.ttl : 64,
      established: false,
    },
    carries: { frame, vni, from: tunnel, port },
  };
  const oif = target.via === undefined ? undefined : place === under ? target.via : lowerName(tunnel);
  const way = wayOf(under, { ...fieldsOf(packet), ...(oif !== undefined && { oif }) });
  if (place === under && way.arms.some(({ dev }) => dev === link.name))
    return stop(course, under, 'route', `the way to ${target.dst} leads into ${link.name} itself`);
  if (way.type === 'local' && vxlan.localbypass !== false) return bypass(sim, tunnel, packet, course);
  const cut = tooLarge(tunnel, frame, packet, way.arms[0]?.dev);
  if (cut !== undefined) return stop(course, under, 'link', cut);
  return [{ do: 'send', place: under, packet, course, ...(oif !== undefined && { oif }) }];
}

/** A tunnel's packet may be cut, unless `df` says otherwise. */
function cutOf({ df }: VxlanOptions, { packet }: Frame, dst: string): Packet['cut'] {
  if (df === 'set' || (df === 'inherit' && packet !== undefined && packet.cut !== 'anybody')) return 'nobody';
  return dst.includes(':') ? 'sender' : 'anybody';
}

function lowerName({ link, under }: Tunnel): string | undefined {
  return [...under.links.values()].find(({ ifindex }) => ifindex === link.peerIndex)?.name;
}

/** The VTEP is an address of this namespace: straight into the vxlan device here that fits, or nowhere. */
function bypass(sim: Sim, { under, link }: Tunnel, packet: Packet, course: Course): Events {
  const { found } = receiversOf(sim, under, packet, true);
  if (found === undefined)
    return stop(
      course,
      under,
      'vxlan',
      `${packet.dst} is an address of ${nameOf(under)} itself, and no other tunnel there has VNI ${packet.carries?.vni ?? ''}`,
    );
  const at = hop(course, under, {
    table: 'route',
    row: `local ${packet.dst}`,
    device: link.name,
    says: `${packet.dst} is an address of ${nameOf(under)} itself: straight to ${found.link.name}`,
    command: `ip route get ${packet.dst}`,
  });
  return [{ do: 'unwrap', tunnel: found, packet: { ...packet, src: '127.0.0.1' }, course: at }];
}

/** From a bridge's port an uncut packet that would not fit is sent back with an ICMP message (`skb_tunnel_check_pmtu`); else the outer packet is cut. */
function tooLarge(
  { link, under }: Tunnel,
  { packet }: Frame,
  outer: Packet,
  dev: string | undefined,
): string | undefined {
  const mtu = dev === undefined ? undefined : under.links.get(dev)?.mtu;
  if (
    mtu === undefined ||
    packet === undefined ||
    packet.cut === 'anybody' ||
    outer.size <= mtu ||
    link.master === undefined
  )
    return undefined;
  return `${packet.size} bytes and the tunnel's ${outer.size - packet.size} are more than ${dev} on ${nameOf(under)} takes (${mtu})`;
}
