import { expect, test } from 'vitest';
import type { FindingView } from '../../../app/contract/doctor-view.ts';
import type { ApplyResult } from '../../../app/contract/plan-view.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { healthWords, linkOutcome, wholeWords } from '../../../renderer/link/outcome.ts';

const said: Problem = {
  code: 'doctor-found',
  severity: 'error',
  where: {},
  facts: { says: 'x', mends: 'y' },
  retry: true,
};
const finding: FindingView = {
  ...{
    code: 'firewall-input',
    severity: 'error',
    host: 'lab:beta',
    hosts: ['lab:beta'],
    table: 'firewall',
    entry: 'INPUT',
  },
  ...{ says: 'x', proof: { host: 'lab:beta', command: '', line: '' }, fix: null, confidence: 'sure', consequences: [] },
};

test('what the doctor names is shown once, as its finding, and other problems stay', () => {
  const gone: Problem = { ...said, code: 'host-gone', facts: { host: 'beta' } };
  const result: ApplyResult = {
    ...{ planId: '', end: 'rolled-back', problems: [said, gone], durationMs: 1 },
    health: { healthy: false, pinged: true, pings: [], problems: [said], findings: [finding] },
  };
  const outcome = linkOutcome(result, 'alpha and beta');
  expect(outcome.problems.map(({ code }) => code)).toEqual(['host-gone']);
  expect(outcome.findings).toEqual([finding]);
});

test('without a finding, the words of the layer stand', () => {
  const layer: Problem = { ...said, code: 'layer-underlay' };
  const result: ApplyResult = {
    ...{ planId: '', end: 'rolled-back', problems: [layer], durationMs: 1 },
    health: { healthy: false, pinged: true, pings: [], problems: [layer] },
  };
  expect(linkOutcome(result, 'them')).toMatchObject({ problems: [layer], findings: [] });
});

test('hosts that answer each other are not said to be apart, whatever else is wrong between them', () => {
  const ping = { from: 'lab:alpha', to: 'lab:beta', target: '10.0.0.2' } as const;
  const health = { healthy: false, pinged: true, failingLayer: 'fdb', problems: [said] } as const;
  const answered = { ...health, pings: [{ ...ping, rttMs: 0.1 }] };
  expect(healthWords(answered, 'alpha and beta').title).toBe('alpha and beta reach each other, but not all is right');
  expect(wholeWords(answered, 'mesh').title).toBe('mesh carries, but not all of it is right');
  const silent = { ...health, pings: [{ ...ping, rttMs: 0.1 }, ping] };
  expect(healthWords(silent, 'alpha and beta').title).toBe('alpha and beta do not reach each other');
  expect(wholeWords(silent, 'mesh').title).toBe('Not every member of mesh is reached');
  expect(wholeWords({ ...health, pinged: false, pings: [] }, 'mesh').title).toBe('Not every member of mesh is reached');
});
