import type { ApplyEnd } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';

/** What the command line answers with: see the README. */
export const EXIT = { done: 0, failed: 1, usage: 2, diverged: 3 } as const;

/** Problems that are the caller's to correct in what was typed. */
const USAGE: ReadonlySet<Problem['code']> = new Set([
  'bad-input',
  'host-unknown',
  'overlay-unknown',
  'overlay-unadoptable',
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

const LESS: ReadonlySet<Problem['code']> = new Set([
  'overlay-member-away',
  'overlay-member-left',
  'overlay-member-forgotten',
  'undo-left',
]);

/** What makes a change that was kept less than what was asked for. */
export function isLess({ severity, code }: Problem): boolean {
  return severity === 'error' || LESS.has(code);
}

/** A change that stands on some of its hosts only, or that could not be written down, is not done. */
export function exitOfEnd(end: ApplyEnd, problems: readonly Problem[]): number {
  if (end !== 'committed') return end === 'rolled-back' ? EXIT.failed : EXIT.diverged;
  return problems.some(isLess) ? EXIT.failed : EXIT.done;
}

/** A request that was refused is never done, however mildly the refusal is put. */
export function exitOfRefusal(problems: readonly Problem[]): number {
  return exitOfProblems(problems) || EXIT.failed;
}
