import type { HostId } from '../base/host.ts';
import type { Problem } from '../problem/problem.ts';

/** The layers an overlay is checked through, from the wire up. */
export const LAYERS = ['underlay', 'udp-port', 'vni', 'fdb', 'neighbour', 'route', 'endpoint', 'mtu'] as const;

export type Layer = (typeof LAYERS)[number];

export interface PingResult {
  readonly from: HostId;
  readonly to: HostId;
  readonly target: string;
  /** Milliseconds; absent when nothing came back. */
  readonly rttMs?: number;
  /** Largest IP packet in bytes that passed with "don't fragment". */
  readonly largestPacket?: number;
}

export interface LayerHealth {
  readonly healthy: boolean;
  /** False when no endpoint or address exists to ping from; the tables were then all that could be checked. */
  readonly pinged: boolean;
  readonly pings: readonly PingResult[];
  readonly failingLayer?: Layer;
  readonly problems: readonly Problem[];
}
