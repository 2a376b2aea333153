import { describe, expect, test } from 'vitest';
import type { LinkHealth } from '../../../app/contract/plan-view.ts';
import { ladder, rttText, tunnelState } from '../../../renderer/link/ladder.ts';
import { changeOutcome } from '../../../renderer/overlay/change-outcome.ts';
import { healthWords, linkOutcome } from '../../../renderer/link/outcome.ts';

const well: LinkHealth = { healthy: true, pinged: true, pings: [], problems: [] };
const states = (health: LinkHealth, mode: 'bridged' | 'routed'): Record<string, string> =>
  Object.fromEntries(ladder(health, mode).map(({ layer, state }) => [layer, state]));

describe('the ladder', () => {
  test('of a healthy routed link has only passed rungs', () => {
    expect(new Set(Object.values(states(well, 'routed')))).toEqual(new Set(['passed']));
  });

  test('says that a bridged link needs no route', () => {
    expect(states(well, 'bridged')['route']).toBe('not-needed');
  });

  test('stops at the failing layer: below passed, above not reached', () => {
    const broken = states({ ...well, healthy: false, failingLayer: 'fdb' }, 'routed');
    expect(broken).toMatchObject({
      underlay: 'passed',
      vni: 'passed',
      fdb: 'failed',
      neighbour: 'not-reached',
      route: 'not-reached',
      mtu: 'not-reached',
    });
  });

  test('claims nothing that only a packet can prove when none was sent', () => {
    expect(states({ ...well, pinged: false }, 'routed')).toMatchObject({
      route: 'passed',
      endpoint: 'not-checked',
      mtu: 'not-checked',
    });
  });

  test('claims nothing at all when the check itself failed', () => {
    expect(new Set(Object.values(states({ ...well, healthy: false }, 'routed')))).toEqual(new Set(['not-checked']));
  });
});

test('the tunnel is green only when packets passed', () => {
  expect(tunnelState(well)).toBe('up');
  expect(tunnelState({ ...well, pinged: false })).toBe('made');
  expect(tunnelState({ ...well, healthy: false })).toBe('broken');
  expect(tunnelState(undefined)).toBe('made');
});

test.each([
  [0.0814, '0.08 ms'],
  [12.34, '12.3 ms'],
  [250, '250 ms'],
])('%d is %s', (ms, text) => expect(rttText(ms)).toBe(text));

describe('the outcome', () => {
  const result = { planId: 'p', problems: [], durationMs: 900 };

  test('a committed link that does not carry packets is not good', () => {
    const health: LinkHealth = { ...well, healthy: false, failingLayer: 'udp-port' };
    expect(linkOutcome({ ...result, end: 'committed', health }, 'alpha and beta')).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('UDP port'),
    });
  });

  test('rolled back is calm and says that nothing changed', () => {
    expect(linkOutcome({ ...result, end: 'rolled-back' }, 'alpha and beta')).toMatchObject({
      tone: 'calm',
      title: 'Nothing changed',
    });
  });

  test('diverged is bad, for linking and for taking apart', () => {
    expect(linkOutcome({ ...result, end: 'diverged' }, 'alpha and beta').tone).toBe('bad');
    expect(changeOutcome('apart', { ...result, end: 'diverged' }, 'x')).toMatchObject({
      tone: 'bad',
      title: 'x is only partly gone',
    });
  });

  test('a problem that result and health both name is said once', () => {
    const problem = { code: 'layer-fdb', severity: 'error', where: {}, facts: { host: 'alpha' }, retry: true } as const;
    const health: LinkHealth = { ...well, healthy: false, failingLayer: 'fdb', problems: [problem] };
    expect(linkOutcome({ ...result, problems: [problem], end: 'committed', health }, 'a and b').problems).toEqual([
      problem,
    ]);
  });

  test('a link without anything to ping says so', () => {
    expect(healthWords({ ...well, pinged: false }, 'alpha and beta').text).toContain('no endpoint to ping from');
  });
});
