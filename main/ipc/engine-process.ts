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
  /** Asks a person where to save something; undefined when nobody chose a place. */
  readonly saveAs: (name: string) => Promise<string | undefined>;
  /** Ctrl-C reached the engine before it could leave that to main, and maybe main not at all. */
  readonly onInterrupt: () => void;
}

export interface EngineProcess {
  readonly handlers: Handlers;
  /** Resolves when the engine took back what ran, ended its lab, and is gone. */
  close(): Promise<void>;
}

/** An engine that ends this often within a minute would do so again: shorter keeps a loop going, longer gives up on what happens once a week. */
const RESTARTS = { most: 3, withinMs: 60_000 };

/** One life of the engine. */
interface Life {
  readonly child: ChildProcess;
  readonly waiting: Map<number, (result: Result<unknown>) => void>;
}

export function startEngine(options: EngineProcessOptions): EngineProcess {
  const ended: number[] = [];
  let closing = false;
  const onEnd = (why: string, signal: NodeJS.Signals | null): void => {
    if (closing) return;
    if (signal === 'SIGINT' || signal === 'SIGTERM') return options.onInterrupt();
    ended.push(performance.now());
    const lately = ended.filter((at) => performance.now() - at < RESTARTS.withinMs).length;
    if (lately > RESTARTS.most) return options.emit('problem', engineProblem('engine-ended', why));
    life = begin(options, onEnd);
    options.emit('engine.restarted', null);
    options.emit('problem', engineProblem('engine-restarted', why));
  };
  let life = begin(options, onEnd);
  return {
    handlers: handlersFor(() => life),
    async close() {
      closing = true;
      const { child } = life;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      tell(child, { kind: 'close' });
      await gone;
    },
  };
}

function begin(
  { script, options, emit, clipboard, saveAs }: EngineProcessOptions,
  onEnd: (why: string, signal: NodeJS.Signals | null) => void,
): Life {
  const child = fork(script, [], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    // Rows by the thousand: the structured form is twice as fast as JSON here.
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting: Life['waiting'] = new Map();
  child.on('message', (message: FromEngine) => {
    if (message.kind === 'event') emit(message.name, message.payload as never);
    else if (message.kind === 'clipboard') clipboard(message.text);
    else if (message.kind === 'save-as')
      void saveAs(message.name).then((path) => tell(child, { kind: 'saved-as', id: message.id, path }));
    else {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    }
  });
  child.on('exit', (code, signal) => {
    const why = String(signal ?? `exit code ${code}`);
    for (const answer of waiting.values()) answer(fail(engineProblem('engine-ended', why)));
    waiting.clear();
    onEnd(why, signal);
  });
  tell(child, { kind: 'open', options });
  return { child, waiting };
}

/** One function a call, all alike: number it, send it, wait for the answer of that number. */
function handlersFor(life: () => Life): Handlers {
  let last = 0;
  const ask = (name: CallName, argument: unknown): Promise<Result<unknown>> =>
    new Promise((resolve) => {
      const { child, waiting } = life();
      if (!child.connected) return resolve(fail(engineProblem('engine-ended', 'it is not running')));
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

function engineProblem(code: 'engine-ended' | 'engine-restarted', message: string): Problem {
  const severity = code === 'engine-restarted' ? 'warning' : 'error';
  return { code, severity, where: {}, facts: { message }, retry: false };
}
