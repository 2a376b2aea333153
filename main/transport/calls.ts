import { setMaxListeners } from 'node:events';
import type { CallOptions, CancelSignal } from '../../app/contract/ports.ts';
import type { CommandOptions } from './command.ts';

/** The calls that are under way on one transport. */
export interface Calls {
  /** Runs a call with a signal that follows the caller's own and `endAll`. */
  run<T>(options: CallOptions | undefined, body: (options: CommandOptions) => Promise<T>): Promise<T>;
  /** Cancels them all; resolves when none is left. */
  endAll(): Promise<void>;
}

export function createCalls(): Calls {
  const closing = new AbortController();
  // A host is asked many things at once; each listens until it has its answer.
  setMaxListeners(0, closing.signal);
  const running = new Set<Promise<unknown>>();
  return {
    run: (options, body) => {
      const { signal, release } = joinSignals(closing.signal, options?.signal);
      const answer = body({ timeoutMs: options?.timeoutMs, signal }).finally(release);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    },
    endAll: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}

/** A signal that follows both; `release` takes the listeners off again, for `own` lives as long as the transport. */
function joinSignals(own: AbortSignal, other: CancelSignal | undefined): { signal: AbortSignal; release: () => void } {
  const joined = new AbortController();
  const abort = (): void => joined.abort();
  const sources = other ? [own, other] : [own];
  for (const source of sources) {
    source.addEventListener('abort', abort);
    if (source.aborted) abort();
  }
  const release = (): void => sources.forEach((source) => source.removeEventListener('abort', abort));
  return { signal: joined.signal, release };
}
