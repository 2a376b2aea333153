import type * as v from 'valibot';
import type { CALLS, CallAnswer, CallName } from '../../app/contract/ipc.ts';
import type { Result } from '../../app/problem/problem.ts';

/** What answers a call, with the argument as its schema left it. */
export type Handler<N extends CallName> = (
  argument: v.InferOutput<(typeof CALLS)[N]['argument']>,
) => Promise<Result<CallAnswer<N>>>;

export type Handlers = { readonly [N in CallName]: Handler<N> };
