/** One run over the network: what is still to happen, and what devices learn meanwhile. */
import type { NotLookedAt } from '../doctor/facts.ts';
import type { Link } from '../noun/link/row.ts';
import type { Course, End } from './course.ts';
import type { Net, Tunnel } from './net.ts';
import type { Frame, Packet } from './packet.ts';
import { portKey, type Place } from './place.ts';

export type Event =
  /** A namespace sends a packet of its own. */
  | {
      readonly do: 'send';
      readonly place: Place;
      readonly packet: Packet;
      readonly oif?: string;
      readonly course: Course;
    }
  /** It leaves by a device, to a next hop. */
  | {
      readonly do: 'out';
      readonly place: Place;
      readonly link: Link;
      readonly nexthop: string;
      readonly packet: Packet;
      readonly course: Course;
    }
  /** A frame is given to a device to send. */
  | {
      readonly do: 'transmit';
      readonly place: Place;
      readonly link: Link;
      readonly frame: Frame;
      readonly course: Course;
    }
  /** A frame comes out of a device. */
  | {
      readonly do: 'receive';
      readonly place: Place;
      readonly link: Link;
      readonly frame: Frame;
      readonly course: Course;
    }
  /** A frame reaches the namespace itself, by a device that is no port of a bridge. */
  | {
      readonly do: 'up';
      readonly place: Place;
      readonly link: Link;
      readonly frame: Frame;
      readonly course: Course;
      readonly mac?: string;
    }
  /** A packet is for this namespace. */
  | {
      readonly do: 'deliver';
      readonly place: Place;
      readonly packet: Packet;
      readonly dev: string;
      readonly course: Course;
    }
  /** A tunnel's packet reached a vxlan device. */
  | { readonly do: 'unwrap'; readonly tunnel: Tunnel; readonly packet: Packet; readonly course: Course };

export type Events = readonly Event[];

/** Packets that wait for a MAC address. */
export interface Pending {
  readonly place: Place;
  readonly link: Link;
  readonly ip: string;
  readonly waiting: Event[];
  /** Where the question for it went. */
  readonly ends: End[];
}

export interface Sim {
  readonly net: Net;
  /** What was learned in this run. */
  readonly macs: Map<string, string>;
  readonly bridgePorts: Map<string, string>;
  readonly vteps: Map<string, string>;
  readonly pending: Pending[];
  readonly notLookedAt: NotLookedAt[];
  /** Who was asked and answered, by the key of `macs`. */
  readonly answered: Map<string, string>;
}

export function newSim(net: Net): Sim {
  return {
    net,
    macs: new Map(),
    bridgePorts: new Map(),
    vteps: new Map(),
    pending: [],
    notLookedAt: [],
    answered: new Map(),
  };
}

export function macKey(place: Place, link: Link, ip: string): string {
  return `${portKey(place, link)}|${ip}`;
}

const VALID = ['PERMANENT', 'NOARP', 'REACHABLE', 'STALE', 'DELAY', 'PROBE'];

/** The MAC address that a namespace has for an address on a device, read or learned. */
export function knownMac(sim: Sim, place: Place, link: Link, ip: string): string | undefined {
  const learned = sim.macs.get(macKey(place, link, ip));
  if (learned !== undefined) return learned;
  const row = place.neighbours.get(`${link.name}|${ip}`);
  return row !== undefined && row.state.split(',').some((one) => VALID.includes(one)) ? row.mac : undefined;
}

/** What a frame teaches; a permanent row stays. */
export function learnMac(sim: Sim, place: Place, link: Link, ip: string, mac: string): void {
  const row = place.neighbours.get(`${link.name}|${ip}`);
  if (row === undefined || !/PERMANENT|NOARP/.test(row.state)) sim.macs.set(macKey(place, link, ip), mac);
}

export function whoHas(net: Net, ip: string): string {
  const owners = net.owners(ip).filter(({ address }) => address.scope !== 'host');
  return owners.map(({ place, address }) => `${nameOf(place)} (${address.dev})`).join(', ');
}

export function nameOf({ host, netns }: Place): string {
  return netns === '' ? host : `${host}/${netns}`;
}
