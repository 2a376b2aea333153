/** What a question of ssh, sudo or an agent is in words: which host asks, why, and what the answers do. */
import type { Prompt } from '../../app/ssh/prompt.ts';
import { hostName } from '../../app/base/host.ts';

export interface PromptWords {
  readonly title: string;
  /** Who asks, and why. */
  readonly why: string;
  /** The label of the field; absent where nothing is typed. */
  readonly field?: string;
  /** What the other button says; absent where there is nothing to say yes to. */
  readonly yes?: string;
  readonly no: string;
  /** What comes of saying no. */
  readonly otherwise: string;
}

const LOGIN_ENDS = 'Cancel ends this attempt to log in; nothing is asked again before you want it.';

export function promptWords(prompt: Prompt): PromptWords {
  const host = hostName(prompt.host);
  switch (prompt.kind) {
    case 'password':
      return {
        title: `Password for ${host}`,
        why: `${host} asks for the password of your login there. It goes to ssh once and is not kept.`,
        ...{ field: 'Password', yes: 'Log in', no: 'Cancel', otherwise: LOGIN_ENDS },
      };
    case 'sudo':
      return {
        title: `sudo password on ${host}`,
        why: `The login on ${host} is not root. With this password sudo there lets it change things; it is asked once a connection and not kept.`,
        ...{ field: 'Password of the login', yes: 'Become root', no: 'Leave it read-only' },
        otherwise: `Without it ${host} can be looked at, not changed.`,
      };
    case 'passphrase':
      return {
        title: 'Passphrase of a key',
        why: `To log in to ${host}, ssh opens a key file of this computer. The passphrase does not leave it and is not kept.`,
        ...{ field: 'Passphrase', yes: 'Open the key', no: 'Cancel', otherwise: LOGIN_ENDS },
      };
    case 'secret':
      return {
        title: `${host} asks`,
        why: `What the login to ${host} wants is in its own words below: a code or a PIN, for instance. It is not kept.`,
        ...{ field: 'Answer', yes: 'Answer', no: 'Cancel', otherwise: LOGIN_ENDS },
      };
    case 'host-key':
      return {
        title: `Is this ${host}?`,
        why: `${hostKeyName(prompt.name) ?? host} was never seen by your ssh. Whoever answers there shows this key; compare its fingerprint with one that its owner gave you.`,
        ...{ yes: `Yes, it is ${host}`, no: 'No', otherwise: 'No ends this attempt; nothing is remembered.' },
      };
    case 'confirm':
      return {
        title: `${host}: yes or no`,
        why: `The login to ${host} asks, in its own words:`,
        ...{ yes: 'Yes', no: 'No', otherwise: LOGIN_ENDS },
      };
    case 'touch':
      return {
        title: 'Touch your security key',
        why: `To log in to ${host}, your security key waits to be touched. This goes away by itself.`,
        ...{ no: 'Cancel', otherwise: LOGIN_ENDS },
      };
  }
}

/** ssh writes what it knows of the address in brackets, which behind a proxy is nothing. */
function hostKeyName(name: string | undefined): string | undefined {
  return name === undefined ? undefined : plainText(name.replace(/ \(<[^>]*>\)$/, ''));
}

/** A text that a remote may have chosen: without control bytes, and without characters that turn the direction of others. */
export function plainText(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/** Shows the fingerprint on the host itself. */
export function fingerprintCommand(keyType: string | undefined): string {
  const file = /^[A-Za-z0-9]+$/.test(keyType ?? '')
    ? `ssh_host_${keyType?.toLowerCase()}_key.pub`
    : 'ssh_host_*_key.pub';
  return `ssh-keygen -l -f /etc/ssh/${file}`;
}
