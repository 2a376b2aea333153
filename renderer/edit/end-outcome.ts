import type { ApplyResult } from '../../app/contract/plan-view.ts';
import { distinct, type Outcome } from '../link/outcome.ts';
import { endText } from '../link/line-state.ts';

/** How a change ended, where the dialog stays open to say it. */
export function endOutcome(result: ApplyResult): Outcome {
  const problems = distinct(result.problems);
  const text = endText(result);
  if (result.end === 'committed') return { tone: 'good', title: 'Done', text, problems };
  if (result.end === 'rolled-back') return { tone: 'calm', title: 'Nothing changed', text, problems };
  return { tone: 'bad', title: 'Not as before', text, problems };
}
