/** Preview, show, apply, report: the same for every command that changes something. */
import type { ApplyProgress, Preview } from '../../app/contract/plan-view.ts';
import type { FileChange } from '../../app/change/journal-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemText } from '../../app/problem/text.ts';
import type { Session } from '../engine/session.ts';
import { EXIT, exitOfEnd, exitOfProblems, exitOfRefusal } from './exit-code.ts';
import { isWanted } from './ask.ts';
import { printJson, printPlan, printResult, say, sayAgain, sayProblems } from './print.ts';

export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** Besides: exit code 1 where the plan would change anything. */
  readonly check?: boolean;
  readonly json?: boolean;
  /** Without a question on the terminal. */
  readonly yes?: boolean;
  /** Written with the change. */
  readonly file?: FileChange;
}

/** What was found before the plan was made: shown with it. */
export interface FoundBefore {
  readonly problems: readonly Problem[];
  /** Further fields of the JSON output. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is left of an intent when these problems are taken out of it; `undefined` where they concern all of it. */
export type Without = (errors: readonly Problem[]) => unknown;

export const NOTHING_FOUND: FoundBefore = { problems: [], fields: {} };

/** Answers with the exit code; `told` puts the problems of the intent as the user knows them. Ctrl-C stops at the next step and takes everything back. */
export async function previewAndApply(
  session: Session,
  intent: unknown,
  { dryRun = false, check = false, json = false, yes = false, file }: ApplyOptions,
  before: FoundBefore = NOTHING_FOUND,
  told: (problem: Problem) => Problem = (problem) => problem,
  without: Without = () => undefined,
): Promise<number> {
  const first = await session.preview(intent, file);
  const errors = first.problems.filter(({ severity }) => severity === 'error');
  const rest = errors.length === 0 ? undefined : without(errors);
  const { plan, problems: said } = rest === undefined ? first : await session.preview(rest);
  const problems = [...said.map(told), ...before.problems];
  if (plan === undefined || problems.some(({ severity }) => severity === 'error'))
    return refuse({ problems }, json, before.fields);
  if (!json) sayProblems(problems);
  if (dryRun) {
    if (json) printJson({ ...plan, ...(problems.length > 0 && { problems }), ...before.fields });
    else printPlan(plan);
    return check && plan.hosts.some(({ forward }) => forward.length > 0) ? EXIT.failed : EXIT.done;
  }
  if (!json) printPlan(plan);
  if (!yes && !json && !(await isWanted(plan.title))) {
    say('Nothing was changed.');
    return EXIT.failed;
  }
  const cancel = (): void => session.cancel(plan.planId);
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  const result = await session.apply(plan.planId, json ? () => undefined : sayProgress);
  process.off('SIGINT', cancel);
  process.off('SIGTERM', cancel);
  if (!result.ok) {
    refuse({ problems: [result.problem] }, json);
    return exitOfRefusal([result.problem]);
  }
  const { value } = result;
  if (json) printJson({ plan, result: value, ...before.fields });
  else printResult(value, problems);
  return exitOfEnd(value.end, [...problems, ...value.problems]);
}

export function refuse({ problems }: Preview, json: boolean, fields: FoundBefore['fields'] = {}): number {
  if (json) printJson({ problems, ...fields });
  sayProblems(problems);
  return exitOfProblems(problems);
}

/** One line that rewrites itself on a terminal; a line a phase elsewhere. */
export function sayProgress({ phase, done, total, note }: ApplyProgress): void {
  if (note !== undefined) return say(`overlane: ${problemText(note).text}`);
  if (process.stderr.isTTY) sayAgain(`${phase} ${done}/${total}`, phase === 'ended');
  else if (phase !== lastPhase) say(`${phase} (${total} ${total === 1 ? 'step' : 'steps'})`);
  lastPhase = phase;
}
let lastPhase: ApplyProgress['phase'] | undefined;
