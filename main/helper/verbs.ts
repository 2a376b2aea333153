/** What a parsed request does. Each verb checks what a schema cannot know, then asks the transport that lab hosts use too. */
import type { CommandOutcome } from '../../app/problem/command.ts';
import type { Reply, Request } from '../../app/contract/helper.ts';
import { queryOf } from '../../app/contract/ask.ts';
import { probeArgv } from '../../app/problem/probe.ts';
import { shellText } from '../../app/base/shell.ts';
import { checkStep } from '../../app/guard/check-step.ts';
import { stepText } from '../../app/noun/step-argv.ts';
import type { Query } from '../../app/noun/query.ts';
import { listedNetns, wrongAskNetns, wrongNetns, wrongStepNetns, type WrongName } from './netns-names.ts';
import { absolute } from './place.ts';
import type { SessionOptions } from './session.ts';

export interface Running {
  readonly verb: Request['verb'];
  readonly stop: AbortController;
}

type Of<V extends Request['verb']> = Extract<Request, { verb: V }>;
type Last = Extract<Reply, { type: 'end' | 'refused' }>;
type Work = 'write' | 'read' | 'probe' | 'watch' | 'lock';

/** Runs a request to its end; answers with the reply that closes it. Never rejects. */
export async function runRequest(request: Request, running: Running, options: SessionOptions): Promise<Last> {
  try {
    return await run(request as Of<Work>, running.stop.signal, options);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'refused', id: request.id, code: 'bad-request', reason };
  }
}

function run(request: Of<Work>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  switch (request.verb) {
    case 'write':
      return write(request, signal, options);
    case 'read':
      return read(request, signal, options);
    case 'probe':
      return probe(request, signal, options);
    case 'watch':
      return watch(request, signal, options);
    case 'lock':
      return lock(request, signal, options);
  }
}

async function lock({ id, who }: Of<'lock'>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  const taken = await options.lock(who);
  const { by, unlocked } = { by: undefined, unlocked: undefined, ...taken };
  options.send({ type: 'lock', id, by, unlocked });
  if (!('release' in taken)) return { type: 'end', id };
  const isLet = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  if (!signal.aborted && unlocked === undefined) await isLet;
  await taken.release();
  return { type: 'end', id };
}

async function write(request: Of<'write'>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  const { id, steps, timeoutMs } = request;
  for (const [index, step] of steps.entries()) {
    const wrong = checkStep(step);
    if (wrong) return refused(id, { index, reason: `${wrong.facts['field']}: ${wrong.facts['reason']}` });
  }
  const unknown = wrongStepNetns(steps, listedNetns(options.netnsFolder));
  if (unknown) return refused(id, unknown, 'netns-unknown');
  await options.transport.write(steps, {
    signal,
    timeoutMs,
    onStep: (index, outcome) => {
      const step = steps[index];
      if (step) options.log.say('write', { command: stepText(step).split('\n', 1)[0], ended: endedAs(outcome) });
      options.send({ type: 'outcome', id, index, outcome: withoutArgv(outcome) });
    },
  });
  return { type: 'end', id };
}

async function read(request: Of<'read'>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  const { id, asks, timeoutMs } = request;
  const unknown = wrongAskNetns(asks, listedNetns(options.netnsFolder));
  if (unknown) return refused(id, unknown, 'netns-unknown');
  const queries: Query[] = [];
  for (const [index, ask] of asks.entries()) {
    const query = queryOf(ask);
    if (query === undefined) return refused(id, { index, reason: 'that table has no such part' });
    queries.push({ ...query, argv: absolute(query.argv) });
  }
  const outcomes = await options.transport.read(queries, { signal, timeoutMs });
  for (const [index, outcome] of outcomes.entries())
    options.send({ type: 'outcome', id, index, outcome: withoutArgv(outcome) });
  return { type: 'end', id };
}

async function probe(request: Of<'probe'>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  const { id, probe: wanted, timeoutMs } = request;
  const reason = wrongNetns(wanted.netns, listedNetns(options.netnsFolder));
  if (reason !== undefined) return refused(id, { index: 0, reason }, 'netns-unknown');
  const outcome = await options.transport.probe(wanted, { signal, timeoutMs });
  options.log.say('probe', { command: shellText(probeArgv(wanted)), ended: endedAs(outcome) });
  options.send({ type: 'outcome', id, index: 0, outcome: withoutArgv(outcome) });
  return { type: 'end', id };
}

/** Runs until it is cancelled or a monitor ends by itself. A namespace that has gone meanwhile is left out. */
function watch({ id, namespaces }: Of<'watch'>, signal: AbortSignal, options: SessionOptions): Promise<Last> {
  const listed = listedNetns(options.netnsFolder);
  const there = [...new Set(namespaces)].filter((name) => wrongNetns(name, listed) === undefined);
  return new Promise((resolve) => {
    const running = options.transport.watch(
      there,
      ({ netns, tables, fdb }) => options.send({ type: 'dirty', id, netns, tables: [...tables], fdb }),
      (why) => resolve({ type: 'end', id, why }),
    );
    const stop = (): void => {
      running.stop();
      resolve({ type: 'end', id });
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

function refused(
  id: number,
  { index, reason }: WrongName,
  code: 'bad-request' | 'netns-unknown' = 'bad-request',
): Last {
  return { type: 'refused', id, code, reason, index };
}

function endedAs({ exitCode, failure }: CommandOutcome): string | number {
  return failure ?? exitCode ?? 'unknown';
}

function withoutArgv({
  exitCode,
  failure,
  stdout,
  stderr,
  startedAt,
  durationMs,
}: CommandOutcome): Omit<CommandOutcome, 'argv'> {
  return { exitCode, failure, stdout, stderr, startedAt, durationMs };
}
