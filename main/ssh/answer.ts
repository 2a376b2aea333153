/** What a request's frames say of its commands. */
import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { FrameReader } from '../transport/frame-reader.ts';

/** Frames: one before the first command (what others printed), then its output and its errors for each. */
export function outcomeOf(
  argv: readonly string[],
  index: number,
  { frames, createdAt }: FrameReader,
  failure: CommandFailure | undefined,
  end: Problem | undefined,
): CommandOutcome {
  const [before, output, errors] = [frames[2 * index], frames[2 * index + 1], frames[2 * index + 2]];
  const began = before?.endedAt ?? createdAt;
  const startedAt = Math.round(began);
  if (output !== undefined && errors !== undefined) {
    const text = { argv, stdout: output.text, stderr: errors.text, startedAt, durationMs: output.endedAt - began };
    const exitCode = Number(output.note);
    // A remote that answers with anything else than a number is not to be believed.
    return Number.isInteger(exitCode) ? { ...text, exitCode } : { ...text, failure: 'not-started' };
  }
  return { ...notSent(argv, end), failure: failure ?? 'not-started', startedAt, durationMs: Date.now() - began };
}

/** The outcome of a command that was not sent, or that no answer came to. */
export function notSent(argv: readonly string[], problem?: Problem): CommandOutcome {
  const stderr = problem?.cause?.stderr ?? '';
  return { argv, failure: 'no-connection', stdout: '', stderr, problem, startedAt: Date.now(), durationMs: 0 };
}
