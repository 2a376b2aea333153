/** ssh's and sudo's own words → which problem it is. Both print English under `LC_ALL=C`; OpenSSH is never translated. */
import { quoteArg } from '../base/shell.ts';
import { hostName, type HostId } from '../base/host.ts';
import type { ProblemCode } from '../problem/catalogue.ts';
import type { Problem } from '../problem/problem.ts';

/** First match wins; the changed key stands first, since ssh prints more lines after it. */
const SSH: readonly (readonly [RegExp, ProblemCode])[] = [
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/, 'ssh-host-key-changed'],
  [
    /Bad configuration option|terminating, \d+ bad configuration|Bad owner or permissions|extra arguments at end of line/,
    'ssh-config',
  ],
  [/Host key verification failed/, 'ssh-host-key-unknown'],
  [/Could not resolve hostname/, 'ssh-name-unknown'],
  [/Permission denied \(|Too many authentication failures|No more authentication methods/, 'ssh-denied'],
  [
    /Timeout, server .* not responding|client_loop: send disconnect|Broken pipe|Connection to .* closed by remote host/,
    'ssh-lost',
  ],
  [
    /Connection (?:refused|timed out|reset|closed)|No route to host|Network is unreachable|Operation timed out|kex_exchange_identification|banner exchange/,
    'ssh-unreachable',
  ],
];

const SUDO: readonly (readonly [RegExp, ProblemCode])[] = [
  [/must have a tty|requiretty/, 'sudo-tty'],
  [/not in the sudoers file|not allowed to (?:execute|run)|may not run sudo|is not allowed/, 'sudo-not-allowed'],
  [
    /incorrect (?:password|authentication) attempt|Sorry, try again|Authentication failed|Maximum \d+ incorrect/i,
    'sudo-wrong-password',
  ],
  [/no password was provided|a password is required|interactive authentication is required/i, 'sudo-cancelled'],
];

/** Why a connection could not be made, or ended. Only the changed key, refused logins and wrong settings are not worth trying again. */
export function sshProblem(host: HostId, stderr: string, argv: readonly string[] = ['ssh', hostName(host)]): Problem {
  const code = SSH.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'ssh-failed';
  return problemOf(code, host, stderr, argv);
}

export function sudoProblem(host: HostId, stderr: string): Problem {
  const code = SUDO.find(([pattern]) => pattern.test(stderr))?.[1] ?? 'sudo-failed';
  return { ...problemOf(code, host, stderr, ['sudo', '-n', 'true']), severity: 'warning' };
}

/** A problem of this host with ssh's words in its details. */
export function problemOf(
  code: ProblemCode,
  host: HostId,
  stderr: string,
  argv: readonly string[],
  exitCode?: number,
): Problem {
  return {
    code,
    severity: 'error',
    where: { host },
    facts: { host: hostName(host), message: lastLine(stderr), command: forgetKey(stderr) },
    cause: { argv, exitCode, stderr },
    retry: code === 'ssh-unreachable' || code === 'ssh-lost' || code === 'ssh-failed',
  };
}

/**
 * The exact line that forgets a changed key. ssh prints it itself on Debian (`ssh-keygen -f "FILE" -R "NAME"`), and
 * everywhere "Offending ED25519 key in FILE:LINE" and "Host key for NAME has changed".
 */
export function forgetKey(stderr: string): string {
  const file = /^Offending \S+ key in (.+):\d+\s*$/m.exec(stderr)?.[1];
  const name = /^Host key for (\S+) has changed/m.exec(stderr)?.[1] ?? /-R "([^"]+)"/.exec(stderr)?.[1] ?? 'NAME';
  return ['ssh-keygen', ...(file === undefined ? [] : ['-f', quoteArg(file)]), '-R', quoteArg(name)].join(' ');
}

/** What LogLevel VERBOSE adds to every connection that works (OpenSSH 7 to 10); it says nothing about one that does not. */
const CHATTER = /^(?:Authenticated to .*|Transferred: sent .*|Bytes per second: .*)\r?\n?/gm;

export function withoutChatter(stderr: string): string {
  const rest = stderr.replace(CHATTER, '');
  return rest.trim() === '' ? '' : rest;
}

/** The last line that says something; ssh ends its lines with a carriage return. Without its own full stop. */
function lastLine(text: string): string {
  const lines = withoutChatter(text)
    .split(/[\r\n]+/)
    .map((line) => line.trim());
  return (lines.filter(Boolean).at(-1) ?? 'it said nothing').replace(/\.$/, '');
}
