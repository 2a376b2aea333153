/** What the command line says: results on stdout, everything about them on stderr. */
import type { ApplyResult, HostPlanView, LinkHealth, PlanView } from '../../app/contract/plan-view.ts';
import { hostName } from '../../app/model/host.ts';
import { shellText } from '../../app/iproute/shell.ts';
import { problemText } from '../../app/problem/text.ts';
import type { Problem } from '../../app/problem/problem.ts';

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function sayProblems(problems: readonly Problem[]): void {
  for (const problem of problems) {
    const { text, remedy } = problemText(problem);
    say(`overlane: ${text}`);
    say(`          ${remedy}`);
    if (problem.cause !== undefined) {
      const { argv, exitCode, stderr } = problem.cause;
      say(`          ${shellText(argv)} → ${exitCode ?? 'no exit code'}${stderr === '' ? '' : `: ${stderr.trim()}`}`);
    }
  }
}

export function printPlan(plan: PlanView): void {
  print(plan.title);
  for (const host of plan.hosts) printHostPlan(host);
}

function printHostPlan({ host, forward, rollback }: HostPlanView): void {
  print(`\n# ${host}`);
  for (const { text, why, diff } of forward) print(diff === undefined ? `${text}  # ${why}` : `# ${why}\n${diff}`);
  print(`\n# ${host}, to take it back`);
  for (const { text, diff } of rollback) print(diff ?? text);
}

export function printResult({ end, problems, health, durationMs }: ApplyResult): void {
  sayProblems(problems);
  if (health !== undefined) printHealth(health);
  const words = {
    committed: 'Done',
    'rolled-back': 'Rolled back: nothing is left of it',
    diverged: 'Diverged: a host is not as before',
  };
  print(`${words[end]} (${(durationMs / 1000).toFixed(1)} s).`);
}

export function printHealth({ pings }: LinkHealth): void {
  for (const { from, to, target, rttMs, largestPacket } of pings) {
    const answer =
      rttMs === undefined ? 'no answer' : `${rttMs.toFixed(3)} ms, largest packet ${largestPacket ?? 'unknown'} bytes`;
    print(`ping ${hostName(from)} → ${hostName(to)} (${target}): ${answer}`);
  }
}
