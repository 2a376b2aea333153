/** Everything that can be said against an overlay before anything runs: each problem names its field. */
import type { HostId } from '../model/host.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Problem } from '../problem/problem.ts';
import type { OverlaySpec } from './overlay.ts';

/**
 * An empty list means that the overlay can be planned. Hosts that are not in `snapshots` are judged by the statement alone.
 * `before` is what was stated last: its devices are this overlay's own, however damaged.
 */
export function checkOverlay(
  spec: OverlaySpec,
  snapshots: ReadonlyMap<HostId, Snapshot>,
  before?: OverlaySpec,
): readonly Problem[] {
  return [];
}
