/** What a window needs to ask for *Persist on host*. */
import type { HostId } from '../base/host.ts';
import type { PersistFacts } from '../noun/system/daemons.ts';
import type { PersistFormat } from '../persist/format.ts';
import type { Kept } from '../persist/kept.ts';
import type { PersistSelection } from '../persist/selection.ts';

/** Complete for `plan.preview { intent: { kind: 'persist', host, select, format, facts } }`; another format may be put in. */
export interface PersistSuggestion {
  readonly host: HostId;
  /** The one that the host runs. */
  readonly format: PersistFormat;
  /** Why that one, in one sentence. */
  readonly why: string;
  readonly facts: PersistFacts;
  readonly select: PersistSelection;
  /** What is kept there already, by name. */
  readonly kept: readonly Kept[];
}
