import { describe, expect, test } from 'vitest';
import type { CommandOutcome } from '../../../app/problem/command.ts';
import { parseRouteGet, parseUdpSockets, reachOf } from '../../../app/problem/reach.ts';

function outcome(more: Partial<CommandOutcome>): CommandOutcome {
  return { argv: ['ping'], exitCode: 1, stdout: '', stderr: '', startedAt: 0, durationMs: 0, ...more };
}

describe('an answer to a ping', () => {
  test.each<[string, Partial<CommandOutcome>, object]>([
    [
      'answered',
      { exitCode: 0, stdout: '1 packets transmitted, 1 received\nrtt min/avg/max/mdev = 0.1/0.2/0.3/0.0 ms' },
      { state: 'answered', rttMs: 0.2 },
    ],
    ['nothing', { stdout: '3 packets transmitted, 0 received, 100% packet loss' }, { state: 'silent' }],
    [
      'nobody answers ARP',
      { stdout: 'From 10.9.0.1 icmp_seq=1 Destination Host Unreachable\n2 packets transmitted, 0 received, +2 errors' },
      { state: 'unreachable', why: 'nothing there answers for it' },
    ],
    [
      'a router says no',
      { stdout: 'From 10.0.0.254 icmp_seq=1 Destination Net Unreachable' },
      { state: 'unreachable', why: '10.0.0.254 says so' },
    ],
    [
      'nobody answers over IPv6',
      { stdout: 'From fd09::1 icmp_seq=1 Destination unreachable: Address unreachable' },
      { state: 'unreachable', why: 'fd09::1 says so' },
    ],
    [
      'no route',
      { exitCode: 2, stderr: 'ping: connect: Network is unreachable' },
      { state: 'unreachable', why: 'it has no route there' },
    ],
    ['no ping', { exitCode: 127 }, { state: 'unknown', why: 'ping is not installed on alpha' }],
    [
      'busybox',
      { stderr: "ping: invalid option -- 'M'" },
      { state: 'unknown', why: 'the ping on alpha cannot forbid fragmentation' },
    ],
    ['cancelled', { exitCode: undefined, failure: 'cancelled' }, { state: 'unknown' }],
  ])('%s', (_what, more, reach) => {
    expect(reachOf(outcome(more), 'lab:alpha', '10.9.0.1')).toMatchObject(reach);
  });
});

test('the way to an address, none, and what is no answer', () => {
  const found = '[{"dst":"10.9.0.2","from":"10.9.0.1","dev":"veA","flags":[],"uid":0,"cache":[]}]';
  expect(parseRouteGet(outcome({ exitCode: 0, stdout: found }))).toEqual({ dev: 'veA' });
  expect(parseRouteGet(outcome({ exitCode: 2, stderr: 'RTNETLINK answers: Network is unreachable' }))).toBe('none');
  expect(parseRouteGet(outcome({ exitCode: 255, stderr: 'Object "route" is unknown' }))).toBeUndefined();
});

test('bound UDP sockets with their programs, of both families; other lines are none', () => {
  const printed = [
    'UNCONN 0      0            0.0.0.0:4789      0.0.0.0:*',
    'UNCONN 0      0      127.0.0.1%lo:53        0.0.0.0:*    users:(("systemd-resolve",pid=1,fd=3),("other",pid=2,fd=3))',
    'UNCONN 0      0               [::]:123          [::]:*    users:(("chronyd",pid=9,fd=6))',
    'UNCONN 0      0                  *:8472             *:*',
    'Failed to find cgroup2 mount',
    '',
  ].join('\n');
  expect(parseUdpSockets(printed)).toEqual([
    { address: '0.0.0.0', port: 4789 },
    { address: '127.0.0.1%lo', port: 53, program: 'systemd-resolve', pid: 1 },
    { address: '[::]', port: 123, program: 'chronyd', pid: 9 },
    { address: '*', port: 8472 },
  ]);
});
