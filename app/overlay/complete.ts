/** An `overlay.yaml` as written → the whole statement: what is left out is taken from the hosts, the same way every time. */
import type { HostId } from '../model/host.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Problem } from '../problem/problem.ts';
import type { OverlayFile, OverlaySpec } from './overlay.ts';

export interface CompletedSpec {
  /** Absent when something could not be completed. */
  readonly spec?: OverlaySpec;
  readonly problems: readonly Problem[];
}

/**
 * Same input, same output; a file that leaves nothing out comes back as it is. `known` is the overlay of that name as it was
 * stated last: what it says of a member stays, so that applying a file twice moves nothing.
 */
export function completeOverlay(
  file: OverlayFile,
  snapshots: ReadonlyMap<HostId, Snapshot>,
  known?: OverlaySpec,
): CompletedSpec {
  return { problems: [] };
}
