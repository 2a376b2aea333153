import { vi } from 'vitest';
import type { CallName, EventName } from '../../../app/contract/ipc.ts';
import type { ProblemCode } from '../../../app/problem/catalogue.ts';
import type { Problem } from '../../../app/problem/problem.ts';

export type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem };

/** A main process that answers what the test says and remembers what it was asked. */
export class FakeMain {
  readonly calls: { readonly name: string; readonly argument: unknown }[] = [];
  answers: Partial<Record<CallName, (argument: never) => Answer | Promise<Answer>>> = {};
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();

  constructor() {
    const call = async (name: CallName, argument: unknown): Promise<Answer> => {
      this.calls.push({ name, argument });
      return (await this.answers[name]?.(argument as never)) ?? { ok: true, value: null };
    };
    const on = (name: EventName, listener: (payload: never) => void): (() => void) => {
      const all = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, all.add(listener));
      return () => all.delete(listener);
    };
    vi.stubGlobal('window', { overlane: { call, on } });
  }

  tell(name: EventName, payload: unknown): void {
    this.#listeners.get(name)?.forEach((listener) => listener(payload as never));
  }

  /** Arguments of every call of that name. */
  asked(name: CallName): readonly unknown[] {
    return this.calls.filter((one) => one.name === name).map(({ argument }) => argument);
  }
}

export const value = (given: unknown) => (): Answer => ({ ok: true, value: given });

export function refuse(code: ProblemCode, facts: Problem['facts'] = {}): () => Answer {
  return () => ({ ok: false, problem: { code, severity: 'error', where: {}, facts, retry: false } });
}

/** An answer that comes when it is told to. */
export function later(): { readonly answer: () => Promise<Answer>; readonly give: (answer: Answer) => void } {
  let give: (answer: Answer) => void = () => undefined;
  const promise = new Promise<Answer>((resolve) => (give = resolve));
  return { answer: () => promise, give: (answer) => give(answer) };
}
