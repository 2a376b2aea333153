import type { EditIntent } from '../noun/items.ts';
import type { JournalIntent } from '../change/journal-entry.ts';
import type { HostId } from '../base/host.ts';
import type { HostPlanView } from '../change/plan-view.ts';

/** One change in the journal, as the History page and `overlane history` list it. */
export interface HistoryEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly user: string;
  readonly title: string;
  readonly kind: JournalIntent['kind'];
  readonly hosts: readonly HostId[];
  readonly steps: number;
  /** Absent while it runs, and when it was interrupted. */
  readonly end?: 'committed' | 'rolled-back' | 'diverged' | 'kept';
  /** Whether it can be taken back: it was committed and nothing took it back since. */
  readonly stands: boolean;
  /** The entry that this one takes back. */
  readonly undoes?: string;
  /** The entry that took this one back. */
  readonly undoneBy?: string;
}

export interface HistoryCommand {
  readonly host: HostId;
  /** Shell-quoted. */
  readonly text: string;
  readonly exitCode?: number;
  readonly failure?: string;
  readonly ms: number;
  readonly stderr: string;
}

/** Rows by table, as they were collected. */
export interface HistoryRows {
  readonly host: HostId;
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

export interface HistoryDetails extends HistoryEntry {
  readonly plan: readonly HostPlanView[];
  readonly commands: readonly HistoryCommand[];
  readonly before: readonly HistoryRows[];
  readonly after: readonly HistoryRows[];
  /** One sentence each. */
  readonly problems: readonly string[];
  /** What was asked, where it was an edit. */
  readonly intent?: EditIntent;
}
