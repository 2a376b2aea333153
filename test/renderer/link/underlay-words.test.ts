import { expect, test } from 'vitest';
import type { Reach } from '../../../app/problem/reach.ts';
import type { UnderlayCheck } from '../../../app/overlay/underlay-check.ts';
import { candidateAddresses, underlayWords } from '../../../renderer/link/underlay-words.ts';

const ADDRESSES = ['192.0.2.1', '192.0.2.2'] as const;

function check(there: Reach, back: Reach, largest?: number): UnderlayCheck {
  const way = (reach: Reach) => ({ reach, ...(largest !== undefined && { largest }) });
  const other = { addresses: ['192.0.2.1', '198.51.100.2'], ways: [way(there), way(back)] } as const;
  return {
    hosts: ['lab:alpha', 'lab:beta'],
    pairs: [{ addresses: ADDRESSES, ways: [way(there), way(back)] }, other],
    foreign: [{ sockets: [] }, { sockets: [] }],
  };
}

const answered = { state: 'answered', rttMs: 0.26 } as const;

test.each<[UnderlayCheck, string, string]>([
  [check(answered, answered, 1500), 'answers', '0.3 ms · 1500 B'],
  [check(answered, { state: 'answered' }), 'answers', '0.3 ms'],
  [check(answered, { state: 'silent' }), 'silent', 'no answer'],
  [check({ state: 'silent' }, { state: 'unreachable', why: 'x' }), 'fails', 'not reachable'],
  [check(answered, { state: 'unknown', why: 'x' }), 'unknown', 'not checked'],
])('the wire says how it went', (found, state, text) => {
  expect(underlayWords(found, false, ADDRESSES)).toMatchObject({ state, text });
});

test('nothing is said of addresses that were not asked, except that they are being asked', () => {
  const found = check(answered, answered);
  expect(underlayWords(found, false, ['192.0.2.9', '192.0.2.2'])).toBeUndefined();
  expect(underlayWords(found, true, ['192.0.2.9', '192.0.2.2'])?.state).toBe('checking');
});

test('addresses to choose from stand in the order of what answered, each once', () => {
  expect(candidateAddresses(check(answered, answered))).toEqual([['192.0.2.1'], ['192.0.2.2', '198.51.100.2']]);
});
