import { describe, expect, test } from 'vitest';
import type { Tables } from '../../../app/noun/snapshot.ts';
import { stepText } from '../../../app/noun/step-argv.ts';
import { planHost, pendingOf, rollbackOf, simulatePlan } from '../../../app/plan/plan.ts';
import { simulate, type Step } from '../../../app/noun/step.ts';
import { sorted, START } from './world.ts';

const route = { netns: '', family: 'inet', dst: '10.9.0.0/16' } as const;
const bridge: readonly Step[] = [
  { do: 'link-add-bridge', netns: '', name: 'br0' },
  { do: 'link-set-up', netns: '', name: 'br0', up: true },
  { do: 'address-add', netns: '', dev: 'br0', address: '10.0.0.1/24' },
  { do: 'route-add', ...route, via: '10.0.0.9', dev: 'br0' },
];

function back(start: Tables, steps: readonly Step[]): { readonly commands: readonly string[]; readonly end: Tables } {
  const plan = planHost(
    'local',
    start,
    steps.map((step) => ({ step, why: '' })),
  );
  const inverse = pendingOf(simulatePlan(start, plan), rollbackOf(plan));
  return { commands: inverse.map(stepText), end: inverse.reduce(simulate, simulatePlan(start, plan)) };
}

describe('what lives on a device of the same plan', () => {
  test('goes with it', () => {
    const { commands, end } = back(START, bridge);
    expect(commands).toEqual(['ip link del dev br0']);
    expect(sorted(end)).toEqual(sorted(START));
  });

  test('is taken back by itself when it was moved off it since', () => {
    const { commands, end } = back(START, [
      ...bridge,
      { do: 'route-replace', ...route, via: '192.168.64.9', dev: 'eth0', onlink: true },
    ]);
    expect(commands).toEqual(['ip route replace 10.9.0.0/16 via 10.0.0.9 dev br0', 'ip link del dev br0']);
    expect(sorted(end)).toEqual(sorted(START));
  });

  test('is taken back by itself when its name is needed for what comes back there', () => {
    const start = [
      { do: 'netns-add', name: 'red' },
      { do: 'link-add-veth', netns: '', name: 'va', peer: { name: 'vb', netns: 'red' } },
      { do: 'link-del', netns: 'red', name: 'vb' },
      { do: 'link-add-bridge', netns: 'red', name: 'vb' },
    ] as const;
    const { commands, end } = back(START, start);
    expect(commands.slice(0, 2)).toEqual([
      'ip -n red link del dev vb',
      'ip link add name va mtu 1500 type veth peer name vb mtu 1500 netns red',
    ]);
    expect(sorted(end)).toEqual(sorted(START));
  });
});

describe('taking back', () => {
  test('runs what holds now but not any more when it is its turn', () => {
    const down: Step = { do: 'link-set-up', netns: '', name: 'eth0', up: false };
    const { commands } = back(START, [
      down,
      { do: 'link-set-mtu', netns: '', name: 'eth0', mtu: 1400 },
      { ...down, up: true },
    ]);
    expect(commands).toEqual(['ip link set dev eth0 down', 'ip link set dev eth0 mtu 1500', 'ip link set dev eth0 up']);
  });
});
