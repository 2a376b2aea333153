/** What a collector is to the rest of the engine. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { CallOptions, Clock, Transport } from '../../app/contract/ports.ts';
import type { Host } from '../../app/contract/host.ts';
import type { Snapshot, TableName } from '../../app/noun/snapshot.ts';
import type { Result } from '../../app/problem/problem.ts';
import type { Purpose } from './commands.ts';
import type { RowChange } from './merge.ts';

export interface CollectorOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly record: (purpose: Purpose, outcomes: readonly CommandOutcome[]) => void;
  readonly onChange: (snapshot: Snapshot, changes: readonly RowChange[]) => void;
  readonly onHost: (host: Host) => void;
}

export interface Collector {
  readonly transport: Transport;
  host(): Host;
  snapshot(): Snapshot | undefined;
  /** Reads everything now, or only these tables; answers when the snapshot is up to date. */
  refresh(only?: readonly TableName[], options?: Pick<CallOptions, 'timeoutMs'>): Promise<Result<Snapshot>>;
  /** From here on reads who fills in checksums, which costs a process a tunnel: for overlays that state it. */
  watchOffload(): void;
  /** Starts listening; the first read happens by itself. */
  start(): void;
  stop(): Promise<void>;
}
