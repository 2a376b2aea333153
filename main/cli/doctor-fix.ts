/** `overlane doctor --fix`: one change of what a plan can do, and who must run the rest. */
import { hostName } from '../../app/base/host.ts';
import type { Finding, Fix } from '../../app/doctor/finding.ts';
import { mendOf } from '../engine/doctor/fix.ts';
import type { Session } from '../engine/session.ts';
import { previewAndApply } from './apply.ts';
import { EXIT } from './exit-code.ts';
import { say, sayProblems } from './print.ts';

export interface FixOptions {
  /** Findings that are meant; all of them when empty. */
  readonly codes: readonly string[];
  readonly yes: boolean;
  readonly json: boolean;
}

export interface Mended {
  /** What the change was called; absent where none was made. */
  readonly done?: string;
  /** What the change ended with, as the command would. */
  readonly exit: number;
  /** What a person must run, with where. */
  readonly toRun: readonly { readonly host: string; readonly command: string }[];
}

export async function mend(findings: readonly Finding[], options: FixOptions, session: Session): Promise<Mended> {
  const wanted = findings.filter(({ code }) => options.codes.length === 0 || options.codes.includes(code));
  const fixes = wanted.flatMap(({ fix }) => fix ?? []);
  for (const one of wanted) if (one.fix === null) say(`overlane: ${one.says} There is no plan for it.`);
  const made = await apply(fixes, options, session);
  const toRun = fixes.flatMap((fix) =>
    fix.hosts.flatMap(({ host, commands }) => commands.map((command) => ({ host, command }))),
  );
  for (const { host, command } of toRun) say(`overlane: On ${hostName(host)}, run as root: ${command}`);
  return { ...made, toRun };
}

async function apply(
  fixes: readonly Fix[],
  { yes, json }: FixOptions,
  session: Session,
): Promise<Omit<Mended, 'toRun'>> {
  const intent = mendOf(fixes);
  if (intent === undefined) return { exit: EXIT.done };
  if (!json) {
    const exit = await previewAndApply(session, intent, { yes });
    return { exit, ...(exit === EXIT.done && { done: intent.title }) };
  }
  // Stdout is one JSON document: what could not be planned or was taken back is said on stderr.
  const { plan, problems } = await session.preview(intent);
  sayProblems(problems);
  if (plan === undefined) return { exit: EXIT.failed };
  const result = await session.apply(plan.planId, () => undefined);
  sayProblems(result.ok ? result.value.problems : [result.problem]);
  if (!result.ok || result.value.end !== 'committed')
    return { exit: result.ok && result.value.end === 'diverged' ? EXIT.diverged : EXIT.failed };
  return { exit: EXIT.done, done: intent.title };
}
