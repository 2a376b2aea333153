/** Asks in the window: shows one prompt, waits for its answer. */
import type { OpenPrompt, PromptAnswer, Prompter } from '../../app/contract/prompt.ts';

export interface WindowPrompter extends Prompter {
  /** What is asked now. */
  current(): OpenPrompt | undefined;
  /** An answer to a prompt that is no longer asked is dropped. */
  answer(id: number, answer: PromptAnswer): void;
}

export function windowPrompter(show: (prompt: OpenPrompt | undefined) => void): WindowPrompter {
  let last = 0;
  let open: { readonly prompt: OpenPrompt; readonly settle: (answer: PromptAnswer) => void } | undefined;
  return {
    current: () => open?.prompt,
    answer: (id, answer) => {
      if (open?.prompt.id === id) open.settle(answer);
    },
    ask: (asked, withdrawn) =>
      new Promise((resolve) => {
        last += 1;
        const cancel = (): void => settle('cancel');
        const settle = (answer: PromptAnswer): void => {
          withdrawn.removeEventListener('abort', cancel);
          open = undefined;
          show(undefined);
          resolve(answer);
        };
        const prompt = { ...asked, id: last };
        open = { prompt, settle };
        show(prompt);
        withdrawn.addEventListener('abort', cancel);
        if (withdrawn.aborted) cancel();
      }),
  };
}
