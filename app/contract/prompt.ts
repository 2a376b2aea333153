/** Questions that only a person can answer while a host is reached, and the port to that person. */
import * as v from 'valibot';
import type { Prompt } from '../ssh/prompt.ts';
import type { CancelSignal } from './ports.ts';

/** A prompt that waits in the window, by a number of its own. */
export interface OpenPrompt extends Prompt {
  readonly id: number;
}

export type PromptAnswer = { readonly answer: string } | 'cancel';

/** What the window sends back. Longer than any password; a line end would end it early. */
export const PromptAnswerSchema = v.union([
  v.literal('cancel'),
  v.object({ answer: v.pipe(v.string(), v.maxLength(1024), v.regex(/^[^\r\n\0]*$/, 'must be one line')) }),
]);

/** Whoever can ask a person. One prompt at a time; `cancel` ends the attempt that asked. */
export interface Prompter {
  /** `withdrawn` aborts when the answer is no longer wanted: ssh ended, or the key was touched. */
  ask(prompt: Prompt, withdrawn: CancelSignal): Promise<PromptAnswer>;
}
