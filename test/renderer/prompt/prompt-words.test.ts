import { describe, expect, test } from 'vitest';
import type { Prompt, PromptKind } from '../../../app/ssh/prompt.ts';
import { fingerprintCommand, plainText, promptWords } from '../../../renderer/prompt/prompt-words.ts';

const KINDS: readonly PromptKind[] = ['password', 'sudo', 'passphrase', 'secret', 'host-key', 'confirm', 'touch'];
const prompt = (kind: PromptKind, change: Partial<Prompt> = {}): Prompt => ({
  host: 'ssh:site-a',
  kind,
  text: 'text',
  again: false,
  ...change,
});

describe('a question', () => {
  test.each(KINDS)('%s: says which host asks, and what no means', (kind) => {
    const words = promptWords(prompt(kind));
    expect(`${words.title} ${words.why}`).toContain('site-a');
    expect(words.otherwise).not.toBe('');
  });

  test('what is secret has a field and says that it is not kept; what is not has none', () => {
    const secret: readonly PromptKind[] = ['password', 'sudo', 'passphrase', 'secret'];
    for (const kind of KINDS) {
      const { field, why } = promptWords(prompt(kind));
      expect(field !== undefined, kind).toBe(secret.includes(kind));
      if (field !== undefined) expect(why).toContain('not kept');
    }
  });

  test('no to sudo leaves the host readable, and a touch has nothing to say yes to', () => {
    expect(promptWords(prompt('sudo')).no).toBe('Leave it read-only');
    expect(promptWords(prompt('touch')).yes).toBeUndefined();
  });

  test('a host key names what the key was shown for, without what ssh says of a proxy', () => {
    const name = '192.168.64.3 (<no hostip for proxy command>)';
    expect(promptWords(prompt('host-key', { name })).why).toMatch(/^192\.168\.64\.3 was never seen/);
  });
});

describe('what a remote may have chosen', () => {
  test('loses what would move the cursor or turn the text around, and keeps its lines', () => {
    expect(plainText('a\u001b[2Jb\u0007\r\nc\u202ed\u2066e\u200f\u061cf')).toBe('a[2Jb\ncdef');
    expect(plainText('Mot de passe\u00a0: \u00e9\u00fc\u65e5')).toBe('Mot de passe\u00a0: \u00e9\u00fc\u65e5');
  });

  test('never becomes part of a command', () => {
    expect(fingerprintCommand('ED25519')).toBe('ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub');
    expect(fingerprintCommand('X; rm -rf /')).toBe('ssh-keygen -l -f /etc/ssh/ssh_host_*_key.pub');
    expect(fingerprintCommand(undefined)).toContain('*');
  });
});
