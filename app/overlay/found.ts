import type { HostId } from '../base/host.ts';
import type { Drift } from './drift.ts';
import type { OverlaySpec } from './overlay.ts';

/** An overlay found on the hosts that nobody declared. */
export interface FoundOverlay {
  /** Stable while it is there. */
  readonly id: string;
  readonly vni: number;
  readonly hosts: readonly { readonly host: HostId; readonly vxlan: string }[];
  /** Set when another program keeps it: `flannel`, `Calico`, `Docker`, `Cilium`; it is shown and never touched. */
  readonly keptBy?: string;
  /** What declaring it would say; absent where it cannot be taken in, and `why` then says why. */
  readonly spec?: OverlaySpec;
  readonly why?: string;
  /** Beside a `found` declaration: what no rule says of it, or which end is not here. */
  readonly note?: string;
  /** What would differ from the declaration after adopting, by host; adopting itself changes nothing. */
  readonly drift: readonly Drift[];
}
