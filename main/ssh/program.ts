/** The text of what runs on a remote. Everything variable is quoted; the rest is constant. */
import { quoteArg, shellText } from '../../app/base/shell.ts';
import { withoutComments } from '../lab/script.ts';
import agent from './agent.sh?raw';
import arrive from './arrive.sh?raw';
import aside from './aside.sh?raw';
import lock from './lock.sh?raw';
import run from './run.sh?raw';
import watch from './watch.sh?raw';

/**
 * What ssh is given to run. The user's login shell reads it, whatever that is (bash, fish, csh): so one line, constant, no
 * backslash, no quote inside quotes. dd with one byte at a time never reads further than asked.
 */
export const BOOT = `exec sh -c 'IFS= read -r n; eval "$(dd bs=1 count=$n 2>/dev/null)"'`;
/** The same for the shell that has become root; it says first that it is there. */
const NEXT = `printf "\\n%s up\\n" "$1"; IFS= read -r n; eval "$(dd bs=1 count=$n 2>/dev/null)"`;

/** A program and its length in bytes, as the reader on the other side expects it. */
export function sized(program: string): string {
  return `${Buffer.byteLength(program)}\n${program}`;
}

export interface Arrival {
  readonly mark: string;
  readonly nonce: string;
  /** `plain`: without asking for privilege. */
  readonly wish: 'root' | 'plain';
}

export function arriveProgram({ mark, nonce, wish }: Arrival): string {
  const settings = Object.entries({ mark, nonce, wish, next: NEXT });
  return `${settings.map(([name, value]) => `${name}=${quoteArg(value)}\n`).join('')}${withoutComments(arrive)}`;
}

/**
 * Seconds without a sign of life after which the agent takes the connection for cut. Shorter: a laptop that naps for half a
 * minute has to log in anew, with its passwords; longer: while a bad link comes and goes, shells with root's rights pile up.
 */
const PATIENCE_S = 60;

export function agentProgram(patienceS = PATIENCE_S): string {
  return `patience=${patienceS}\n${withoutComments(agent)}`;
}

/** A command and what it reads from stdin. */
export interface Task {
  readonly argv: readonly string[];
  readonly input?: string;
}

/** Runs the tasks in order; prints one frame before them and two for each (see run.sh). */
export function runProgram(mark: string, tasks: readonly Task[]): string {
  const lines = tasks.map(({ argv, input }) =>
    input === undefined ? `run ${shellText(argv)}` : fed(mark, argv, input),
  );
  return `mark=${quoteArg(mark)}\n${withoutComments(run)}${lines.join('\n')}\n`;
}

/** The end of a here-document stands alone on a line: the mark cannot be guessed, so it is in no input. */
function fed(mark: string, argv: readonly string[], input: string): string {
  const whole = input === '' || input.endsWith('\n') ? input : `${input}\n`;
  return `feed ${shellText(argv)} <<'${mark}'\n${whole}${mark}`;
}

/** Monitors in the namespaces; the empty name is the host's own and is written `-`. */
export function watchProgram(
  mark: string,
  id: number,
  monitors: readonly { readonly netns: string; readonly argv: readonly string[] }[],
): string {
  const lines = monitors.map(({ netns, argv }) => `listen ${quoteArg(netns === '' ? '-' : netns)} ${shellText(argv)}`);
  return `mark=${quoteArg(mark)} id=${id}\n${withoutComments(watch)}${lines.join('\n')}\nlook\n`;
}

/** Holds the host's lock until it is ended (see lock.ts). */
export function lockProgram({ mark, id, file, who }: { mark: string; id: number; file: string; who: string }): string {
  const settings = Object.entries({ mark, id: String(id), file, who });
  return `${settings.map(([name, value]) => `${name}=${quoteArg(value)}\n`).join('')}${withoutComments(lock)}`;
}

/** One command beside the requests (see aside.ts). */
export function asideProgram(mark: string, id: number, argv: readonly string[]): string {
  return `mark=${quoteArg(mark)} id=${id}\n${withoutComments(aside)}aside ${shellText(argv)}\n`;
}
