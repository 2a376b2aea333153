import type { Reply, Request } from '../../app/contract/helper.ts';
import type { CallOptions } from '../../app/contract/ports.ts';

type Wire = Extract<Reply, { type: 'outcome' }>['outcome'];
export type LockReply = Extract<Reply, { type: 'lock' }>;
type DirtyReply = Extract<Reply, { type: 'dirty' }>;
type WithoutId<R> = R extends { id: number } ? Omit<R, 'id'> : never;

/** How a request ended: with what came, refused, or cut off by the helper's end. */
export interface Answer {
  readonly outcomes: readonly Wire[];
  readonly refused?: string;
  /** Why the helper is gone. */
  readonly lost?: string;
  /** Why a watch ended by itself. */
  readonly why?: string;
}

interface Open {
  readonly outcomes: Wire[];
  readonly listener: Listener;
  readonly resolve: (answer: Answer) => void;
}

interface Listener {
  onOutcome?(index: number, outcome: Wire): void;
  onDirty?(reply: DirtyReply): void;
  onLock?(reply: LockReply): void;
}

export interface Requests {
  run(request: WithoutId<Request>, options?: CallOptions, listener?: Listener): Promise<Answer>;
  take(reply: Exclude<Reply, { type: 'hello' }>): void;
  endAll(why: string): void;
}

/** Matches replies with the requests they belong to; a cancel goes out as soon as the caller's signal aborts. */
export function createRequests(send: (message: object) => void): Requests {
  const open = new Map<number, Open>();
  let lastId = 0;
  let gone: string | undefined;
  const finish = (id: number, answer: Omit<Answer, 'outcomes'>): void => {
    const request = open.get(id);
    open.delete(id);
    request?.resolve({ outcomes: request.outcomes, ...answer });
  };
  return {
    run(request, { signal } = {}, listener = {}) {
      if (gone !== undefined) return Promise.resolve({ outcomes: [], lost: gone });
      const id = (lastId += 1);
      const cancel = (): void => send({ verb: 'cancel', id: (lastId += 1), target: id });
      const answer = new Promise<Answer>((resolve) => open.set(id, { outcomes: [], listener, resolve }));
      send({ ...request, id });
      signal?.addEventListener('abort', cancel);
      if (signal?.aborted) cancel();
      return answer.finally(() => signal?.removeEventListener('abort', cancel));
    },
    take(reply) {
      const request = reply.id === null ? undefined : open.get(reply.id);
      if (reply.type === 'outcome') {
        request?.outcomes.push(reply.outcome);
        request?.listener.onOutcome?.(reply.index, reply.outcome);
      } else if (reply.type === 'dirty') request?.listener.onDirty?.(reply);
      else if (reply.type === 'lock') request?.listener.onLock?.(reply);
      else if (reply.type === 'end') finish(reply.id, { why: reply.why });
      else if (reply.id !== null) finish(reply.id, { refused: reasonOf(reply) });
    },
    endAll(why) {
      gone = why;
      for (const id of [...open.keys()]) finish(id, { lost: why });
    },
  };
}

function reasonOf({ reason, index }: Extract<Reply, { type: 'refused' }>): string {
  return index === undefined ? reason : `step ${index + 1}: ${reason}`;
}
