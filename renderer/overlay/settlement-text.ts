import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import type { Settlement } from './recovery.svelte.ts';

/** How an interrupted change was settled, in one sentence. */
export function settlementText(how: Settlement): string {
  if (how.kind === 'kept') return ['kept as it is. Nothing was run.', ...how.problems.map(sentencesOf)].join(' ');
  if (how.kind === 'failed') return 'could not be settled.';
  if (how.result.end === 'diverged') return 'rolled back only in part. What differs is listed below.';
  return 'rolled back. The hosts are as before.';
}

function sentencesOf(problem: Problem): string {
  const { text, remedy } = problemText(problem);
  return `${text} ${remedy}`;
}
