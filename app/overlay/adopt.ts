/** Overlays that are on the hosts already and that nobody stated → what stating each would say. */
import type { FoundOverlay } from '../contract/overlay-view.ts';
import type { HostId } from '../model/host.ts';
import type { Tables } from '../model/snapshot.ts';
import type { OverlaySpec } from './overlay.ts';

/** Devices belong together when VNI, port and family are the same and their addresses point at each other. */
export function recogniseOverlays(
  tables: ReadonlyMap<HostId, Tables>,
  stated: readonly OverlaySpec[],
): readonly FoundOverlay[] {
  return [];
}
