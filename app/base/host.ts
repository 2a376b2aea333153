import type { Problem } from '../problem/problem.ts';

/**
 * A host is a machine (or a lab namespace) whose tables we show and change.
 * Its id is also how the CLI names it: `local`, `lab:alpha`, `ssh:ALIAS`.
 */
export type HostId = 'local' | `lab:${string}` | `ssh:${string}`;
export type HostKind = 'local' | 'lab' | 'ssh';

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

export function hostKind(id: HostId): HostKind {
  return id === 'local' ? 'local' : id.startsWith('lab:') ? 'lab' : 'ssh';
}

/** The part of a host id that a person reads: `alpha` of `lab:alpha`. */
export function hostName(id: HostId): string {
  return id === 'local' ? 'this computer' : id.slice(id.indexOf(':') + 1);
}
