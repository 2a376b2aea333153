import type { Bridge, CallAnswer, CallArgument, CallName, EventName, Events } from '../app/contract/ipc.ts';
import type { Result } from '../app/problem/problem.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent when the page is opened in an ordinary browser. */
    readonly overlane?: Bridge;
  }
}

/** Asks main. Never throws: a broken channel is a Problem like any other. */
export async function call<N extends CallName>(
  name: N,
  ...argument: CallArgument<N> extends undefined ? [] : [CallArgument<N>]
): Promise<Result<CallAnswer<N>>> {
  try {
    return await bridge().call(name, ...argument);
  } catch (cause) {
    return {
      ok: false,
      problem: {
        code: 'bug',
        severity: 'error',
        where: {},
        facts: { message: `${name}: ${String(cause)}` },
        retry: true,
      },
    };
  }
}

/** Listens to main; returns the function that ends it. */
export function on<E extends EventName>(name: E, listener: (payload: Events[E]) => void): () => void {
  return bridge().on(name, listener);
}

function bridge(): Bridge {
  if (!window.overlane) throw new Error('this page is not running in the window of Overlane');
  return window.overlane;
}
