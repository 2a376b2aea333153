import { expect, test } from 'vitest';
import { parsePing, probeArgv } from '../../../app/problem/probe.ts';

const probe = { kind: 'ping', netns: '', target: '10.0.0.2', count: 3, waitS: 2 } as const;

test('argv for both families, with and without a size that must not be fragmented', () => {
  expect(probeArgv(probe).join(' ')).toBe('ping -n -c 3 -W 2 10.0.0.2');
  expect(probeArgv({ ...probe, netns: 'red', target: 'fd00::2', size: 1402, dontFragment: true }).join(' ')).toBe(
    'ip netns exec red ping -6 -n -c 3 -W 2 -M do -s 1402 fd00::2',
  );
});

test.each([
  [
    '2 packets transmitted, 2 received, 0% packet loss, time 1001ms\nrtt min/avg/max/mdev = 0.091/0.095/0.110/0.000 ms',
    '',
    { received: 2, rttMs: 0.095 },
  ],
  [
    '2 packets transmitted, 2 packets received, 0% packet loss\nround-trip min/avg/max = 0.060/0.070/0.080 ms',
    '',
    { received: 2, rttMs: 0.07 },
  ],
  [
    '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
    'ping: local error: message too long, mtu=1300\n',
    { received: 0, mtu: 1300 },
  ],
  ['', 'ping: local error: message too long, mtu: 1280', { received: 0, mtu: 1280 }],
  [
    'From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1450)\n1 packets transmitted, 0 received',
    'ping: local error: message too long, mtu=1400',
    { received: 0, mtu: 1400 },
  ],
  ['From fd00::1 icmp_seq=1 Packet too big: mtu=1430', '', { received: 0, mtu: 1430 }],
  ['', 'ping: connect: Network is unreachable', { received: 0, rttMs: undefined, mtu: undefined }],
])('%j', (stdout, stderr, result) => {
  expect(parsePing({ stdout, stderr })).toMatchObject(result);
});
