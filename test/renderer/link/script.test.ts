import { expect, test } from 'vitest';
import type { PlanView } from '../../../app/change/plan-view.ts';
import { commandChunks } from '../../../renderer/link/command-words.ts';
import { planScript } from '../../../renderer/link/script.ts';

const plan: PlanView = {
  planId: 'p',
  title: 'Link alpha and beta',
  hosts: [
    {
      host: 'lab:alpha',
      forward: [{ text: 'ip link set dev a up', why: 'Start it.\nrm -rf /' }],
      rollback: [{ text: 'ip link del dev a', why: 'Gone.' }],
    },
    { host: 'lab:beta', forward: [{ text: 'ip link set dev b up', why: 'Start it.' }], rollback: [] },
  ],
};

test('the copied script has a heading a host and every command on a line of its own', () => {
  const lines = planScript(plan, 'forward').split('\n');
  expect(lines.filter((line) => line.startsWith('# ── on'))).toEqual([
    '# ── on alpha (lab:alpha) ──',
    '# ── on beta (lab:beta) ──',
  ]);
  expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    'ip link set dev a up',
    'ip link set dev b up',
  ]);
});

test('a line break in a reason cannot become a command', () => {
  expect(planScript(plan, 'forward')).toContain('# Start it. rm -rf /');
});

test('the rollback is titled as one', () => {
  const script = planScript(plan, 'rollback');
  expect(script).toMatch(/^# Rollback of: Link alpha and beta\n/);
  expect(script).toContain('ip link del dev a');
});

test.each([
  'ip link add name vxlan42 address 02:24:72:6f:f2:03 mtu 1450 type vxlan id 42 local 192.168.64.11 dev eth0 dstport 4789',
  'bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst 192.168.64.12 self permanent',
  'ip -n red link set dev lo up',
  "ip link set dev x alias 'two  words'",
  'ip link set dev',
])('chunks are the command again when joined: %s', (text) => {
  expect(commandChunks(text).join(' ')).toBe(text);
});

test('an option stays with its value', () => {
  expect(commandChunks('ip link add name br42 mtu 1450 type bridge')).toEqual([
    'ip',
    'link',
    'add',
    'name br42',
    'mtu 1450',
    'type bridge',
  ]);
});
