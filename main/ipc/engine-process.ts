/** Main's end of the engine: starts its process, passes calls on, hands its events out, ends it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { CALLS, type CallName, type EventName, type Events } from '../../app/contract/ipc.ts';
import { fail, type Problem, type Result } from '../../app/problem/problem.ts';
import type { EngineOptions, FromEngine, ToEngine } from './engine-message.ts';
import type { Handlers } from './handlers-type.ts';

export interface EngineProcessOptions {
  /** The engine's bundle. */
  readonly script: string;
  readonly options: EngineOptions;
  readonly emit: <E extends EventName>(name: E, payload: Events[E]) => void;
  readonly clipboard: (text: string) => void;
  /** Ctrl-C reached the engine before it could leave that to main, and maybe main not at all. */
  readonly onInterrupt: () => void;
}

export interface EngineProcess {
  readonly handlers: Handlers;
  /** Resolves when the engine took back what ran, ended its lab, and is gone. */
  close(): Promise<void>;
}

export function startEngine({ script, options, emit, clipboard, onInterrupt }: EngineProcessOptions): EngineProcess {
  const child = fork(script, [], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    // Rows by the thousand: the structured form is twice as fast as JSON here.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let closing = false;
  child.on('message', (message: FromEngine) => {
    if (message.kind === 'event') emit(message.name, message.payload as never);
    else if (message.kind === 'clipboard') clipboard(message.text);
    else {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    }
  });
  child.on('exit', (code, signal) => {
    const problem = engineEnded(String(signal ?? `exit code ${code}`));
    for (const answer of waiting.values()) answer(fail(problem));
    waiting.clear();
    if (closing) return;
    if (signal === 'SIGINT' || signal === 'SIGTERM') onInterrupt();
    else emit('problem', problem);
  });
  tell(child, { kind: 'open', options });
  return {
    handlers: handlersFor(child, waiting),
    async close() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      tell(child, { kind: 'close' });
      await ended;
    },
  };
}

/** One function a call, all alike: number it, send it, wait for the answer of that number. */
function handlersFor(child: ChildProcess, waiting: Map<number, (result: Result<unknown>) => void>): Handlers {
  let last = 0;
  const ask = (name: CallName, argument: unknown): Promise<Result<unknown>> =>
    new Promise((resolve) => {
      if (!child.connected) return resolve(fail(engineEnded('it is not running')));
      last += 1;
      waiting.set(last, resolve);
      tell(child, { kind: 'call', id: last, name, argument });
    });
  const names = Object.keys(CALLS) as CallName[];
  return Object.fromEntries(
    names.map((name) => [name, (argument: unknown) => ask(name, argument)]),
  ) as unknown as Handlers;
}

function tell(child: ChildProcess, message: ToEngine): void {
  if (child.connected) child.send(message);
}

function engineEnded(message: string): Problem {
  return { code: 'engine-ended', severity: 'error', where: {}, facts: { message }, retry: false };
}
