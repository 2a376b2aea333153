/** One caller's session: lines in, replies out. Everything a line says is parsed again here; nothing is taken on trust. */
import * as v from 'valibot';
import {
  depthOf,
  HelloSchema,
  LIMITS,
  PROTOCOL,
  RequestSchema,
  type Refusal,
  type Reply,
  type Request,
} from '../../app/contract/helper.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { HeldLock } from '../transport/held-lock.ts';
import type { ActionLog } from './action-log.ts';
import { runRequest, type Running } from './verbs.ts';

export interface SessionOptions {
  readonly transport: Transport;
  readonly lock: HeldLock['take'];
  readonly netnsFolder: string;
  readonly log: ActionLog;
  readonly send: (reply: Reply) => void;
  /** Ends the process: the reason goes to the log. */
  readonly leave: (why: string) => void;
}

export interface HelperSession {
  take(line: Buffer): void;
  /** Nothing runs and nothing is watched. */
  isIdle(): boolean;
}

export function createSession(options: SessionOptions): HelperSession {
  return new CallerSession(options);
}

class CallerSession implements HelperSession {
  readonly #running = new Map<number, Running>();
  #greeted = false;

  constructor(private readonly options: SessionOptions) {}

  isIdle(): boolean {
    return [...this.#running.values()].every(({ verb }) => verb === 'watch' || verb === 'lock');
  }

  take(line: Buffer): void {
    const message = this.#parse(line);
    if (message === undefined) return;
    if (!this.#greeted) return this.#greet(message);
    const parsed = v.safeParse(RequestSchema, message, { abortEarly: true });
    if (parsed.success) return this.#start(parsed.output);
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue);
    this.#refuse(idOf(message), 'bad-request', `${path ?? 'request'}: ${issue.message}`.slice(0, 300));
  }

  /** A line that is not JSON means that the two of us no longer agree where a line begins: the session ends. */
  #parse(line: Buffer): unknown {
    const text = line.toString('utf8');
    if (depthOf(text) > LIMITS.depth) return this.#abandon('malformed', 'it nests too deeply');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return this.#abandon('malformed', 'a line was not JSON'); // what was not JSON is told to the caller and the log
    }
  }

  #greet(message: unknown): void {
    const parsed = v.safeParse(HelloSchema, message);
    if (!parsed.success) return this.#abandon('protocol', 'the first line must be a hello');
    if (parsed.output.protocol !== PROTOCOL)
      return this.#abandon('protocol', `this helper speaks protocol ${PROTOCOL}, not ${parsed.output.protocol}`);
    this.#greeted = true;
  }

  #start(request: Request): void {
    const { id, verb } = request;
    if (verb === 'ping') return this.options.send({ type: 'end', id });
    if (verb === 'cancel') {
      this.#running.get(request.target)?.stop.abort();
      return this.options.send({ type: 'end', id });
    }
    if (this.#running.has(id)) return this.#refuse(id, 'bad-request', `id: request ${id} is still running`);
    if (this.#running.size >= LIMITS.running)
      return this.#refuse(id, 'busy', `${LIMITS.running} requests are running already`);
    const alike = [...this.#running.values()].filter((other) => other.verb === verb).length;
    if (verb === 'watch' && alike >= LIMITS.watches)
      return this.#refuse(id, 'busy', `${LIMITS.watches} watches are running already`);
    if (verb === 'lock' && alike > 0) return this.#refuse(id, 'busy', 'a lock is held already');
    const running: Running = { verb, stop: new AbortController() };
    this.#running.set(id, running);
    void runRequest(request, running, this.options).then((last) => {
      this.#running.delete(id);
      if (last.type === 'refused') this.options.log.say('refused', { id, verb, reason: last.reason });
      this.options.send(last);
    });
  }

  #refuse(id: number | null, code: Refusal, reason: string): void {
    this.options.log.say('refused', { id: id ?? 'none', reason });
    this.options.send({ type: 'refused', id, code, reason });
  }

  #abandon(code: Refusal, reason: string): undefined {
    this.#refuse(null, code, reason);
    this.options.leave(reason);
  }
}

function idOf(message: unknown): number | null {
  const id = typeof message === 'object' && message !== null ? (message as { id?: unknown }).id : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}
