import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../../app/persist/diff.ts';

test('a new, a removed and an unchanged file', () => {
  expect(unifiedDiff('/f', undefined, 'a\nb\n')).toBe('--- /dev/null\n+++ /f\n@@ -0,0 +1,2 @@\n+a\n+b\n');
  expect(unifiedDiff('/f', 'a\n', undefined)).toBe('--- /f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  expect(unifiedDiff('/f', 'a\n', 'a\n')).toBe('');
});

test('changes far apart are hunks of their own, with three lines around', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `l${at}`);
  const changed = lines.map((line, at) => (at === 1 ? 'x' : at === 17 ? 'y' : line));
  expect(unifiedDiff('/f', `${lines.join('\n')}\n`, `${changed.join('\n')}\n`)).toBe(
    [
      ...['--- /f', '+++ /f', '@@ -1,5 +1,5 @@', ' l0', '-l1', '+x', ' l2', ' l3', ' l4'],
      ...['@@ -15,6 +15,6 @@', ' l14', ' l15', ' l16', '-l17', '+y', ' l18', ' l19', ''],
    ].join('\n'),
  );
});

describe('whatever the two texts are', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
    .map((lines) => lines.map((line) => `${line}\n`).join(''));

  test('the hunks applied to the one give the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff('/f', before, after))).toBe(after);
      }),
    );
  });
});

/** What patch(1) does. */
function patched(before: string, diff: string): string {
  const old = before.split('\n').slice(0, -1);
  const made: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const [, from, count] = /^@@ -(\d+),(\d+) /.exec(line) ?? [];
    if (from !== undefined) {
      const start = Number(count) === 0 ? Number(from) : Number(from) - 1;
      made.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith('+')) made.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) made.push(line.slice(1));
      at += 1;
    }
  }
  return [...made, ...old.slice(at)].map((line) => `${line}\n`).join('');
}
