/**
 * One small command beside the requests of a session: a ping that waits for its answer must not hold up a refresh. It
 * takes the way of the watches, stderr, so that it needs no second session where a server allows only one.
 */
import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import { notSent } from './answer.ts';
import { asideProgram } from './program.ts';
import type { RunOptions, Session } from './session.ts';

/** A ping prints some hundred bytes, a list of UDP sockets some ten thousand; a remote that sends more is not believed. */
const MOST_BYTES = 1024 * 1024;

/** Errors and output come together in `stdout`, and again in `stderr` where the command failed. Never rejects. */
export async function runAside(
  session: Session,
  argv: readonly string[],
  { timeoutMs, signal }: RunOptions,
): Promise<CommandOutcome> {
  if (signal?.aborted) return { ...notSent(argv), failure: 'cancelled' };
  const startedAt = Date.now();
  const began = performance.now();
  const printed: string[] = [];
  let bytes = 0;
  let end: (how: number | CommandFailure) => void = () => undefined;
  const ended = new Promise<number | CommandFailure>((resolve) => (end = resolve));
  const release = session.watch(
    (mark, id) => asideProgram(mark, id, argv),
    (line) => {
      const [, what, text = ''] = /^\d+ (out|done) ?(.*)$/.exec(line) ?? [];
      bytes += line.length;
      if (bytes > MOST_BYTES) end('not-started');
      else if (what === 'done') end(Number.isInteger(Number(text)) && text !== '' ? Number(text) : 'not-started');
      else if (what === 'out') printed.push(text);
    },
  );
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), timeoutMs);
  const cancel = (): void => end('cancelled');
  signal?.addEventListener('abort', cancel);
  const lost = session.ended.then((problem) => (end('no-connection'), problem));
  const how = await ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  release();
  const text = printed.join('\n');
  const common = { argv, stdout: text, startedAt, durationMs: performance.now() - began };
  if (how === 'no-connection') return { ...notSent(argv, await lost), ...common, failure: how };
  return typeof how === 'number'
    ? { ...common, exitCode: how, stderr: how === 0 ? '' : text }
    : { ...common, failure: how, stderr: text };
}
