/** What the tracer knows of one host beside what the doctor asks: all that decides where a packet goes. */
import type { HostFacts } from '../doctor/facts.ts';
import type { JsonObject } from '../base/json.ts';

/** `ip route show cache`: what a path was found to take less than (ip-route(8)). */
export interface PathMtu {
  readonly netns: string;
  readonly dst: string;
  readonly mtu: number;
}

/** An entry of a multicast forwarding database (bridge(8), `bridge mdb`). */
export interface GroupEntry {
  readonly netns: string;
  /** The bridge, or a vxlan device with a table of its own (kernel 6.4). */
  readonly dev: string;
  readonly port: string;
  readonly group: string;
  /** The VTEP it is sent to. */
  readonly dst?: string;
  readonly dstPort?: number;
  readonly vni?: number;
}

export interface NexthopRow {
  readonly netns: string;
  readonly row: JsonObject;
}

export interface TraceFacts extends HostFacts {
  readonly pathMtus: readonly PathMtu[];
  readonly groups: readonly GroupEntry[];
  readonly nexthopRows: readonly NexthopRow[];
}
