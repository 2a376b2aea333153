/** A question that only a person can answer while a host is reached. */
import type { HostId } from '../base/host.ts';

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
