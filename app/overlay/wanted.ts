/** What one member of an overlay should have, as wishes in the order that leaves no half-open moment. */
import type { HostId } from '../model/host.ts';
import type { Tables } from '../model/snapshot.ts';
import type { Wish } from '../plan/plan.ts';
import type { OverlaySpec } from './overlay.ts';

/**
 * `tables` decide only what depends on the host: whether its filter may drop, which peers are on its underlay subnet, a `remote`
 * that already leads to a peer. Empty for a host that is no member.
 */
export function wantedOf(spec: OverlaySpec, host: HostId, tables: Tables): readonly Wish[] {
  return [];
}
