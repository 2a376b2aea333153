import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

interface Reply {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/**
 * The unpacked app, driven over Chromium's debugging pipe. Playwright's Electron driver needs Node's inspector, which the product's
 * fuses close; the page itself can still be asked.
 */
export class PackagedApp {
  stderr = '';
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #lastId = 0;
  #rest = '';

  constructor(binary: string, env: Readonly<Record<string, string>>) {
    const args = [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--log-level=3',
      '--inspect=0',
      '--remote-debugging-pipe',
    ];
    this.#child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env });
    this.#child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    (this.#child.stdio[4] as Readable).on('data', (data: Buffer) => this.#hear(data.toString()));
  }

  /** The value of an expression in the page; a promise is awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const { targetInfos } = (await this.#send('Target.getTargets')) as {
      targetInfos: { targetId: string; type: string }[];
    };
    const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId;
    if (targetId === undefined) return undefined;
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const { result } = (await this.#send(
      'Runtime.evaluate',
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    )) as {
      result: { value?: unknown };
    };
    return result.value;
  }

  /** Asks it to end, as a desktop does when the user logs out; answers with its exit code. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    return code;
  }

  async #send(method: string, params: object = {}, sessionId?: unknown): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const reply = new Promise<Reply>((resolve) => this.#waiting.set(id, resolve));
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await reply;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** Messages are separated by a NUL byte. */
  #hear(text: string): void {
    const parts = (this.#rest + text).split('\0');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const reply = JSON.parse(part) as Reply;
      if (reply.id !== undefined) this.#waiting.get(reply.id)?.(reply);
    }
  }
}
