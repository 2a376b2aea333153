import { afterEach, expect, test, vi } from 'vitest';
import { printRaw } from '../../../main/cli/print.ts';

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
