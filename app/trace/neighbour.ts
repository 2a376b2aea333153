/** Finding the MAC address of a next hop: the row, or a question to everybody on the link (net/core/neighbour.c, ipv4/arp.c, ipv6/ndisc.c). */
import { familyOf, isMulticast } from '../base/ip.ts';
import { hop, newCourse, stop } from './course.ts';
import { askMac, groupMac, type Ask, type Packet } from './packet.ts';
import { hasAddress, setting, type Place } from './place.ts';
import { knownMac, learnMac, macKey, nameOf, whoHas, type Event, type Events, type Sim } from './sim.ts';
import { sourceOf4 } from './source.ts';
import { wayOf } from './way.ts';
import type { Link } from '../noun/link/row.ts';

type Out = Extract<Event, { do: 'out' }>;
type Up = Extract<Event, { do: 'up' }>;

export function out(sim: Sim, event: Out): Events {
  const { place, link, nexthop, packet, course } = event;
  const group = isMulticast(packet.dst) ? groupMac(packet.dst) : undefined;
  // A device without ARP sends to its own address, or needs none.
  const mac = group ?? (link.settings?.arp === false ? (link.mac ?? '') : knownMac(sim, place, link, nexthop));
  if (mac === undefined) return ask(sim, event);
  const at = group === undefined ? hop(course, place, neighbourSaid(sim, place, link, nexthop, mac)) : course;
  return [{ do: 'transmit', place, link, frame: { src: link.mac ?? '', dst: mac, packet }, course: at }];
}

function neighbourSaid(sim: Sim, place: Place, link: Link, ip: string, mac: string) {
  const row = place.neighbours.get(`${link.name}|${ip}`);
  const asked = sim.answered.get(macKey(place, link, ip));
  const others = sim.net.owners(ip).flatMap(({ place: at, address }) => {
    const other = at.links.get(address.dev)?.mac;
    return address.scope === 'host' || other === undefined || other === mac
      ? []
      : [`${other} (${address.dev} on ${nameOf(at)} has ${ip})`];
  });
  const printed =
    row === undefined
      ? ''
      : `${ip} dev ${link.name} lladdr ${row.mac ?? ''} ${row.flags.join(' ')} ${row.state}`.replace(/ +/g, ' ');
  return {
    table: 'neighbour' as const,
    row: asked === undefined ? printed : `${ip} dev ${link.name} lladdr ${mac}`,
    device: link.name,
    says:
      asked === undefined ? `${ip} is at ${mac}` : `${ip} is asked for on ${link.name}, and ${asked} answers: ${mac}`,
    instead: others,
    command: `ip neigh show ${ip} dev ${link.name}`,
  };
}

/** One question for all packets that wait for the same address. */
function ask(sim: Sim, event: Out): Events {
  const { place, link, nexthop, packet, course } = event;
  const open = sim.pending.find((one) => one.place === place && one.link === link && one.ip === nexthop);
  if (open !== undefined) {
    open.waiting.push(event);
    return [];
  }
  const sender = senderOf(place, link, nexthop, packet);
  if (sender === undefined)
    return stop(course, place, 'address', `${nameOf(place)} has no address to ask from on ${link.name}`);
  const asking = newCourse(hop(course, place, askSaid(place, link, nexthop)).trail);
  sim.pending.push({ place, link, ip: nexthop, waiting: [event], ends: asking.ends });
  const frame = {
    src: link.mac ?? '',
    dst: askMac(nexthop),
    ask: { op: 'request' as const, sender, mac: link.mac ?? '', target: nexthop },
  };
  return [{ do: 'transmit', place, link, frame, course: asking }];
}

function askSaid(place: Place, link: Link, ip: string) {
  const row = place.neighbours.get(`${link.name}|${ip}`);
  const printed = row === undefined ? '' : `${ip} dev ${link.name} ${row.state}`;
  return {
    table: 'neighbour' as const,
    row: printed,
    device: link.name,
    says: `${nameOf(place)} asks for ${ip} on ${link.name}`,
    command: `ip neigh show ${ip} dev ${link.name}`,
  };
}

/** The packet's own source where it is ours, else the device's (`arp_announce` 0). */
function senderOf(place: Place, link: Link, ip: string, packet: Packet): string | undefined {
  if (familyOf(packet.src) === familyOf(ip) && hasAddress(place, packet.src)) return packet.src;
  if (familyOf(ip) === 'inet') return sourceOf4(place, link.name, ip);
  return place.addresses.find(({ dev, family }) => dev === link.name && family === 'inet6')?.local;
}

/** A question or an answer that reached a namespace. */
export function heard(sim: Sim, { place, link, frame, course }: Up, said: Ask): Events {
  if (said.op === 'reply') return answered(sim, place, link, said);
  const known = knownMac(sim, place, link, said.sender) !== undefined;
  const why = silence(place, link, said);
  if (why !== undefined) {
    if (known) learnMac(sim, place, link, said.sender, said.mac);
    return stop(course, place, why.table, why.says, why.weight);
  }
  learnMac(sim, place, link, said.sender, said.mac);
  const own = link.mac ?? '';
  const reply = {
    src: own,
    dst: frame.src,
    ask: { op: 'reply' as const, sender: said.target, mac: own, target: said.sender },
  };
  const at = hop(course, place, {
    table: 'address',
    row: said.target,
    device: link.name,
    says: `${nameOf(place)} answers for ${said.target}: ${own}`,
    command: `ip address show to ${said.target}`,
  });
  return [{ do: 'transmit', place, link, frame: reply, course: at }];
}

interface Silence {
  readonly table: 'address' | 'sysctl' | 'firewall' | 'link' | 'route';
  readonly says: string;
  readonly weight: number;
}

/** Why a namespace does not answer a question; undefined: it answers. */
function silence(place: Place, link: Link, { sender, target }: Ask): Silence | undefined {
  const six = target.includes(':');
  if (six) return silence6(place, link, target);
  const has = hasAddress(place, target);
  const weight = has ? 2 : 0;
  const never = { table: 'address', says: `${nameOf(place)} does not have ${target}`, weight } as const;
  if (link.settings?.arp === false) return { table: 'link', says: `${link.name} on ${nameOf(place)} is NOARP`, weight };
  const rule = arpRule(place, sender, target);
  if (rule !== undefined) return { table: 'firewall', says: `${rule} on ${nameOf(place)} drops the question`, weight };
  if (hasAddress(place, sender))
    return { table: 'address', says: `${sender}, who asks, is an address of ${nameOf(place)} too`, weight };
  const way = wayOf(place, { dst: target, from: sender, iif: link.name, protocol: 'none' });
  if (way.type === 'local') return ignored(place, link, target);
  if (way.type !== 'unicast' || way.arms.some(({ dev }) => dev === link.name)) return never;
  const of = (name: string) =>
    Math.max(setting(place, `ipv4.conf.all.${name}`) ?? 0, setting(place, `ipv4.conf.${link.name}.${name}`) ?? 0);
  const proxies = of('proxy_arp') > 0 || place.proxies.has(`${link.name}|${target}`);
  return proxies && (setting(place, `ipv4.conf.${link.name}.forwarding`) ?? 0) > 0 ? undefined : never;
}

function ignored(place: Place, link: Link, target: string): Silence | undefined {
  const value = Math.max(
    setting(place, 'ipv4.conf.all.arp_ignore') ?? 0,
    setting(place, `ipv4.conf.${link.name}.arp_ignore`) ?? 0,
  );
  const here = place.addresses.some(({ dev, local }) => dev === link.name && local === target);
  if (value === 0 || ((value === 1 || value === 2) && here)) return undefined;
  return {
    table: 'sysctl',
    says: `arp_ignore is ${value} for ${link.name} on ${nameOf(place)}, so it does not answer for ${target}`,
    weight: 2,
  };
}

/** Neighbour discovery answers for an address of the device itself, once it is known to be nobody else's. */
function silence6(place: Place, link: Link, target: string): Silence | undefined {
  const own = place.addresses.find(({ dev, local }) => local === target && dev === link.name);
  if (own === undefined)
    return {
      table: 'address',
      says: `${nameOf(place)} does not have ${target} on ${link.name}`,
      weight: hasAddress(place, target) ? 2 : 0,
    };
  const [bad] = own.flags.filter((flag) => flag === 'tentative' || flag === 'dadfailed');
  return bad === undefined
    ? undefined
    : { table: 'address', says: `${target} on ${nameOf(place)} is ${bad}`, weight: 2 };
}

/** `arptables -S`: only rules and policies that are understood whole. */
function arpRule({ facts, netns }: Place, sender: string, target: string): string | undefined {
  const text = facts.filters.get(netns)?.arptables ?? '';
  for (const line of text.split('\n')) {
    const words =
      /^-A INPUT((?: -[sd] [\d.]+(?:\/\d+)?| -j \w+| --h-length \d+| --opcode \d+| --h-type \d+| --proto-type \S+)*)\s*(?:-c .*)?$/.exec(
        line.trim(),
      );
    if (words === null) continue;
    const of = (letter: string) => new RegExp(` -${letter} ([\\d.]+)`).exec(words[1] ?? '')?.[1];
    const fits = (of('s') ?? sender) === sender && (of('d') ?? target) === target;
    if (!fits) continue;
    if (/ -j ACCEPT/.test(line)) return undefined;
    if (/ -j DROP/.test(line)) return `arptables ${line.trim()}`;
  }
  return /^-P INPUT DROP/m.test(text) ? 'arptables -P INPUT DROP' : undefined;
}

/** Whoever answers first is believed; packets that waited go on. */
function answered(sim: Sim, place: Place, link: Link, { sender, mac }: Ask): Events {
  const at = sim.pending.findIndex((one) => one.place === place && one.link === link && one.ip === sender);
  const [open] = at < 0 ? [] : sim.pending.splice(at, 1);
  if (open === undefined) return [];
  learnMac(sim, place, link, sender, mac);
  sim.answered.set(macKey(place, link, sender), whoAnswered(sim, mac, sender));
  return open.waiting;
}

function whoAnswered(sim: Sim, mac: string, ip: string): string {
  const place = sim.net.places.find(({ links }) => [...links.values()].some((link) => link.mac === mac));
  return place === undefined ? whoHas(sim.net, ip) : nameOf(place);
}
