/** A question asked with packets instead of tables. It changes nothing. */
export interface Probe {
  readonly kind: 'ping';
  readonly netns: string;
  readonly target: string;
  /** Echo requests to send. */
  readonly count: number;
  /** ICMP payload bytes: the packet is this plus 28 (IPv4) or 48 (IPv6). */
  readonly size?: number;
  /** Forbid fragmentation (`-M do`). */
  readonly dontFragment?: boolean;
  /** Seconds to wait for an answer. */
  readonly waitS: number;
}
