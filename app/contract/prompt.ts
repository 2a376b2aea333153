/** Questions that only a person can answer while a host is reached, and the port to that person. */
import * as v from 'valibot';
import type { HostId } from '../base/host.ts';
import type { CancelSignal } from './ports.ts';

/**
 * - `password`: of the login; `sudo`: of sudo on the remote; `passphrase`: of a key file here
 * - `secret`: anything else that is not shown while typed: a PIN, a one-time code; `text` says which
 * - `host-key`: a key that was never seen; the answer is `yes`, `no` or the fingerprint itself
 * - `confirm`: another question of ssh or its agent, to be answered `yes` or `no`
 * - `touch`: no question: a security key waits to be touched. It is withdrawn by itself
 */
export type PromptKind = 'password' | 'sudo' | 'passphrase' | 'secret' | 'host-key' | 'confirm' | 'touch';

export interface Prompt {
  readonly host: HostId;
  readonly kind: PromptKind;
  /** ssh's own words; they may hold what a remote chose. */
  readonly text: string;
  /** True when the answer before this one was wrong. */
  readonly again: boolean;
  /** Of a host key: `SHA256:…`, `ED25519`, and the name it was shown for. */
  readonly fingerprint?: string;
  readonly keyType?: string;
  readonly name?: string;
  /** Of a passphrase: the file. */
  readonly file?: string;
}

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
