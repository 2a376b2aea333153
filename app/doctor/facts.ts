/** What the doctor knows of one host: its tables, and what it asked beside them in one exchange. */
import type { UdpSocket } from '../problem/reach.ts';
import type { HostId } from '../base/host.ts';
import type { JsonObject } from '../base/json.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Step } from '../noun/step.ts';

/** What filters packets in one namespace, as printed; a listing that is absent was not looked at. */
export interface Filters {
  /** `iptables-save -c` and `ip6tables-save -c`. */
  readonly iptables?: string;
  readonly ip6tables?: string;
  /** Rules of the older backend, where the programs above have the newer one (iptables(8), xtables-nft(8)). */
  readonly 'iptables-legacy'?: string;
  readonly 'ip6tables-legacy'?: string;
  /** `nft list ruleset`. */
  readonly nft?: string;
  /** `arptables -S`. */
  readonly arptables?: string;
  /** `ebtables -L`. */
  readonly ebtables?: string;
}

/** The answer to `ip route get`. */
export interface Way {
  /** Where it was asked; the host's own when absent. */
  readonly netns?: string;
  readonly target: string;
  readonly from?: string;
  /** The UDP port it was asked for. */
  readonly port?: number;
  readonly dev?: string;
  readonly gateway?: string;
  /** What the kernel said where there is no way. */
  readonly error?: string;
}

export interface TrafficFilter {
  readonly netns: string;
  readonly dev: string;
  readonly side: 'ingress' | 'egress';
  /** `tc -s filter show`, as printed. */
  readonly text: string;
}

export interface NotLookedAt {
  readonly host: HostId;
  readonly what: string;
  readonly why: string;
}

/** `bridge vlan tunnelshow`: VLANs `first` to `last` have the VNIs from `vni` on. */
export interface VlanTunnel {
  readonly first: number;
  readonly last: number;
  readonly vni: number;
}

/** Counters of one namespace by name; those of a device as `DEV NAME`. */
export type Counters = ReadonlyMap<string, number>;

export interface HostFacts {
  readonly host: HostId;
  readonly tables: Tables;
  /** Kernel settings of a namespace by dotted name, under `NETNS|NAME`. */
  readonly settings: ReadonlyMap<string, string>;
  /** `ip -j rule show`, a namespace. */
  readonly rules: readonly { readonly netns: string; readonly family: 'inet' | 'inet6'; readonly rule: JsonObject }[];
  readonly nexthops: readonly JsonObject[];
  /** VNIs that an external device lets in, by `NETNS|DEV`; ranges are `[first, last]`. */
  readonly vnis: ReadonlyMap<string, readonly (readonly [number, number])[]>;
  readonly filters: ReadonlyMap<string, Filters>;
  readonly traffic: readonly TrafficFilter[];
  /** The host's own UDP sockets. */
  readonly sockets: readonly UdpSocket[];
  readonly ways: readonly Way[];
  readonly counters: ReadonlyMap<string, Counters>;
  /** VLANs that a port turns into VNIs, by `NETNS|DEV`; absent where it was not asked, or not answered. */
  readonly vlanTunnels?: ReadonlyMap<string, readonly VlanTunnel[]>;
  /** `tc -s qdisc show` of the host's own namespace. */
  readonly qdiscs?: string;
  readonly notLookedAt: readonly NotLookedAt[];
  /** What overlays were declared to make here, as steps; absent where none was. */
  readonly declared?: readonly Step[];
}
