/** What travels: frames, packets, and questions for a MAC address (ARP, RFC 826; neighbour discovery, RFC 4861). */
import type { Link } from '../noun/link/row.ts';
import type { Protocol } from './hop.ts';
import type { Tunnel } from './net.ts';

/** Who may cut a packet that is too large: every router (IPv4 without DF), its sender only (IPv6), or nobody (DF; a sender that was told not to). */
export type Cut = 'anybody' | 'sender' | 'nobody';

export interface Packet {
  readonly src: string;
  readonly dst: string;
  readonly protocol: Protocol;
  readonly sport?: number;
  readonly dport?: number;
  /** Bytes of the whole IP packet. */
  readonly size: number;
  readonly cut: Cut;
  readonly ttl: number;
  /** An answer: packet filters that keep state let it pass. */
  readonly established: boolean;
  /** Where a route told an external tunnel to send it. */
  readonly encap?: { readonly dst: string; readonly vni: number };
  /** What a tunnel's packet carries. */
  readonly carries?: { readonly frame: Frame; readonly vni: number; readonly from: Tunnel; readonly port: number };
}

export interface Ask {
  readonly op: 'request' | 'reply';
  /** Who asks, or who answers, and with which MAC address. */
  readonly sender: string;
  readonly mac: string;
  /** The address that is asked for; of an answer, who asked. */
  readonly target: string;
}

export interface Frame {
  readonly src: string;
  readonly dst: string;
  readonly packet?: Packet;
  readonly ask?: Ask;
}

export const EVERYBODY = 'ff:ff:ff:ff:ff:ff';
/** A question for an IPv4 address. */
const ASK_SIZE = 28;
/** The same of IPv6 (RFC 4861 §4.3, with the sender's MAC address). */
const ASK_SIZE_6 = 72;

/** Bytes above the Ethernet header. */
export function sizeOf({ packet, ask }: Frame): number {
  if (packet !== undefined) return packet.size;
  return ask !== undefined && ask.target.includes(':') ? ASK_SIZE_6 : ASK_SIZE;
}

/** The lowest bit of the first byte (IEEE 802). */
export function isGroupMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

/** `ff02::1:ffXX:XXXX`'s MAC address (RFC 2464 §7, RFC 4291 §2.7.1); of IPv4 everybody is asked. */
export function askMac(ip: string): string {
  if (!ip.includes(':')) return EVERYBODY;
  const bytes = lastBytes(ip);
  return `33:33:ff:${bytes}`;
}

function lastBytes(ip: string): string {
  const groups = ip.split('::').map((part) => part.split(':').filter(Boolean));
  const tail = groups.length > 1 ? ['0', '0', ...(groups[1] ?? [])] : (groups[0] ?? []);
  const [high = '0', low = '0'] = tail.slice(-2).map((one) => one.padStart(4, '0'));
  return [high.slice(2), low.slice(0, 2), low.slice(2)].join(':');
}

/** RFC 1112 §6.4, RFC 2464 §7. */
export function groupMac(ip: string): string {
  if (ip.includes(':')) return `33:33:${ip.endsWith('::') ? '00:00:00:00' : `00:${lastBytes(ip)}`}`;
  const [, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
  return ['01', '00', '5e', ...[b & 127, c, d].map((one) => one.toString(16).padStart(2, '0'))].join(':');
}

/** Ethernet, UDP and VXLAN headers, and the outer IP header. */
export function headOf(outer: string): number {
  return outer.includes(':') ? 70 : 50;
}

/** A bridge or a veth pair takes a frame that is longer than its MTU by a VLAN header (`is_skb_forwardable`, net/core/dev.c). */
export function fits(frame: Frame, { mtu }: Link): boolean {
  return sizeOf(frame) <= mtu + 4;
}
