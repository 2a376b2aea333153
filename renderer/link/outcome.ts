import type { ApplyResult, LinkHealth } from '../../app/contract/plan-view.ts';
import type { FindingView } from '../../app/contract/doctor-view.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { LAYER_LABELS } from './ladder.ts';
import { endText } from './line-state.ts';

export interface Outcome {
  readonly tone: 'good' | 'calm' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  /** Causes that the doctor names, in place of problems that say the same. */
  readonly findings?: readonly FindingView[];
}

/** How linking ended, in words. `pair` is "alpha and beta". */
export function linkOutcome(result: ApplyResult, pair: string): Outcome {
  const findings = result.health?.findings ?? [];
  const problems = besideFindings(allProblems(result));
  const said = { text: endText(result), problems, findings };
  if (result.end === 'rolled-back') return { tone: 'calm', title: 'Nothing changed', ...said };
  if (result.end === 'diverged') return { tone: 'bad', title: `${pair} are not as before`, ...said };
  const { title, text } = healthWords(result.health, pair);
  const tone = result.health !== undefined && !result.health.healthy ? 'bad' : 'good';
  return { tone, title, text: `${text} ${endText(result)}`, problems, findings };
}

interface HealthWords {
  readonly title: string;
  readonly text: string;
}

/** The state of an overlay of many in one title and one sentence. */
export function wholeWords(health: LinkHealth | undefined, name: string): HealthWords {
  if (health === undefined) return { title: `${name} is declared`, text: 'Not checked yet.' };
  const { text } = healthWords(health, name);
  if (!health.healthy)
    return {
      title: allAnswered(health)
        ? `${name} carries, but not all of it is right`
        : `Not every member of ${name} is reached`,
      text,
    };
  const silent = 'The tables are as planned; there is no endpoint to ping from.';
  return { title: `Every member of ${name} reaches every other`, text: health.pinged ? text : silent };
}

/** The state of a link in one title and one sentence. */
export function healthWords(health: LinkHealth | undefined, pair: string): HealthWords {
  if (health === undefined) return { title: `${pair} are linked`, text: 'Not checked yet.' };
  if (!health.healthy) {
    const layer = health.failingLayer === undefined ? 'A check' : LAYER_LABELS[health.failingLayer];
    return allAnswered(health)
      ? { title: `${pair} reach each other, but not all is right`, text: `${layer} is not as it should be.` }
      : { title: `${pair} do not reach each other`, text: `${layer} is where it fails.` };
  }
  const text = health.pinged
    ? 'Packets pass both ways.'
    : 'The tables are as planned; there is no endpoint to ping from.';
  return { title: `${pair} are linked`, text };
}

/** Without those that say what the findings beside them say. */
export function besideFindings(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ code }) => code !== 'doctor-found');
}

/** Every ping came back although something is wrong: what was learned before still carries. */
function allAnswered({ pings }: LinkHealth): boolean {
  return pings.length > 0 && pings.every(({ rttMs }) => rttMs !== undefined);
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
