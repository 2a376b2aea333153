import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteArg, shellText } from '../../../app/base/shell.ts';

test('plain words stay bare, everything else is quoted', () => {
  expect(shellText(['ip', '-n', 'red', 'addr', 'add', 'fd00::1/64', 'dev', 'a b'])).toBe(
    "ip -n red addr add fd00::1/64 dev 'a b'",
  );
  expect(['', "it's", '$(id)', '~', '*', 'a\nb', '-x', 'a=1'].map(quoteArg)).toEqual([
    "''",
    "'it'\\''s'",
    "'$(id)'",
    "'~'",
    "'*'",
    "'a\nb'",
    '-x',
    'a=1',
  ]);
  expect(shellText(['A=1', 'B=2'])).toBe("'A=1' B=2");
});

test('a real shell reads back exactly what went in', () => {
  const word = fc.string({
    unit: fc.oneof(
      fc.constantFrom("'", '"', '\\', '$', '`', '\n', ' ', '~', '!', '#', '{', '\u001b'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
  });
  const words = fc.array(
    word.map((text) => text.replaceAll('\0', '')),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(words, (argv) => {
      const printed = execFileSync('sh', ['-c', shellText(['printf', '%s\\0', ...argv])], { encoding: 'utf8' });
      expect(printed.split('\0').slice(0, -1)).toEqual(argv);
    }),
    { numRuns: 60 },
  );
});
