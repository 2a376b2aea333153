/** ssh's prompt → what is asked. ssh gives an askpass program only the text, and for some `SSH_ASKPASS_PROMPT` (ssh(1)). */
import type { Prompt } from './prompt.ts';

export type Question = Omit<Prompt, 'host' | 'again'>;

/** Texts as OpenSSH 8.4 to 10 prints them. What is not recognised is treated as a secret: it is shown and typed unseen. */
export function questionOf(prompt: string, hint: string): Question {
  const text = prompt.trim();
  if (hint === 'none') return { kind: 'touch', text };
  if (/continue connecting \(yes\/no|type 'yes', 'no' or the fingerprint/.test(text)) return hostKey(text);
  const file = /passphrase for (?:key )?'?([^']+?)'?:?$/i.exec(text)?.[1];
  if (file !== undefined) return { kind: 'passphrase', text, file };
  if (/\bpassword\b/i.test(text) && hint !== 'confirm') return { kind: 'password', text };
  if (hint === 'confirm' || /\(yes\/no\)/.test(text)) return { kind: 'confirm', text };
  return { kind: 'secret', text };
}

function hostKey(text: string): Question {
  const [, keyType, fingerprint] = /^(\S+) key fingerprint is:? ?(\S+?)\.?$/m.exec(text) ?? [];
  const name = /authenticity of host '([^']*)'/.exec(text)?.[1];
  return { kind: 'host-key', text, keyType, fingerprint, name };
}
