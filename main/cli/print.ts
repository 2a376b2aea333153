/** What the command line says: results on stdout, everything about them on stderr. */
import { terminalBlock, terminalJson, terminalLine } from '../../app/base/terminal-text.ts';
import type { ApplyResult, LinkHealth } from '../../app/contract/plan-view.ts';
import type { HostPlanView, PlanView } from '../../app/change/plan-view.ts';
import { hostName } from '../../app/base/host.ts';
import { shellText } from '../../app/base/shell.ts';
import { problemText } from '../../app/problem/text.ts';
import { isLess } from './exit-code.ts';
import type { Problem } from '../../app/problem/problem.ts';

/** One line. Much of what is printed comes from the kernel, a remote or a file, so nothing here reaches the terminal as it is. */
export function print(text: string): void {
  process.stdout.write(`${terminalLine(text)}\n`);
}

/** Several lines: a diff, or a message as a program wrote it. */
function printBlock(text: string): void {
  process.stdout.write(`${terminalBlock(text)}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${terminalJson(JSON.stringify(value, null, 2))}\n`);
}

/** A file's text: as it is on its way into a file or a program, and for reading only where it goes to a terminal. */
export function printRaw(text: string): void {
  process.stdout.write(process.stdout.isTTY ? terminalBlock(text) : text);
}

/** A line that takes the place of the one before it, on a terminal; `last` leaves it there. Words of ours only. */
export function sayAgain(text: string, last: boolean): void {
  process.stderr.write(`\r${terminalLine(text)}\x1b[K${last ? '\n' : ''}`);
}

/** The same for what is said about results. */
export function say(text: string): void {
  process.stderr.write(`${terminalLine(text)}\n`);
}

/** A title with an empty line before it. */
export function printTitle(text: string): void {
  print('');
  print(text);
}

/** Whoever reads our output may stop before its end (`| head`): the rest is not printed, and what was begun ends as it should. */
export function endQuietly(stream: NodeJS.WritableStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

export function sayProblems(problems: readonly Problem[]): void {
  for (const problem of problems) {
    const { text, remedy } = problemText(problem);
    say(`overlane: ${text}`);
    say(`          ${remedy}`);
    if (problem.cause !== undefined) {
      const { argv, exitCode, stderr } = problem.cause;
      const said = stderr.trim().split(/\r?\n/);
      say(`          ${shellText(argv)} → ${exitCode ?? 'no exit code'}${stderr === '' ? '' : `: ${said[0] ?? ''}`}`);
      for (const more of said.slice(1)) say(`            ${more}`);
    }
  }
}

export function printPlan(plan: PlanView): void {
  print(plan.title);
  for (const host of plan.hosts) printHostPlan(host);
}

function printHostPlan({ host, forward, rollback, lost = [] }: HostPlanView): void {
  printTitle(`# ${host}`);
  for (const { text, why, diff } of forward) {
    print(diff === undefined ? `${text}  # ${why}` : `# ${why}`);
    if (diff !== undefined) printBlock(diff);
  }
  printTitle(`# ${host}, to take it back`);
  for (const { text, diff } of rollback) {
    if (diff === undefined) print(text);
    else printBlock(diff);
  }
  if (lost.length > 0) printTitle(`# ${host}, not brought back by that, nor by undo`);
  for (const row of lost) print(row);
}

/** `before` are the problems that the plan was shown with. */
/** What of a change that was taken back is still there, or may be. */
const LEFT: ReadonlySet<Problem['code']> = new Set([
  'recovery-claimed',
  'overlay-file-left',
  'overlay-file-unwritable',
]);

export function printResult({ end, problems, health, durationMs }: ApplyResult, before: readonly Problem[] = []): void {
  sayProblems(problems);
  if (health !== undefined) printHealth(health);
  const words = {
    committed: [...before, ...problems].some(isLess) ? 'Done in part: not all of it is as asked' : 'Done',
    'rolled-back': problems.some(({ code }) => LEFT.has(code))
      ? 'Rolled back, but for what is named above'
      : 'Rolled back: nothing is left of it',
    diverged: 'Diverged: a host is not as before',
  };
  print(`${words[end]} (${(durationMs / 1000).toFixed(1)} s).`);
  const stale = end === 'committed' ? before.filter(({ code }) => code === 'kept-files-stale') : [];
  for (const { facts, where } of stale)
    say(
      `Kept files of ${String(facts['name'])} still hold what was before: overlane persist ${where.host ?? 'HOST'}${facts['name'] === 'host' ? '' : ` --overlay ${String(facts['name'])}`}`,
    );
}

export function printHealth({ pings }: LinkHealth): void {
  for (const { from, to, target, rttMs, largestPacket } of pings) {
    const answer =
      rttMs === undefined ? 'no answer' : `${rttMs.toFixed(3)} ms, largest packet ${largestPacket ?? 'unknown'} bytes`;
    print(`ping ${hostName(from)} → ${hostName(to)} (${target}): ${answer}`);
  }
}
