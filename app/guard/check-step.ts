/** Whether a step may run at all: asked by every transport, and by the root helper again. */
import { wrongStep, type Step } from '../noun/step.ts';
import type { Problem } from '../problem/problem.ts';
import { checkFile } from './check-file.ts';

/** What a step's schema cannot say, with what a file of ours may hold: root writes none that says more than steps can. */
export function checkStep(step: Step): Problem | undefined {
  const problem = wrongStep(step);
  if (problem !== undefined || step.do !== 'file-write') return problem;
  const reason = checkFile(step.path, step.content);
  if (reason === undefined) return undefined;
  const field = 'content';
  return { code: 'bad-input', severity: 'error', where: { netns: '', field }, facts: { field, reason }, retry: false };
}
