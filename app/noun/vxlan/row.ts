/**
 * Every option of a vxlan device that iproute2 prints, in our words.
 * Source: `ip/iplink_vxlan.c` (5.15 to 6.17), ip-link(8); recorded in `test/fixtures/iproute2-*`.
 * An absent boolean means that this iproute2 did not print it (before 6.4 it omits what is false).
 */
export interface VxlanOptions {
  /** VXLAN network identifier, 0 to 16777215 (RFC 7348 §5); 0 on an `external` device. */
  readonly vni: number;
  /** Unicast default destination (`remote`), IPv4 or IPv6. */
  readonly remote?: string;
  /** Multicast default destination (`group`), IPv4 or IPv6. */
  readonly group?: string;
  readonly local?: string;
  /** The underlay device; JSON calls it `link`. Unset when it lives in another namespace and cannot be named. */
  readonly dev?: string;
  readonly dstport: number;
  readonly srcportLow?: number;
  readonly srcportHigh?: number;
  /** `inherit`, `auto` (0) or 1 to 255. `ip` prints nothing at all for `inherit`. */
  readonly ttl: number | 'inherit' | 'auto';
  /** `inherit` or a value as printed, for instance `0x10`; absent means 0. */
  readonly tos?: string;
  readonly df?: string;
  readonly flowlabel?: string;
  /** Seconds after which a learned entry ages out; 0 is printed for `none`. */
  readonly ageing?: number;
  /** Most entries in the FDB; absent means unlimited. */
  readonly maxaddress?: number;
  readonly reservedBits?: string;
  readonly learning?: boolean;
  readonly proxy?: boolean;
  readonly rsc?: boolean;
  readonly l2miss?: boolean;
  readonly l3miss?: boolean;
  readonly udpcsum?: boolean;
  readonly udp6zerocsumtx?: boolean;
  readonly udp6zerocsumrx?: boolean;
  readonly remcsumtx?: boolean;
  readonly remcsumrx?: boolean;
  readonly localbypass?: boolean;
  readonly external?: boolean;
  readonly vnifilter?: boolean;
  readonly mcroute?: boolean;
  readonly gbp?: boolean;
  readonly gpe?: boolean;
}
