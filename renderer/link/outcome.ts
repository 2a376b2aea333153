import type { ApplyResult, LinkHealth } from '../../app/contract/plan-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { LAYER_LABELS } from './ladder.ts';
import { endText } from './line-state.ts';

export interface Outcome {
  readonly tone: 'good' | 'calm' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** How linking ended, in words. `pair` is "alpha and beta". */
export function linkOutcome(result: ApplyResult, pair: string): Outcome {
  const problems = allProblems(result);
  if (result.end === 'rolled-back') return { tone: 'calm', title: 'Nothing changed', text: endText(result), problems };
  if (result.end === 'diverged')
    return { tone: 'bad', title: `${pair} are not as before`, text: endText(result), problems };
  const { title, text } = healthWords(result.health, pair);
  const tone = result.health !== undefined && !result.health.healthy ? 'bad' : 'good';
  return { tone, title, text: `${text} ${endText(result)}`, problems };
}

/** How taking apart ended. */
export function unlinkOutcome(result: ApplyResult, name: string): Outcome {
  const problems = allProblems(result);
  if (result.end === 'committed')
    return {
      tone: 'good',
      title: `${name} is taken apart`,
      text: `Everything made for it is gone. ${endText(result)}`,
      problems,
    };
  if (result.end === 'rolled-back')
    return { tone: 'calm', title: `${name} is still there`, text: endText(result), problems };
  return { tone: 'bad', title: `${name} is only partly gone`, text: endText(result), problems };
}

/** The state of a link in one title and one sentence. */
export function healthWords(
  health: LinkHealth | undefined,
  pair: string,
): { readonly title: string; readonly text: string } {
  if (health === undefined) return { title: `${pair} are linked`, text: 'Not checked yet.' };
  if (!health.healthy) {
    const layer = health.failingLayer === undefined ? 'A check' : LAYER_LABELS[health.failingLayer];
    return { title: `${pair} do not reach each other`, text: `${layer} is where it fails.` };
  }
  const text = health.pinged
    ? 'Packets pass both ways.'
    : 'The tables are as planned; there is no endpoint to ping from.';
  return { title: `${pair} are linked`, text };
}

function allProblems(result: ApplyResult): readonly Problem[] {
  return distinct([...result.problems, ...(result.health?.problems ?? [])]);
}

/** The same problem found twice, by both pings or by result and health, is said once. */
export function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter((problem) => {
    const key = JSON.stringify([problem.code, problem.where, problem.facts]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}
