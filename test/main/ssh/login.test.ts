/** Logging in to real sshds: what is asked, what becomes of the answers, and how each refusal is named. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect } from 'vitest';
import type { PromptAnswer, Prompter } from '../../../app/contract/prompt.ts';
import type { Prompt } from '../../../app/ssh/prompt.ts';
import { queriesOf } from '../../../app/noun/query.ts';
import { problemText } from '../../../app/problem/text.ts';
import { createAsker, type Asker } from '../../../main/ssh/asker.ts';
import { sshTransport, type SshTransport } from '../../../main/transport/ssh.ts';
import { inHost } from '../../lab/lab-for-test.ts';
import { sshTest as test, withSshLab, type SshLab } from '../../lab/ssh-lab.ts';

/** Debian's opendoas; not there by itself. */
function hasDoas(): boolean {
  const found = existsSync('/usr/bin/doas');
  if (!found) console.warn('doas is not tested: /usr/bin/doas is missing (Debian package opendoas)');
  return found;
}

const links = queriesOf('link', '');

/** Answers by kind, and notes what was asked. */
function scripted(
  answers: Partial<Record<Prompt['kind'], PromptAnswer | readonly PromptAnswer[]>>,
): Prompter & { asked: Prompt[] } {
  const asked: Prompt[] = [];
  const given = new Map<string, number>();
  return {
    asked,
    ask: async (prompt) => {
      asked.push(prompt);
      const times = given.get(prompt.kind) ?? 0;
      given.set(prompt.kind, times + 1);
      const answer = answers[prompt.kind];
      return (Array.isArray(answer) ? answer[times] : (answer as PromptAnswer | undefined)) ?? 'cancel';
    },
  };
}

async function asking<T>(prompter: Prompter, body: (asker: Asker, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'overlane-ask-'));
  const asker = createAsker(prompter, folder);
  try {
    return await body(asker, folder);
  } finally {
    asker.close();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  }
}

async function withHost<T>(
  lab: SshLab,
  target: string,
  asker: Asker | undefined,
  body: (transport: SshTransport) => Promise<T>,
): Promise<T> {
  const transport = sshTransport({ host: `ssh:${target}`, target, configFile: lab.configFile, asker });
  try {
    return await body(transport);
  } finally {
    await transport.close();
  }
}

const first = async (transport: SshTransport) => (await transport.read(links))[0];

describe('privilege', () => {
  test('sudo without a password, root without sudo, and a shell that prints before it obeys', async () => {
    await withSshLab({}, async (lab) => {
      for (const target of ['alpha', 'free-alpha', 'noisy-alpha']) {
        await withHost(lab, target, undefined, async (transport) => {
          const answer = await first(transport);
          expect(answer?.exitCode, target).toBe(0);
          expect(answer?.stdout.startsWith('[{')).toBe(true);
          expect(transport.writable, target).toBe(true);
        });
      }
    });
  });

  test('a password for sudo is asked for once, and sudo itself is not asked again', async () => {
    await withSshLab({}, async (lab) => {
      const prompter = scripted({ sudo: { answer: 'secret-of-asked' } });
      await asking(prompter, (asker) =>
        withHost(lab, 'asked-alpha', asker, async (transport) => {
          expect((await first(transport))?.exitCode).toBe(0);
          const forward = await transport.read(queriesOf('forward', ''));
          expect(forward.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
          expect(transport.writable).toBe(true);
        }),
      );
      expect(prompter.asked.map(({ kind, again }) => [kind, again])).toEqual([['sudo', false]]);
    });
  });

  test('a wrong password asks again; given up after that it reads on as an ordinary user', async () => {
    await withSshLab({}, async (lab) => {
      const prompter = scripted({ sudo: [{ answer: 'wrong' }, 'cancel'] });
      await asking(prompter, (asker) =>
        withHost(lab, 'asked-alpha', asker, async (transport) => {
          expect((await first(transport))?.exitCode).toBe(0);
          expect(transport.writable).toBe(false);
          expect(transport.problem()?.code).toBe('sudo-cancelled');
        }),
      );
      expect(prompter.asked.map(({ again }) => again)).toEqual([false, true]);
    });
  }, 60_000);

  test('a password that stays wrong ends in its own sentence, and reading goes on', async () => {
    await withSshLab({}, async (lab) => {
      // sudo itself gives up after three (sudoers(5), passwd_tries).
      const prompter = scripted({ sudo: [1, 2, 3].map((time) => ({ answer: `wrong ${time}` })) });
      await asking(prompter, (asker) =>
        withHost(lab, 'asked-alpha', asker, async (transport) => {
          expect((await first(transport))?.exitCode).toBe(0);
          expect(transport.writable).toBe(false);
          expect(transport.problem()).toMatchObject({ code: 'sudo-wrong-password', severity: 'warning' });
          expect(transport.why).toBe(problemText(transport.problem()!).text);
          expect(transport.why).toMatch(/password/);
        }),
      );
      expect(prompter.asked.map(({ kind, again }) => [kind, again])).toEqual([
        ['sudo', false],
        ['sudo', true],
        ['sudo', true],
      ]);
    });
  }, 60_000);

  test('each refusal is its own sentence, and reading goes on', async () => {
    await withSshLab({}, async (lab) => {
      const prompter = scripted({ sudo: { answer: 'secret-of-nobody-else' } });
      await asking(prompter, async (asker) => {
        const cases = [
          ['bound-alpha', 'sudo-tty', /terminal/],
          ['nobody-else-alpha', 'sudo-not-allowed', /does not let this user/],
        ] as const;
        for (const [target, code, words] of cases) {
          await withHost(lab, target, asker, async (transport) => {
            expect((await first(transport))?.exitCode, target).toBe(0);
            expect(transport.writable).toBe(false);
            expect(transport.problem()?.code, target).toBe(code);
            expect(transport.why).toMatch(words);
          });
        }
        await inHost(lab.host('alpha'), 'mount', '--bind', '/dev/null', '/usr/bin/sudo');
        if (hasDoas()) await inHost(lab.host('alpha'), 'mount', '--bind', '/dev/null', '/usr/bin/doas');
        await withHost(lab, 'free-alpha', asker, async (transport) => {
          expect((await first(transport))?.exitCode).toBe(0);
          expect(transport.problem()?.code).toBe('sudo-missing');
        });
      });
    });
  }, 60_000);
});

describe('logging in', () => {
  test('an unknown key is shown with its fingerprint, and a wrong password is asked for again', async () => {
    await withSshLab({ known: false }, async (lab) => {
      lab.configure('Host free-alpha\n  PubkeyAuthentication no');
      const prompter = scripted({
        'host-key': { answer: 'yes' },
        password: [{ answer: 'wrong' }, { answer: 'secret-of-free' }],
      });
      await asking(prompter, (asker) =>
        withHost(lab, 'free-alpha', asker, async (transport) => expect((await first(transport))?.exitCode).toBe(0)),
      );
      const [key, ...passwords] = prompter.asked;
      const shown = (await inHost(lab.host('alpha'), 'ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub')).split(
        ' ',
      )[1];
      expect(key).toMatchObject({ kind: 'host-key', keyType: 'ED25519', fingerprint: shown });
      expect(passwords.map(({ kind, again }) => [kind, again])).toEqual([
        ['password', false],
        ['password', true],
      ]);
      expect(readFileSync(join(lab.folder, 'known_hosts'), 'utf8')).toContain('192.168.64.3');
    });
  });

  test('cancel ends the attempt, and nothing asks again until told to', async () => {
    await withSshLab({}, async (lab) => {
      lab.configure('Host free-alpha\n  PubkeyAuthentication no');
      const prompter = scripted({ password: ['cancel', { answer: 'secret-of-free' }] });
      await asking(prompter, (asker) =>
        withHost(lab, 'free-alpha', asker, async (transport) => {
          expect((await first(transport))?.problem?.code).toBe('ssh-cancelled');
          expect((await first(transport))?.problem?.code).toBe('ssh-cancelled');
          expect(prompter.asked).toHaveLength(1);
          transport.tryAgain();
          expect((await first(transport))?.exitCode).toBe(0);
        }),
      );
    });
  });

  test('a refused key, a changed key and a name that is none stop with what to do', async () => {
    await withSshLab({}, async (lab) => {
      const prompter = scripted({ 'host-key': { answer: 'no' } });
      const known = join(lab.folder, 'known_hosts');
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(lab.folder, 'other')]);
      const other = readFileSync(join(lab.folder, 'other.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
      lab.configure('Host nowhere\n  HostName host.invalid\n  ProxyCommand none');
      await asking(prompter, async (asker) => {
        const problemOf = (target: string) =>
          withHost(lab, target, asker, async (transport) => (await first(transport))?.problem);
        writeFileSync(known, `192.168.64.3 ${other}\n`);
        const changed = await problemOf('alpha');
        expect(changed?.code).toBe('ssh-host-key-changed');
        expect(problemText(changed!).remedy).toContain(`ssh-keygen -f ${known} -R 192.168.64.3`);
        expect(prompter.asked).toEqual([]);
        writeFileSync(known, '');
        expect((await problemOf('alpha'))?.code).toBe('ssh-host-key-unknown');
        expect((await problemOf('nowhere'))?.code).toBe('ssh-name-unknown');
      });
    });
  });

  test('without anybody to ask it says so instead of hanging', async () => {
    await withSshLab({ known: false }, async (lab) => {
      await withHost(lab, 'alpha', undefined, async (transport) =>
        expect((await first(transport))?.problem?.code).toBe('ssh-unanswered'),
      );
    });
  });

  test('a key with a passphrase', async () => {
    await withSshLab({}, async (lab) => {
      const prompter = scripted({ passphrase: { answer: 'open sesame' } });
      spawnSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', join(lab.folder, 'key')]);
      await asking(prompter, (asker) =>
        withHost(lab, 'alpha', asker, async (transport) => expect((await first(transport))?.exitCode).toBe(0)),
      );
      expect(prompter.asked).toMatchObject([{ kind: 'passphrase', file: join(lab.folder, 'key') }]);
    });
  });
});

describe('what stands between the login and a shell', () => {
  /** Replaces the shell by a program that reads what was meant for the shell, as `exec fish` in .bashrc does. */
  const startsWith = (lab: SshLab, line: string) =>
    inHost(lab.host('alpha'), 'sh', '-c', 'printf "%s\\n" "$1" >/home/free/.bashrc', 'sh', line);

  test('hosts kept for port forwarding run commands all the same', async () => {
    await withSshLab({}, async (lab) => {
      lab.configure('Host free-alpha\n  SessionType none\n  StdinNull yes\n  ForkAfterAuthentication yes');
      await withHost(lab, 'free-alpha', undefined, async (transport) => {
        expect((await first(transport))?.exitCode).toBe(0);
        expect(transport.writable).toBe(true);
      });
    });
  });

  test('a start-up file that starts another program is named, in seconds; one that is only slow is waited for', async () => {
    await withSshLab({}, async (lab) => {
      const programs = [
        ['cat', 'ssh-startup-file'],
        ["sh -c 'cat >/dev/null; echo What is this? >&2; exit 1'", 'ssh-startup-file'],
        ["sh -c 'echo What is this? >&2; exit 255'", 'ssh-shell'],
      ] as const;
      for (const [program, code] of programs) {
        await startsWith(lab, `exec ${program}`);
        await withHost(lab, 'free-alpha', undefined, async (transport) => {
          const problem = (await first(transport))?.problem;
          expect(problem?.code, program).toBe(code);
          expect(problemText(problem!).remedy).toContain('.bashrc');
        });
      }
      await startsWith(lab, 'sleep 5');
      await withHost(lab, 'free-alpha', undefined, async (transport) =>
        expect((await first(transport))?.exitCode).toBe(0),
      );
    });
  }, 90_000);

  test('the words of a shell that lets nobody in are told', async () => {
    await withSshLab({}, async (lab) => {
      await inHost(lab.host('alpha'), 'usermod', '-s', '/usr/sbin/nologin', 'free');
      await withHost(lab, 'free-alpha', undefined, async (transport) => {
        const problem = (await first(transport))?.problem;
        expect(problem).toMatchObject({ code: 'ssh-shell', cause: { exitCode: 1 } });
        expect(problemText(problem!).text).toContain('This account is currently not available');
      });
    });
  });

  test.skipIf(!hasDoas())('doas does where there is no sudo, and says how it is allowed', async () => {
    await withSshLab({}, async (lab) => {
      const host = lab.host('alpha');
      await inHost(host, 'mount', '--bind', '/dev/null', '/usr/bin/sudo');
      await inHost(host, 'sh', '-c', 'echo permit nopass free >/etc/doas.conf; chmod 400 /etc/doas.conf');
      await withHost(lab, 'free-alpha', undefined, async (transport) => {
        expect((await first(transport))?.exitCode).toBe(0);
        expect(transport.writable).toBe(true);
      });
      await withHost(lab, 'asked-alpha', undefined, async (transport) => {
        expect((await first(transport))?.exitCode).toBe(0);
        expect(transport.problem()).toMatchObject({ code: 'doas-refused', severity: 'warning' });
        expect(transport.why).toMatch(/doas on asked-alpha .*not permitted|doas on asked-alpha .*required/);
      });
    });
  });
});
