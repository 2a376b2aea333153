/** A host as the window and the command line see it. */
import type { HostId, HostKind } from '../base/host.ts';
import type { Problem } from '../problem/problem.ts';

/**
 * - `connecting`: no table was read yet
 * - `online`: the last collect succeeded
 * - `stale`: the last collect failed; the tables are from `collectedAt`
 * - `lost`: the host is gone (a lab host that ended, say); it will not return by itself
 */
export type HostStatus = 'connecting' | 'online' | 'stale' | 'lost';

export interface Host {
  readonly id: HostId;
  readonly name: string;
  readonly kind: HostKind;
  readonly status: HostStatus;
  /** When the tables shown were read, in milliseconds since the epoch; absent before the first time. */
  readonly collectedAt?: number;
  /** False when nothing may be changed there; `why` then says the reason in one sentence. */
  readonly writable: boolean;
  readonly why?: string;
  /** Why it is not connected, or why it may only be read, where the transport knows it. */
  readonly problem?: Problem;
  /** What `ip -V` printed, for instance `iproute2-6.1.0`. */
  readonly iproute?: string;
}
