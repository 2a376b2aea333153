import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Enter } from './frame.ts';
import type { HeldLock } from './held-lock.ts';

/** A host whose programs we can start: all that differs between a lab host and this computer. */
export interface Place {
  readonly host: HostId;
  readonly enter: Enter;
  readonly isAlive: () => boolean;
  /** Where `ip netns` keeps its names, as seen from here. */
  readonly netnsFolder: string;
  /** False where monitors may not enter named namespaces. */
  readonly entersNetns: boolean;
  /** Why nothing may be written, in one sentence; absent when it may. */
  readonly readOnly?: string;
  /** What every command that changes something holds, should we be gone before it ends. */
  readonly held?: HeldLock;
}

/** Says "host-gone" instead of whatever a dying host made of the commands that did not succeed. */
export function judge(place: Place, outcomes: readonly CommandOutcome[]): readonly CommandOutcome[] {
  if (place.isAlive()) return outcomes;
  return outcomes.map((outcome) =>
    outcome.exitCode === 0 ? outcome : { ...outcome, exitCode: undefined, failure: 'host-gone' as const },
  );
}

/** The outcome of a command that was not even tried. */
export function notRun(argv: readonly string[], failure: CommandFailure, why = ''): CommandOutcome {
  return { argv, failure, stdout: '', stderr: why, startedAt: Date.now(), durationMs: 0 };
}
