import { describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import { eachOnce, outcomeProblem } from '../../../app/problem/outcome.ts';
import { problemText } from '../../../app/problem/text.ts';

const failed = (argv: readonly string[], exitCode: number, stderr: string): CommandOutcome => ({
  argv,
  exitCode,
  stdout: '',
  stderr,
  startedAt: 0,
  durationMs: 1,
});

const BUSYBOX = `BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.

Usage: ip [OPTIONS] address|route|link|tunnel|neigh|rule [ARGS]
`;

describe('a host with the ip of BusyBox', () => {
  const where = { host: 'ssh:openwrt' } as const;
  const problems = [
    outcomeProblem(failed(['ip', '-j', 'netns', 'list'], 1, BUSYBOX), where),
    outcomeProblem(failed(['ip', '-d', '-j', 'link', 'show'], 1, BUSYBOX), where),
    outcomeProblem(failed(['bridge', '-j', 'fdb', 'show'], 127, 'sh: bridge: not found'), where),
    outcomeProblem(failed(['sysctl', 'net.ipv4.ip_forward'], 127, 'sh: sysctl: not found'), where),
  ].flatMap((problem) => problem ?? []);

  test('is one problem, with the packages of the systems that have it', () => {
    expect(eachOnce(problems).map(({ code }) => code)).toEqual(['iproute2-missing', 'command-missing']);
    const { text, remedy } = problemText(problems[0]!);
    expect(text).toBe('ip on openwrt is the one of BusyBox, which cannot say what Overlane has to know.');
    expect(remedy).toMatch(/apk add iproute2.*ip-full ip-bridge/);
  });

  test('a program that is missing is named with its package on each of the systems', () => {
    const missing = outcomeProblem(failed(['bridge', '-j', 'fdb', 'show'], 127, 'sh: bridge: not found'), where);
    expect(problemText(missing!).remedy).toBe(
      'Install it there and press F5 (Debian and Ubuntu: iproute2; Alpine: iproute2; OpenWrt: ip-bridge).',
    );
  });

  test('what another program of BusyBox says is not that', () => {
    expect(outcomeProblem(failed(['ping', '-M', 'do'], 1, BUSYBOX), where)?.code).toBe('command-failed');
  });
});
