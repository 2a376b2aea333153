import { describe, expect, test } from 'vitest';
import type { DoctorProgress, DoctorView, FindingView } from '../../../app/contract/doctor-view.ts';
import { findingsOn, keyed, ticksOf, unseenOf, verdictOf } from '../../../renderer/doctor/doctor-words.ts';
import { hostsOf, scopeKey, scopeOf, scopeWords } from '../../../renderer/doctor/scope.ts';

const finding = (host: 'lab:alpha' | 'lab:beta', severity: FindingView['severity']): FindingView => ({
  ...{ code: 'link-down', severity, host, hosts: [host], table: 'link', entry: 'vxlan42', says: 'vxlan42 is down.' },
  ...{ proof: { host, command: 'ip link', line: '' }, fix: null, confidence: 'sure', consequences: [] },
});
const view = (change: Partial<DoctorView>): DoctorView => ({
  ...{ id: 'a', hosts: ['lab:alpha', 'lab:beta'], probes: true, at: 0, durationMs: 1234, healthy: true },
  ...{ findings: [], notLookedAt: [], checked: [] },
  ...change,
});

describe('the verdict', () => {
  test('healthy, with packets', () => {
    expect(verdictOf(view({}), '2 hosts', 120_000)).toEqual({
      tone: 'good',
      title: 'Nothing is wrong on 2 hosts',
      text: 'Looked 2 min ago in 1.2 s: tables first, then packets both ways where they decide nothing.',
    });
  });

  test('never says healthy of what nobody looked at, nor hides that no packet was sent', () => {
    const unseen = [{ host: 'lab:alpha', what: 'iptables', why: 'only root may list it' }] as const;
    const verdict = verdictOf(view({ notLookedAt: unseen }), 'alpha and beta', 0);
    expect(verdict).toMatchObject({
      tone: 'good',
      title: 'Nothing is wrong with what was looked at on alpha and beta',
    });
    const away = (['lab:alpha', 'lab:beta'] as const).map((host) => ({ host, what: 'everything', why: 'it is gone' }));
    expect(verdictOf(view({ notLookedAt: away }), 'them', 0)).toMatchObject({
      tone: 'unsure',
      title: 'No host could be read',
    });
    expect(verdictOf(view({ probes: false }), 'them', 0).text).toMatch(/no packet was sent/);
  });

  test('one and several; warnings alone are no alarm', () => {
    expect(verdictOf(view({ findings: [finding('lab:alpha', 'error')] }), 'them', 0)).toMatchObject({
      tone: 'bad',
      title: 'One thing is wrong among them',
    });
    const two = [finding('lab:alpha', 'warning'), finding('lab:beta', 'warning')];
    expect(verdictOf(view({ findings: two }), 'them', 0)).toMatchObject({
      tone: 'unsure',
      title: '2 things are wrong among them',
    });
    expect(findingsOn('lab:beta', two)).toBe(1);
  });
});

test('what was not looked at is said once for all hosts, and that no packet was wanted is not repeated', () => {
  const said = (host: 'lab:alpha' | 'lab:beta', what: string) => ({ host, what, why: 'why' });
  const unseen = unseenOf({
    notLookedAt: [said('lab:alpha', 'nft'), said('lab:beta', 'nft'), said('lab:alpha', 'packets')],
  });
  expect(unseen).toEqual([{ what: 'nft', why: 'why', hosts: ['lab:alpha', 'lab:beta'] }]);
});

test('each question ticks as its answers come', () => {
  const at = (
    phase: DoctorProgress['phase'],
    ...states: DoctorProgress['hosts'][number]['state'][]
  ): DoctorProgress => ({
    id: 'a',
    phase,
    hosts: states.map((state, i) => ({ host: i === 0 ? 'lab:alpha' : 'lab:beta', state })),
  });
  const states = (progress: DoctorProgress | undefined) => ticksOf(progress, true, 60).map(({ state }) => state);
  expect(states(undefined)).toEqual(['running', 'waiting', 'waiting', 'waiting']);
  expect(states(at('reading', 'facts', 'tables'))).toEqual(['running', 'running', 'waiting', 'waiting']);
  expect(states(at('checking', 'read', 'away'))).toEqual(['done', 'done', 'running', 'waiting']);
  expect(states(at('packets', 'read', 'read'))).toEqual(['done', 'done', 'done', 'running']);
  expect(ticksOf(at('reading', 'read', 'facts'), false, 60).map(({ label }) => label)[1]).toMatch(/1 of 2/);
});

test('a scope is one thing either way round, and says whom it is about', () => {
  const pair = scopeOf({ page: 'doctor', pair: ['lab:beta', 'lab:alpha'] });
  expect(scopeKey(pair)).toBe(scopeKey(scopeOf({ page: 'doctor', pair: ['lab:alpha', 'lab:beta'] })));
  expect(scopeWords(pair, hostsOf(pair, [], []))).toBe('beta and alpha');
  const all = scopeOf({ page: 'doctor' });
  expect(scopeWords(all, hostsOf(all, [{ id: 'lab:a' }, { id: 'lab:b' }, { id: 'lab:c' }], []))).toBe('3 hosts');
  expect(hostsOf(scopeOf({ page: 'doctor', overlay: 'gone' }), [], [])).toEqual([]);
});

test('the same entry on two devices, and even the same finding twice, can be drawn and are told apart', () => {
  const one = finding('lab:alpha', 'error');
  const other = { ...one, proof: { ...one.proof, command: 'ip link show dev vxlan43' } };
  const keys = keyed([one, other, one]).map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
  expect(keyed([other, one]).map(({ key }) => key)).toEqual([keys[1], keys[0]]);
});
