/** A step as the command that runs it: argv, a line of a batch, or text to read. */
import { argvOf } from '../base/argv.ts';
import { shellText } from '../base/shell.ts';
import type { Command } from './noun.ts';
import { stepsOf, type Step } from './step.ts';

/** The exact argv of a step. The step must have passed its schema; `wrongStep` says what the schema cannot. */
export function stepArgv(step: Step): readonly string[] {
  return argvOfCommand(stepsOf(step).command(step));
}

/** What the command reads from stdin; `undefined` for all that read nothing. */
export function stepInput(step: Step): string | undefined {
  const command = stepsOf(step).command(step);
  return 'argv' in command ? command.input : undefined;
}

/** A step as it is read, ready to paste: the exact command, or for a file one that does the same. */
export function stepText(step: Step): string {
  const command = stepsOf(step).command(step);
  return 'argv' in command ? command.text : shellText(argvOf(command));
}

/** A step as one command of a shell script, with what it reads. */
export function stepShell(step: Step): string {
  const command = stepsOf(step).command(step);
  return 'argv' in command ? command.inShell : shellText(argvOf(command));
}

/** A step as one line for `TOOL [-n NETNS] -batch -`, which stops at the first line that fails. */
export interface BatchLine {
  readonly tool: 'ip' | 'bridge';
  readonly netns: string;
  readonly line: string;
  /** What runs the same step alone. */
  readonly argv: readonly string[];
}

/** `undefined` for what must run alone: other tools, namespaces, routes whose family only `-6` can tell, text that is no single word. */
export function stepBatch(step: Step): BatchLine | undefined {
  const { command, runsAlone } = stepsOf(step);
  if (runsAlone(step)) return undefined;
  const call = command(step);
  if ('argv' in call || (call.tool !== 'ip' && call.tool !== 'bridge')) return undefined;
  const { tool, netns, args } = call;
  if (args.some((word) => !/^[^\s"'\\#]+$/.test(word))) return undefined;
  return { tool, netns, line: args.join(' '), argv: argvOf(call) };
}

function argvOfCommand(command: Command): readonly string[] {
  return 'argv' in command ? command.argv : argvOf(command);
}
