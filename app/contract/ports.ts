import type { HostId } from '../base/host.ts';
import type { Dirty } from '../noun/monitor.ts';
import type { Probe } from '../problem/probe.ts';
import type { Query } from '../noun/query.ts';
import type { Step } from '../noun/step.ts';
import type { Problem, Result } from '../problem/problem.ts';
import type { DeadManState } from '../ssh/dead-man.ts';
import type { SessionAddress } from '../ssh/management-path.ts';
import type { CommandOutcome } from '../problem/command.ts';

/** Milliseconds since the epoch; a port, so that the domain has no clock. */
export interface Clock {
  now(): number;
}

/** The part of an `AbortSignal` that is used; named here because the domain compiles without DOM and Node types. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CallOptions {
  /** Aborting ends the running command and answers with `failure: 'cancelled'`. */
  readonly signal?: CancelSignal;
  /** Milliseconds. */
  readonly timeoutMs?: number;
}

export interface Watch {
  stop(): void;
}

/**
 * The only way to a host. Lab, local and SSH differ in nothing else.
 * No method throws or rejects: what fails is an outcome that says so.
 */
export interface Transport {
  readonly host: HostId;
  /** Whether steps may be written; `why` says the reason when not. */
  readonly writable: boolean;
  readonly why?: string;
  /** Why there is no connection, or why the one there is only reads. Absent where there is none to lose. */
  problem?(): Problem | undefined;
  /** Runs the queries, in one round trip where it can; one outcome a query, in their order. */
  read(queries: readonly Query[], options?: CallOptions): Promise<readonly CommandOutcome[]>;
  /**
   * Runs the steps in order and stops at the first that fails. Answers with one outcome a step that was run, the failing one last.
   * `onStep` is called as each step ends (or a batch of them).
   */
  write(
    steps: readonly Step[],
    options?: CallOptions & { readonly onStep?: (index: number, outcome: CommandOutcome) => void },
  ): Promise<readonly CommandOutcome[]>;
  probe(probe: Probe, options?: CallOptions): Promise<CommandOutcome>;
  /** Rings for every change in the namespaces given, and with `tables: ['netns']` when namespaces come or go. `onEnd` is called once if it ends by itself. */
  watch(namespaces: readonly string[], onDirty: (dirty: Dirty) => void, onEnd: (why: string) => void): Watch;
  /** Where a change may cut us off: the host takes it back by itself. Absent where that cannot happen. */
  readonly deadMan?: DeadMan;
  /** A file that everybody who changes this host sees, for a lock; absent where there is none. */
  readonly lockFile?: string;
  /** Takes the lock that the host keeps itself, for one change: others reach it from elsewhere. `who` is told to others who wait. Absent where nobody else does. Commands that write hold it, too, as long as they run. */
  readonly lock?: (who: string) => Promise<HostLock>;
  /** Ends everything it started. */
  close(): Promise<void>;
}

/** Ours until it is released, or `by` whom it is held now, in words. `unlocked` says why the host can keep no lock. */
export type HostLock =
  { readonly release: () => void | Promise<void>; readonly unlocked?: string } | { readonly by: string };

/** A rollback that waits on the host itself and runs there unless it is confirmed in time. Nothing here throws or rejects. */
export interface DeadMan {
  /** The two ends of our session as the host sees them; unknown before it is connected. */
  session(): SessionAddress | undefined;
  /** Answers when the timer runs there. The steps take the whole change back, in the order to run them. */
  arm(id: string, steps: readonly Step[], seconds: number): Promise<Result<null>>;
  /** Whether the host can still be reached by a new connection, not only by the one that stands. */
  prove(): Promise<Result<null>>;
  /** Keeps the change: `confirmed`, or `reverted` when it was too late. */
  confirm(id: string): Promise<Result<DeadManState>>;
  /** Takes it back now. */
  revert(id: string): Promise<Result<DeadManState>>;
  /** Logs in again where it must. */
  state(id: string): Promise<Result<DeadManState>>;
  /** Removes what the host keeps of a change that was taken back. */
  forget(id: string): Promise<Result<DeadManState>>;
}
