/** One change of the journal: all that its lines say of it. */
import type { HostId } from '../base/host.ts';
import type { Armed, Commands, End, HostEnd } from './journal-entry.ts';

export interface Change {
  /** `plan` has what was added to it on the way. */
  readonly armed: Armed;
  /** Every id that means it; more than one where an earlier version wrote an entry a host. */
  readonly ids: readonly string[];
  /** Steps known to be done, by host. */
  readonly done: ReadonlyMap<HostId, number>;
  /** How single hosts ended; a host that is not here ended as the change did. */
  readonly ends: ReadonlyMap<HostId, HostEnd>;
  /** The last word on it; absent when it was interrupted. */
  readonly end?: End;
  readonly commands: readonly Commands[];
}

export interface Folding extends Change {
  armed: Armed;
  readonly ids: string[];
  readonly done: Map<HostId, number>;
  readonly ends: Map<HostId, HostEnd>;
  end?: End;
  readonly commands: Commands[];
}
