import type { CommandOutcome } from '../../app/problem/command.ts';

/**
 * One outcome a line out of the outcome of a batch. Without `-force`, `ip` and `bridge` stop at the first line that
 * fails and say which it was ("Command failed -:3", iproute2 5.15 to 6.17). A batch that we had to stop says nothing:
 * it is reported as failed at its first line, and reading back tells how far it came.
 */
export function shareOut(whole: CommandOutcome, argvs: readonly (readonly string[])[]): readonly CommandOutcome[] {
  const durationMs = whole.durationMs / Math.max(1, argvs.length);
  const done = whole.exitCode === 0 ? argvs.length : failedLine(whole.stderr) - 1;
  const { startedAt } = whole;
  const shared = argvs
    .slice(0, done)
    .map((argv) => ({ argv, exitCode: 0, stdout: '', stderr: '', startedAt, durationMs }));
  const failed = argvs[done];
  return failed === undefined ? shared : [...shared, { ...whole, argv: failed, durationMs }];
}

/** Lines count from 1. */
function failedLine(stderr: string): number {
  return Number(/^Command failed -:(\d+)$/m.exec(stderr)?.[1] ?? 1);
}
