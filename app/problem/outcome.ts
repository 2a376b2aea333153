import type { CommandOutcome } from './command.ts';
import { hostName, type HostId } from '../base/host.ts';
import type { ProblemCode } from './catalogue.ts';
import type { Problem, Where } from './problem.ts';
import { shellText } from '../base/shell.ts';

/** Debian packages, by the program they carry. */
/** Packages of Debian (and Ubuntu), Alpine and OpenWrt. */
const PACKAGES: Readonly<Record<string, readonly [debian: string, alpine: string, openwrt: string]>> = {
  ip: ['iproute2', 'iproute2', 'ip-full'],
  bridge: ['iproute2', 'iproute2', 'ip-bridge'],
  ss: ['iproute2', 'iproute2', 'ss'],
  sysctl: ['procps', 'procps-ng', 'procps-ng-sysctl'],
  iptables: ['iptables', 'iptables', 'iptables-nft'],
  ip6tables: ['iptables', 'iptables', 'ip6tables-nft'],
  ping: ['iputils-ping', 'iputils', 'iputils-ping'],
};

function isOfIproute2(program: unknown): boolean {
  return typeof program === 'string' && PACKAGES[program]?.[0] === 'iproute2';
}

/** The package by its name on Debian, then on the others; a program that is not known here has its own name most likely. */
function packagesOf(program: string): string {
  const [debian, alpine, openwrt] = PACKAGES[program] ?? [];
  return debian === undefined ? program : `${debian}; Alpine: ${alpine}; OpenWrt: ${openwrt}`;
}

/** What `ip` says when it may not enter a namespace: lib/namespace.c, 5.15 to 6.17. */
const NETNS_REFUSED =
  /(?:Cannot open network namespace|setting the network namespace) "[^"]*".*: (?:Permission denied|Operation not permitted)/;
const REFUSED = /Operation not permitted|Permission denied/;
/** `ip netns exec` exits with 1 or 255 when it finds no such program; a shell with 127. */
const NO_PROGRAM = /exec of "([^"]*)" failed: No such file or directory/;

/** BusyBox's own `ip` knows no `-j`, prints its usage and ends with 1. */
const BUSYBOX = /^BusyBox v\S+/;

/** The problem that a finished command is, or `undefined` when it ended well or with a tolerated exit code. */
export function outcomeProblem(
  outcome: CommandOutcome,
  where: Where = {},
  tolerate: readonly number[] = [],
): Problem | undefined {
  const { exitCode, failure } = outcome;
  if (failure === undefined && (exitCode === 0 || (exitCode !== undefined && tolerate.includes(exitCode))))
    return undefined;
  if (outcome.problem !== undefined) return { ...outcome.problem, where };
  const code = codeOf(outcome);
  return {
    code,
    severity: 'error',
    where,
    facts: factsOf(outcome, where.host, where.netns ?? ''),
    cause: { argv: outcome.argv, exitCode, stderr: outcome.stderr },
    retry: code === 'command-timeout' || code === 'command-failed',
  };
}

function codeOf({ argv, exitCode, failure, stderr }: CommandOutcome): ProblemCode {
  if (failure === 'host-gone') return 'host-gone';
  if (failure === 'helper-gone') return 'admin-ended';
  if (failure === 'no-connection') return 'ssh-lost';
  if (failure === 'flood') return 'output-flood';
  if (failure === 'timeout') return 'command-timeout';
  if (failure === 'cancelled') return 'command-failed';
  if (BUSYBOX.test(stderr) && isOfIproute2(argv[0])) return 'iproute2-missing';
  if (exitCode === 127 || NO_PROGRAM.test(stderr)) return 'command-missing';
  if (NETNS_REFUSED.test(stderr)) return 'netns-unreadable';
  if (REFUSED.test(stderr) || /\bEACCES\b/.test(stderr)) return 'not-permitted';
  return failure === 'not-started' ? 'command-missing' : 'command-failed';
}

function factsOf(
  { argv, exitCode, failure, stderr, durationMs }: CommandOutcome,
  host: HostId | undefined,
  netns: string,
): Problem['facts'] {
  const program = NO_PROGRAM.exec(stderr)?.[1] ?? argv[0] ?? '';
  return {
    command: shellText(argv),
    exitCode: exitCode ?? 'none',
    message: lastLine(stderr) || failure || 'it printed no message',
    seconds: Math.max(1, Math.round(durationMs / 1000)),
    program,
    package: packagesOf(program),
    instead: BUSYBOX.test(stderr) ? 'the one of BusyBox' : 'another one',
    host: host === undefined ? 'this host' : hostName(host),
    netns,
  };
}

/** Problems of one read, each told once: a connection that cannot be made, or a host without iproute2, fails every question for one reason. */
export function eachOnce(problems: readonly Problem[]): readonly Problem[] {
  const isFirst = (one: Problem, index: number): boolean => problems.findIndex((other) => isSame(other, one)) === index;
  const without = problems.some(({ code }) => code === 'iproute2-missing');
  return problems.filter((one, index) => isFirst(one, index) && !(without && isIproute2(one)));
}

function isSame(one: Problem, other: Problem): boolean {
  if (one === other) return true;
  if (one.code !== other.code || one.where.host !== other.where.host) return false;
  if (one.code === 'iproute2-missing') return true;
  if (one.code === 'command-missing') return one.facts.program === other.facts.program;
  return one.cause !== undefined && one.cause === other.cause;
}

/** Its programs come together: `bridge` is missing where `ip` is BusyBox's. */
function isIproute2({ code, facts }: Problem): boolean {
  return code === 'command-missing' && isOfIproute2(facts.program);
}

/** iproute2 puts the reason last, after warnings: `RTNETLINK answers: File exists`. The sentence ends with its own full stop. */
function lastLine(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines[lines.length - 1] ?? '').trim();
}
