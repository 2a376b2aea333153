import type { BridgeOptions, BridgePort } from '../bridge/row.ts';
import type { JsonObject } from '../../base/json.ts';
import type { VxlanOptions } from '../vxlan/row.ts';

/** Any netdev, as `ip -d link show` prints it. `kind` is `info_kind`, or the link type (`loopback`, `ether`) without one. */
export interface Link {
  /** Unique within one host: `NETNS|NAME`. */
  readonly key: string;
  readonly netns: string;
  readonly name: string;
  readonly ifindex: number;
  readonly kind: string;
  /** Administrative state: the UP flag. */
  readonly up: boolean;
  /** Operational state: `UP`, `DOWN`, `UNKNOWN`, `LOWERLAYERDOWN`, … */
  readonly operstate: string;
  readonly carrier: boolean;
  readonly mtu: number;
  /** Lower-case MAC address; absent for links without one. */
  readonly mac?: string;
  /** The bridge, bond or VRF that this link is a port of. */
  readonly master?: string;
  /** The other end of a veth or the device below, when it lives in the same namespace. */
  readonly peer?: string;
  /** The index of that device, in the namespace `peerNsid` when that is present. */
  readonly peerIndex?: number;
  readonly peerNsid?: number;
  /** The namespace of a veth's other end, where a plan put it; a row that was read names it by `peerNsid` only. */
  readonly peerNetns?: string;
  readonly group?: string;
  readonly alias?: string;
  readonly altnames: readonly string[];
  readonly addrgenmode?: string;
  /** What is not as links of its kind are made; absent where all is. */
  readonly settings?: LinkSettings;
  readonly queues?: LinkQueues;
  readonly vxlan?: VxlanOptions;
  readonly bridge?: BridgeOptions;
  readonly port?: BridgePort;
  readonly raw: JsonObject;
}

/** Settings that any link has (ip-link(8)), named as `ip link set` names them. */
export interface LinkSettings {
  /** Packets. */
  readonly txqueuelen?: number;
  readonly arp?: boolean;
  readonly multicast?: boolean;
  readonly allmulticast?: boolean;
  readonly promisc?: boolean;
  /** Bytes, or segments. */
  readonly gsoMaxSize?: number;
  readonly gsoMaxSegs?: number;
  readonly groMaxSize?: number;
  readonly gsoIpv4MaxSize?: number;
  readonly groIpv4MaxSize?: number;
}

/** How a link of any kind is made, veths' queues apart. */
export const LINK_STANDARD: Required<LinkSettings> = {
  ...{ txqueuelen: 1000, arp: true, multicast: true, allmulticast: false, promisc: false },
  ...{ gsoMaxSize: 65_536, gsoMaxSegs: 65_535, groMaxSize: 65_536, gsoIpv4MaxSize: 65_536, groIpv4MaxSize: 65_536 },
};

/** Numbers of queues, which a link is made with and keeps. */
export interface LinkQueues {
  readonly tx: number;
  readonly rx: number;
}

export function linkKey(netns: string, name: string): string {
  return `${netns}|${name}`;
}
