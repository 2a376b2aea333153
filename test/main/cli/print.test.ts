import { afterEach, expect, test, vi } from 'vitest';
import { printRaw, printResult } from '../../../main/cli/print.ts';

const wasTerminal = process.stdout.isTTY;
afterEach(() => {
  process.stdout.isTTY = wasTerminal;
  vi.restoreAllMocks();
});

test.each([
  ['a terminal', true, 'name: \\x1b]0;mine\\x07\n'],
  ['a file or a pipe', false, 'name: \u001b]0;mine\u0007\n'],
])('the text of a file for %s', (_where, isTerminal, written) => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  process.stdout.isTTY = isTerminal;
  printRaw('name: \u001b]0;mine\u0007\n');
  expect(write).toHaveBeenCalledWith(written);
});

test.each(['overlay-file-left', 'recovery-claimed'] as const)(
  'what was taken back but for %s is not said to be gone whole',
  (code) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const left = { code, severity: 'warning', where: {}, facts: { path: '/a.yaml' }, retry: false } as const;
    printResult({ planId: 'p', end: 'rolled-back', problems: [left], durationMs: 1 });
    expect(write.mock.calls.join('')).toContain('Rolled back, but for what is named above');
  },
);
