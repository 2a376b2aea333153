import type { ApplyEnd } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';

/** What the command line answers with: see the README. */
export const EXIT = { done: 0, failed: 1, usage: 2, diverged: 3 } as const;

/** Problems that are the caller's to correct in what was typed. */
const USAGE: ReadonlySet<Problem['code']> = new Set([
  'bad-input',
  'host-unknown',
  'overlay-unknown',
  'overlay-exists',
  'overlay-file',
  'file-unreadable',
  'export-unwritable',
  'host-read-only',
]);

export function exitOfProblems(problems: readonly Problem[]): number {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return EXIT.done;
  return errors.every(({ code }) => USAGE.has(code)) ? EXIT.usage : EXIT.failed;
}

export function exitOfEnd(end: ApplyEnd): number {
  return end === 'committed' ? EXIT.done : end === 'rolled-back' ? EXIT.failed : EXIT.diverged;
}
