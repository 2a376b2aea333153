/** What a bridge knows of a MAC address: its table, and what came in meanwhile. */
import type { Link } from '../noun/link/row.ts';
import { isGroupMac } from './packet.ts';
import type { Place } from './place.ts';
import type { Sim } from './sim.ts';

export interface FoundPort {
  readonly port: string;
  /** It is for the bridge's own namespace. */
  readonly local: boolean;
}

export function portOf(sim: Sim, place: Place, bridge: Link, mac: string): FoundPort | undefined {
  const learned = sim.bridgePorts.get(`${place.host}|${bridge.key}|${mac}`);
  if (learned !== undefined) return { port: learned, local: false };
  const row = place.bridgeFdb.get(`${bridge.name}|${mac}`);
  return row === undefined ? undefined : { port: row.dev, local: row.state === 'permanent' };
}

/** Also a static entry moves to where the frame came from, unless it is sticky; the bridge's own addresses stay (`br_fdb_update`). */
export function learnPort(sim: Sim, place: Place, bridge: Link, port: Link, mac: string): void {
  if (port.port?.learning === false || isGroupMac(mac)) return;
  const row = place.bridgeFdb.get(`${bridge.name}|${mac}`);
  if (row !== undefined && (row.state === 'permanent' || row.flags.includes('sticky'))) return;
  sim.bridgePorts.set(`${place.host}|${bridge.key}|${mac}`, port.name);
}
