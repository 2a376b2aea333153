import { randomBytes } from 'node:crypto';
import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import { withoutComments } from '../lab/script.ts';
import { READ_TIMEOUT_MS, startCommand, type CommandOptions } from './command.ts';
import { FrameReader } from './frame-reader.ts';
import script from './frame.sh?raw';

/** Runs a command where the host is: identity for this computer, through nsenter for a lab host. */
export type Enter = (argv: readonly string[]) => readonly string[];

/** Linux takes 2 MiB of argv and environment together (execve(2)); this many queries are far below it. */
const MOST_IN_ONE = 500;

/** Runs the commands one after the other, in one process where their number allows; one outcome each, in order. */
export async function runFramed(
  enter: Enter,
  argvs: readonly (readonly string[])[],
  options: CommandOptions = {},
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  for (let from = 0; from < argvs.length; from += MOST_IN_ONE) {
    outcomes.push(...(await runFrame(enter, argvs.slice(from, from + MOST_IN_ONE), options)));
  }
  return outcomes;
}

async function runFrame(
  enter: Enter,
  argvs: readonly (readonly string[])[],
  options: CommandOptions,
): Promise<readonly CommandOutcome[]> {
  // The mark must not be guessable: a device may be named by anybody, and its name stands in the output.
  const mark = randomBytes(16).toString('hex');
  const words = argvs.flatMap((argv) => [String(argv.length), ...argv]);
  const command = startCommand(enter(['sh', '-c', withoutComments(script), 'overlane-read', mark, ...words]), {
    ...options,
    timeoutMs: options.timeoutMs ?? READ_TIMEOUT_MS,
    buffer: false,
  });
  const stdout = new FrameReader(mark);
  const stderr = new FrameReader(mark);
  command.process.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  command.process.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ending = await command.ending;
  return argvs.map((argv, index) =>
    outcomeOf(argv, index, stdout, stderr, ending.failure ?? 'not-started', ending.stderr),
  );
}

/** The command that was running when the frame ended early has no mark; those after it never began. */
function outcomeOf(
  argv: readonly string[],
  index: number,
  stdout: FrameReader,
  stderr: FrameReader,
  failure: CommandFailure,
  message: string,
): CommandOutcome {
  const frame = stdout.frames[index];
  const began = stdout.frames[index - 1]?.endedAt ?? stdout.createdAt;
  if (frame) {
    const common = { argv, stdout: frame.text, stderr: stderr.frames[index]?.text ?? '' };
    return { ...common, exitCode: Number(frame.note), startedAt: Math.round(began), durationMs: frame.endedAt - began };
  }
  const isRunning = index === stdout.frames.length;
  const rest = isRunning ? stderr.rest() || message : '';
  const durationMs = isRunning ? Date.now() - began : 0;
  return { argv, failure, stdout: '', stderr: rest, startedAt: Math.round(began), durationMs };
}
