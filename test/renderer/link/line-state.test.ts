import { describe, expect, test } from 'vitest';
import type { ApplyProgress } from '../../../app/contract/plan-view.ts';
import { currentLine, endText, lineStates, progressText, stateWord } from '../../../renderer/link/line-state.ts';

const progress: ApplyProgress = {
  planId: 'p',
  phase: 'applying',
  done: 3,
  total: 6,
  hosts: [
    { host: 'lab:alpha', steps: ['done', 'done', 'done'] },
    { host: 'lab:beta', steps: ['running', 'waiting', 'waiting'] },
  ],
};

describe('the states of a column', () => {
  test('come from its own host', () => {
    expect(lineStates(progress, 'lab:beta', 3)).toEqual(['running', 'waiting', 'waiting']);
  });

  test('wait before anything is known, and for a host that is not in the progress', () => {
    expect(lineStates(undefined, 'lab:alpha', 2)).toEqual(['waiting', 'waiting']);
    expect(lineStates(progress, 'lab:gamma', 1)).toEqual(['waiting']);
  });

  test('are one a line, whatever arrives', () => {
    expect(lineStates(progress, 'lab:alpha', 2)).toHaveLength(2);
    expect(lineStates(progress, 'lab:alpha', 5)).toEqual(['done', 'done', 'done', 'waiting', 'waiting']);
  });
});

test('the line to look at is the failed one before the running one', () => {
  expect(currentLine(['done', 'running', 'waiting'])).toBe(1);
  expect(currentLine(['undone', 'failed', 'running'])).toBe(1);
  expect(currentLine(['done', 'done'])).toBe(-1);
});

test('what never started is "not run" once it is over', () => {
  expect(stateWord('waiting', false)).toBe('waiting');
  expect(stateWord('waiting', true)).toBe('not run');
  expect(stateWord('undone', true)).toBe('taken back');
});

test('progress says the phase, and that cancelling was heard', () => {
  expect(progressText(undefined, false)).toBe('Starting…');
  expect(progressText(progress, false)).toContain('3 of 6');
  expect(progressText(progress, true)).toContain('Cancelling');
  expect(progressText({ ...progress, phase: 'rolling-back' }, false)).toContain('Taking back');
});

test('a divergence is never called a success', () => {
  const result = { planId: 'p', problems: [], durationMs: 1_240 };
  expect(endText({ ...result, end: 'committed' })).toBe('Done in 1.2 s.');
  expect(endText({ ...result, end: 'rolled-back' })).toContain('as before');
  expect(endText({ ...result, end: 'diverged' })).toContain('Not everything could be taken back');
});
