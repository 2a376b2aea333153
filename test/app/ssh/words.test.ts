/** What ssh, sudo and people write, and what we make of it. Texts as OpenSSH 9.2 and sudo 1.9.13 print them. */
import { describe, expect, test } from 'vitest';
import { parseConfigNames } from '../../../app/ssh/config-aliases.ts';
import { parseHostArgument } from '../../../app/ssh/host-argument.ts';
import { sshArgv } from '../../../app/ssh/options.ts';
import { questionOf } from '../../../app/ssh/question.ts';
import { parseResolved } from '../../../app/ssh/resolved.ts';
import { forgetKey, sshProblem, sudoProblem } from '../../../app/ssh/stderr.ts';

describe('host arguments', () => {
  test.each([
    ['alpha', { target: 'alpha' }],
    ['ops@alpha.lab:2222', { target: 'ops@alpha.lab', port: 2222 }],
    ['ops@[fe80::1]:22', { target: 'ops@fe80::1', port: 22 }],
    ['2001:db8::1', { target: '2001:db8::1' }],
    ['a@realm@host', { target: 'a@realm@host' }],
  ])('%s', (text, parsed) => expect(parseHostArgument(text)).toEqual(parsed));

  test.each([
    '',
    '-oProxyCommand=id',
    'a b',
    '-l@alpha',
    'alpha:0',
    'alpha:70000',
    'a;b',
    '$(id)',
    '@alpha',
    'ops@',
    'a'.repeat(256),
  ])('refuses %j', (text) => expect(parseHostArgument(text)).toBeUndefined());
});

describe('the argv of ssh', () => {
  const argv = sshArgv(
    { target: 'alpha', port: 22, prompts: true, control: { path: '/run/x/%C', role: 'share' } },
    'true',
  );

  test('never weakens the check of host keys', () =>
    expect(argv.join(' ')).not.toMatch(/StrictHostKeyChecking|KnownHosts/));
  test('ends its options before the target', () => expect(argv.slice(-3)).toEqual(['--', 'alpha', 'true']));
  test('notices a dead peer within 15 s', () => {
    const value = (name: string) => Number(argv.find((word) => word.startsWith(`${name}=`))?.split('=')[1]);
    expect(value('ServerAliveInterval') * (value('ServerAliveCountMax') + 1)).toBeLessThanOrEqual(15);
  });
  test("leaves a master of the user's alone", () => {
    const used = sshArgv({ target: 'alpha', prompts: false, control: { path: '/x', role: 'use' } }, 'true').join(' ');
    expect(used).toContain('ControlMaster=no');
    expect(used).toContain('BatchMode=yes');
  });
});

describe('prompts', () => {
  test('a host key with its fingerprint', () => {
    const text =
      "The authenticity of host '192.0.2.2 (192.0.2.2)' can't be established.\n" +
      'ED25519 key fingerprint is SHA256:abcDEF+/123.\nThis key is not known by any other names.\n' +
      'Are you sure you want to continue connecting (yes/no/[fingerprint])? ';
    expect(questionOf(text, '')).toMatchObject({
      kind: 'host-key',
      keyType: 'ED25519',
      fingerprint: 'SHA256:abcDEF+/123',
      name: '192.0.2.2 (192.0.2.2)',
    });
  });
  test.each([
    ["Please type 'yes', 'no' or the fingerprint: ", '', 'host-key'],
    ["ops@192.0.2.2's password: ", '', 'password'],
    ['(ops@192.0.2.2) Password: ', '', 'password'],
    ["Enter passphrase for key '/home/a b/.ssh/id': ", '', 'passphrase'],
    ['(ops@192.0.2.2) Verification code: ', '', 'secret'],
    ['Enter PIN for ED25519-SK key /home/a/id: ', '', 'secret'],
    ['Confirm user presence for key ED25519-SK SHA256:abc', 'none', 'touch'],
    ['Allow use of key /home/a/.ssh/id?', 'confirm', 'confirm'],
    ['Contraseña: ', '', 'secret'],
  ])('%j is a %s', (text, hint, kind) => expect(questionOf(text, hint).kind).toBe(kind));
  test('names the file of a passphrase', () =>
    expect(questionOf("Enter passphrase for key '/home/a b/.ssh/id': ", '').file).toBe('/home/a b/.ssh/id'));
});

describe("ssh's last words", () => {
  test.each([
    ['root@192.0.2.1: Permission denied (publickey,password).\r\n', 'ssh-denied'],
    ['ssh: connect to host 192.0.2.9 port 22: No route to host\r\n', 'ssh-unreachable'],
    ['ssh: connect to host 192.0.2.9 port 22: Connection refused\r\n', 'ssh-unreachable'],
    ['Connection timed out during banner exchange\r\n', 'ssh-unreachable'],
    ['ssh: Could not resolve hostname x: Name or service not known\r\n', 'ssh-name-unknown'],
    ['Timeout, server 192.0.2.1 not responding.\r\n', 'ssh-lost'],
    [
      'No ED25519 host key is known for 192.0.2.1 and you have requested strict checking.\r\nHost key verification failed.\r\n',
      'ssh-host-key-unknown',
    ],
    ['/home/a/.ssh/config: line 3: Bad configuration option: nonsense\r\n', 'ssh-config'],
    ['something new\r\n', 'ssh-failed'],
    ['', 'ssh-failed'],
  ])('%j', (words, code) => expect(sshProblem('ssh:alpha', words).code).toBe(code));

  test('only what may pass by itself is tried again by itself', () => {
    expect(sshProblem('ssh:a', 'No route to host').retry).toBe(true);
    expect(sshProblem('ssh:a', 'Permission denied (publickey).').retry).toBe(false);
    expect(sshProblem('ssh:a', 'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!').retry).toBe(false);
  });

  test('a changed key comes with the exact line that forgets the old one', () => {
    const words =
      'Offending ED25519 key in /home/a b/.ssh/known_hosts:7\r\nHost key for [192.0.2.1]:2222 has changed and you have requested strict checking.\r\n';
    expect(forgetKey(words)).toBe("ssh-keygen -f '/home/a b/.ssh/known_hosts' -R '[192.0.2.1]:2222'");
  });
});

describe("sudo's words", () => {
  test.each([
    ['sudo: sorry, you must have a tty to run sudo', 'sudo-tty'],
    ['bob is not in the sudoers file.  This incident will be reported.', 'sudo-not-allowed'],
    ["Sorry, user bob is not allowed to execute '/bin/true' as root on alpha.", 'sudo-not-allowed'],
    ['Sorry, try again.\nsudo: 1 incorrect password attempt', 'sudo-wrong-password'],
    ['sudo: a password is required', 'sudo-cancelled'],
    ['sudo: interactive authentication is required', 'sudo-cancelled'],
    ['sudo: unable to open audit system', 'sudo-failed'],
  ])('%j', (words, code) => expect(sudoProblem('ssh:alpha', words).code).toBe(code));
});

describe('ssh -G and the configuration', () => {
  test('reads what it prints, and nothing from what is none', () => {
    const printed = 'host alpha\nuser ops\nhostname 192.0.2.1\nport 22\ncontrolpath none\nproxyjump b,c\n';
    expect(parseResolved(printed)).toMatchObject({ user: 'ops', hostname: '192.0.2.1', port: 22, proxyJump: 'b,c' });
    expect(parseResolved(printed)?.controlPath).toBeUndefined();
    expect(parseResolved('')).toBeUndefined();
  });
  test('takes names, not patterns', () =>
    expect(parseConfigNames('Host a b* !c d?\nhost=e\n Include "x y" z\n')).toEqual({
      aliases: ['a', 'e'],
      includes: ['x y', 'z'],
    }));
});

describe('settings that would leave a command without effect', () => {
  const printed = (lines: string): string => `user ops\nhostname 192.0.2.1\nport 22\n${lines}`;

  test.each([
    [
      'sessiontype none\nstdinnull yes\nforkafterauthentication yes',
      ['SessionType=default', 'StdinNull=no', 'ForkAfterAuthentication=no'],
    ],
    ['sessiontype default\nstdinnull no\nforkafterauthentication no', []],
    // Before OpenSSH 8.7 the keywords are not printed, and as options they would be refused.
    ['stricthostkeychecking true', []],
  ])('%j', (lines, against) => {
    expect(parseResolved(printed(lines))?.against).toEqual(against);
  });

  test('what LogLevel VERBOSE adds is no reason of a failure', () => {
    const words =
      'Authenticated to a ([192.0.2.1]:22) using "publickey".\r\nConnection reset by peer\r\nTransferred: sent 2, received 3 bytes, in 0.1 seconds\r\n';
    expect(sshProblem('ssh:a', words).facts.message).toBe('Connection reset by peer');
  });
});
