/** Every command that was run, for the *Commands* drawer. */
import { shellText } from '../../app/base/shell.ts';
import type { CommandOutcome, CommandRecord } from '../../app/problem/command.ts';
import type { HostId } from '../../app/base/host.ts';

/** Enough for an afternoon of looking back; more only costs memory (about 1 kB each). */
const KEPT = 5_000;
/** Milliseconds in which records are gathered for one message. Shorter: a message a command; longer: the drawer lags visibly. */
const GATHER_MS = 100;
/** Bytes of stderr kept for one record: enough for any message of `ip`, little enough for thousands of them. */
const STDERR_KEPT = 2_000;

export type Purpose = CommandRecord['purpose'];

export interface CommandLog {
  record(host: HostId, purpose: Purpose, outcomes: readonly CommandOutcome[]): void;
  recent(): readonly CommandRecord[];
}

export function createCommandLog(onAdded: (records: readonly CommandRecord[]) => void): CommandLog {
  let kept: CommandRecord[] = [];
  let fresh: CommandRecord[] = [];
  let nextId = 1;
  const flush = (): void => {
    const added = fresh;
    fresh = [];
    onAdded(added);
  };
  return {
    recent: () => kept,
    record(host, purpose, outcomes) {
      if (outcomes.length === 0) return;
      const records = outcomes.map((outcome) => toRecord(nextId++, host, purpose, outcome));
      kept = [...kept, ...records].slice(-KEPT);
      if (fresh.length === 0) setTimeout(flush, GATHER_MS).unref();
      fresh = [...fresh, ...records].slice(-KEPT);
    },
  };
}

function toRecord(id: number, host: HostId, purpose: Purpose, outcome: CommandOutcome): CommandRecord {
  const { argv, exitCode, failure, stderr, startedAt, durationMs } = outcome;
  return {
    id,
    host,
    purpose,
    text: shellText(argv),
    exitCode,
    failure,
    stderr: stderr.slice(0, STDERR_KEPT),
    startedAt,
    durationMs,
  };
}
