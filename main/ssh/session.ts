/** One remote shell that serves a whole connection: requests one after the other on stdout, what rings on stderr. */
import { randomBytes } from 'node:crypto';
import type { CommandFailure, CommandOutcome } from '../../app/problem/command.ts';
import type { CancelSignal } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { problemOf, sshProblem } from '../../app/ssh/stderr.ts';
import { FrameReader } from '../transport/frame-reader.ts';
import { notSent, outcomeOf } from './answer.ts';
import type { Arrived } from './login.ts';
import { runProgram, type Task } from './program.ts';
import { startBeat, type Beat } from './beat.ts';
import { createTags, withoutTags, type TagListener } from './tags.ts';

/** A million FDB entries are 130 MB; a remote that sends more for one request is broken or means harm. */
const MOST_BYTES = 512 * 1024 * 1024;
/** The answer to "halt" is a round trip. Shorter would give up a far host that works; longer keeps waiting for a dead one. */
const HALT_MS = 3000;

export interface RunOptions {
  readonly timeoutMs?: number;
  readonly signal?: CancelSignal;
}

export interface Session {
  readonly root: boolean;
  readonly problem?: Problem;
  readonly address?: { readonly client: string; readonly server: string };
  /** How many exchanges there were. */
  readonly exchanges: number;
  /** Runs the tasks in one exchange; one outcome each, in order. Never rejects. Requests wait for each other. */
  run(tasks: readonly Task[], options?: RunOptions): Promise<readonly CommandOutcome[]>;
  /** Starts a watch program; each of its lines is told until the function returned is called. */
  watch(program: (mark: string, id: number) => string, onLine: TagListener): () => void;
  /** True when it was ended because the peer gave no sign of life. */
  readonly silent: boolean;
  /** Why it ended, once it has. */
  readonly ended: Promise<Problem>;
  /** Ends everything on the remote and then ssh; resolves when ssh is gone. */
  close(): Promise<void>;
}

/** With `givesUp` it looks for signs of the remote's life itself: where ssh does not. */
export function openSession(host: HostId, arrived: Arrived, { givesUp }: { readonly givesUp: boolean }): Session {
  return new RemoteSession(host, arrived, givesUp);
}

/** The request that is under way. */
interface Exchange {
  readonly reader: FrameReader;
  readonly frames: number;
  readonly settle: (failure?: CommandFailure) => void;
  bytes: number;
}

class RemoteSession implements Session {
  readonly root: boolean;
  readonly problem?: Problem;
  readonly address?: Session['address'];
  readonly ended: Promise<Problem>;
  readonly #arrived: Arrived;
  readonly #tags = createTags();
  #last: Promise<unknown> = Promise.resolve();
  #exchange: Exchange | undefined;
  #halted: (() => void) | undefined;
  #haltReader: FrameReader | undefined;
  #end: Problem | undefined;
  #id = 0;
  readonly #beat: Beat;
  exchanges = 0;
  silent = false;

  constructor(host: HostId, arrived: Arrived, givesUp: boolean) {
    this.#arrived = arrived;
    this.root = arrived.root;
    this.problem = arrived.problem;
    this.address = arrived.session;
    arrived.process.stdout.on('data', (chunk: Buffer) => this.#hear(chunk));
    arrived.process.stderr.on('data', (chunk: Buffer) => this.#tags.push(chunk));
    this.ended = arrived.process.ended.then(() => this.#over(host));
    this.#beat = this.#startBeat(givesUp);
  }

  run(tasks: readonly Task[], options: RunOptions = {}): Promise<readonly CommandOutcome[]> {
    const answer = this.#last.then(() => this.#run(tasks, options));
    this.#last = answer;
    return answer;
  }

  watch(program: (mark: string, id: number) => string, onLine: TagListener): () => void {
    this.#id += 1;
    const id = this.#id;
    const mark = randomBytes(16).toString('hex');
    const release = this.#tags.listen(mark, onLine);
    const text = program(mark, id);
    // Between two requests like any other: the agent reads them one after the other.
    this.#send(`watch ${id} ${Buffer.byteLength(text)}\n${text}`);
    return () => {
      release();
      this.#send(`end ${id}\n`);
    };
  }

  async close(): Promise<void> {
    await this.#arrived.process.leave();
    await this.ended;
  }

  #startBeat(givesUp: boolean): Beat {
    const { mark, process } = this.#arrived;
    const ask = (): boolean => {
      if (process.stdin.writableLength > 0) return false;
      this.#send('beat\n');
      return true;
    };
    const giveUp = (): void => {
      this.silent = true;
      process.kill();
    };
    const beat = startBeat(ask, givesUp ? giveUp : undefined);
    this.#tags.listen(mark, beat.heard);
    return beat;
  }

  async #run(tasks: readonly Task[], options: RunOptions): Promise<readonly CommandOutcome[]> {
    if (tasks.length === 0) return [];
    if (this.#end !== undefined) return tasks.map(({ argv }) => notSent(argv, this.#end));
    if (options.signal?.aborted) return tasks.map(({ argv }) => ({ ...notSent(argv), failure: 'cancelled' }));
    this.#id += 1;
    this.exchanges += 1;
    const mark = randomBytes(16).toString('hex');
    const reader = new FrameReader(mark);
    const program = runProgram(mark, tasks);
    const failure = await new Promise<CommandFailure | undefined>((resolve) => {
      const disarm = arm(options, (why) => void this.#halt(why));
      const settle = (why?: CommandFailure): void => {
        disarm();
        this.#exchange = undefined;
        resolve(why);
      };
      this.#exchange = { reader, frames: 1 + 2 * tasks.length, settle, bytes: 0 };
      this.#send(`run ${this.#id} ${Buffer.byteLength(program)}\n${program}`);
    });
    return tasks.map(({ argv }, index) => outcomeOf(argv, index, reader, failure, this.#end));
  }

  /** Ends the request that runs; a remote that does not answer to that either is given up. */
  async #halt(why: CommandFailure): Promise<void> {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    const { mark, process } = this.#arrived;
    this.#haltReader = new FrameReader(mark);
    const timer = setTimeout(() => process.kill(), HALT_MS);
    const halted = new Promise<void>((resolve) => (this.#halted = resolve));
    this.#send(`halt ${this.#id}\n`);
    await Promise.race([halted, this.ended]);
    clearTimeout(timer);
    this.#haltReader = undefined;
    exchange.settle(this.#end === undefined ? why : 'no-connection');
  }

  #hear(chunk: Buffer): void {
    this.#haltReader?.push(chunk);
    if ((this.#haltReader?.frames.length ?? 0) > 0) this.#halted?.();
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    exchange.bytes += chunk.length;
    if (exchange.bytes > MOST_BYTES) return this.#flooded(exchange);
    exchange.reader.push(chunk);
    if (exchange.reader.frames.length >= exchange.frames && this.#haltReader === undefined) exchange.settle();
  }

  /** Whatever comes after it cannot be told from it any more, so the connection goes with it. */
  #flooded(exchange: Exchange): void {
    exchange.settle('flood');
    this.#arrived.process.kill();
  }

  #over(host: HostId): Problem {
    this.#beat.stop();
    const words = this.silent ? 'it gave no sign of life' : withoutTags(this.#arrived.words());
    const found = sshProblem(host, words);
    this.#end = found.code === 'ssh-failed' ? problemOf('ssh-lost', host, words, ['ssh']) : found;
    this.#exchange?.settle('no-connection');
    return this.#end;
  }

  #send(text: string): void {
    if (this.#end === undefined) this.#arrived.process.stdin.write(text);
  }
}

function arm({ timeoutMs, signal }: RunOptions, giveUp: (why: CommandFailure) => void): () => void {
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => giveUp('timeout'), timeoutMs);
  const cancel = (): void => giveUp('cancelled');
  signal?.addEventListener('abort', cancel);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  };
}
