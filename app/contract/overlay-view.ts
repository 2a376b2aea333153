/** What a window shows of declared overlays: members, drift, who reaches whom, what could be taken in. */
import type { HostId } from '../base/host.ts';
import type { TableName } from '../noun/snapshot.ts';
import type { OverlaySpec } from '../overlay/overlay.ts';
import type { Drift } from '../overlay/drift.ts';
import type { Problem } from '../problem/problem.ts';
import type { PingResult } from '../overlay/link-health.ts';

/** One entry that is not as declared. `since` is when it was first seen so, in milliseconds since the epoch. */
export interface DriftView extends Drift {
  readonly since: number;
}

/**
 * - `true`: everything declared is there, and nothing else of this overlay
 * - `drifted`: see `drift`
 * - `unknown`: the host is not connected or was not read yet; `why` says which
 */
export interface MemberView {
  readonly host: HostId;
  readonly state: 'true' | 'drifted' | 'unknown';
  readonly why?: string;
  readonly drift: readonly DriftView[];
  /** Names of kept files that say otherwise than what is there: the next start would bring that back. */
  readonly staleFiles?: readonly string[];
}

export interface DeclaredOverlay {
  readonly spec: OverlaySpec;
  /** Milliseconds since the epoch. */
  readonly declaredAt: number;
  /** Repairs by itself, with back-off. */
  readonly keepTrue: boolean;
  /** In the order of `spec.members`. */
  readonly members: readonly MemberView[];
  /** The last repair that was done by itself and failed. */
  readonly problem?: Problem;
}

/** Who reaches whom, measured from endpoint to endpoint (or from the host where there is none). */
export interface OverlayMatrix {
  readonly name: string;
  readonly measuredAt: number;
  readonly hosts: readonly HostId[];
  /** Every ordered pair of members once; a pair that could not be asked carries no `rttMs` and is listed in `unknown`. */
  readonly pings: readonly PingResult[];
  readonly unknown: readonly { readonly from: HostId; readonly to: HostId; readonly why: string }[];
}

export type { Drift, TableName };
