/** What the tracer answers with. `README.md` holds the same as JSON. */
import type { NotLookedAt } from '../doctor/facts.ts';
import type { HostId } from '../base/host.ts';
import { canonicalIp } from '../base/ip.ts';

/** The tables a hop can name. */
export type HopTable =
  | 'address'
  | 'route'
  | 'rule'
  | 'neighbour'
  | 'link'
  | 'port'
  | 'fdb'
  | 'mdb'
  | 'vxlan'
  | 'vni'
  | 'sysctl'
  | 'firewall'
  | 'tc'
  | 'socket'
  | 'wire';

/** One decision: which row sends the packet where. */
export interface Hop {
  readonly host: HostId;
  /** Empty: the host's own namespace. */
  readonly netns: string;
  readonly table: HopTable;
  /** The row that decided, as the tool prints it; empty where no row did. */
  readonly row: string;
  /** The device that the packet is on or leaves by. */
  readonly device: string | null;
  /** One sentence. */
  readonly says: string;
  /** Rows that would have decided otherwise: shadowed, missing, or the others of a fan. */
  readonly instead: readonly string[];
  /** Shows the row, run on that host. */
  readonly command: string;
}

/** A device that the packet is seen on. */
export interface Pass {
  readonly host: HostId;
  readonly netns: string;
  readonly device: string;
  readonly side: 'tx' | 'rx';
}

export interface PathEnd {
  readonly arrives: boolean;
  readonly host: HostId;
  readonly netns: string;
  readonly table: HopTable;
  readonly why: string;
}

export interface Path {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly Hop[];
  /** Whose counters rise. */
  readonly passes: readonly Pass[];
  readonly end: PathEnd;
}

export interface Trace {
  /** Both ways. */
  readonly arrives: boolean;
  readonly there: Path;
  readonly back: Path;
  readonly notLookedAt: readonly NotLookedAt[];
}

export type Protocol = 'icmp' | 'tcp' | 'udp';

export interface Question {
  readonly host: HostId;
  readonly netns: string;
  readonly address: string;
  /** The source address; what the kernel would choose when absent. */
  readonly from?: string;
  readonly protocol: Protocol;
  readonly port?: number;
  /** Bytes of the whole IP packet, which must not be cut. */
  readonly size: number;
}

/** With addresses as tables print them. */
export function questionOf({ host, netns, address, from, protocol, port, size }: Question): Question {
  return {
    ...{ host, netns, address: canonicalIp(address), protocol, size },
    ...(from !== undefined && { from: canonicalIp(from) }),
    ...(port !== undefined && { port }),
  };
}

/** Where the packet or its answer is, in the order they come there. */
export function hostsOf({ there, back }: Pick<Trace, 'there' | 'back'>): readonly HostId[] {
  return [...new Set([there, back].flatMap(({ hops, end }) => [...hops.map(({ host }) => host), end.host]))];
}

/** An echo request as ping(8) sends it: 56 bytes of data. */
export const SMALL = 84;
