import { expect, test } from 'vitest';
import type { Problem } from '../../../app/problem/problem.ts';
import { problemDetails } from '../../../renderer/problem/details.ts';

const problem: Problem = {
  code: 'step-failed',
  severity: 'error',
  where: { host: 'lab:beta', step: 3 },
  facts: { message: 'File exists' },
  cause: { argv: ['ip', 'link', 'set', 'dev', "it's", 'up'], exitCode: 2, stderr: 'RTNETLINK answers: File exists\n' },
  retry: false,
};

test('the command is ready to paste, whatever is in it', () => {
  expect(problemDetails(problem)[0]).toEqual({ label: 'Command', text: "ip link set dev 'it'\\''s' up" });
});

test('exit code, stderr, place and facts are all there; steps count from one as people do', () => {
  const text = Object.fromEntries(problemDetails(problem).map(({ label, text }) => [label, text]));
  expect(text).toMatchObject({
    'Exit code': '2',
    'Standard error': 'RTNETLINK answers: File exists',
    Host: 'beta',
    Step: '4',
    message: 'File exists',
  });
});

test('a command without an exit code says so, and an empty stderr is not left blank', () => {
  const cut: Problem = { ...problem, cause: { argv: ['ip'], stderr: '' } };
  const text = Object.fromEntries(problemDetails(cut).map(({ label, text }) => [label, text]));
  expect(text['Exit code']).toContain('none');
  expect(text['Standard error']).toBe('empty');
});

test('a problem without anything behind it has no details', () => {
  expect(problemDetails({ code: 'lab-not-running', severity: 'info', where: {}, facts: {}, retry: true })).toEqual([]);
});
