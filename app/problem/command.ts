import type { HostId } from '../base/host.ts';
import type { Problem } from './problem.ts';

/**
 * Why a command has no exit code of its own. `helper-gone`: the root helper ended, so whether it ran is not known.
 * `flood`: it printed more than anything of ours is allowed to, and was ended.
 * `no-connection`: the SSH connection could not be made or ended, with ssh's own words in `stderr`; the same holds.
 */
export const COMMAND_FAILURES = [
  'not-started',
  'timeout',
  'cancelled',
  'host-gone',
  'helper-gone',
  'no-connection',
  'flood',
] as const;
export type CommandFailure = (typeof COMMAND_FAILURES)[number];

/** One finished command, successful or not: both have the same fields. */
export interface CommandOutcome {
  readonly argv: readonly string[];
  /** Absent where `failure` is present. */
  readonly exitCode?: number;
  readonly failure?: CommandFailure;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Where more is known than the words say: with `no-connection`, why there is none. */
  readonly problem?: Problem;
}

/** What the *Commands* drawer lists: an outcome without its output, and where it ran. */
export interface CommandRecord {
  /** Counts up within one session of the app. */
  readonly id: number;
  readonly host: HostId;
  readonly purpose: 'collect' | 'watch' | 'apply' | 'rollback' | 'verify';
  /** Shell-quoted, ready to paste. */
  readonly text: string;
  readonly exitCode?: number;
  readonly failure?: CommandFailure;
  readonly stderr: string;
  readonly startedAt: number;
  readonly durationMs: number;
}
