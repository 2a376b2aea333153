import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementEnd } from '../../../app/base/json-scan.ts';

test('finds the comma after an item, past commas and brackets in strings and lists', () => {
  const items = ['{"a":"},{\\"],\\\\"}', '{"b":[{"c":1},{"d":2}]}', '3'];
  const text = `[${items.join(',')}]`;
  const first = 1 + items[0]!.length;
  expect(elementEnd(text, 1, 0)).toBe(first);
  expect(elementEnd(text, 1, first + 1)).toBe(first + 1 + items[1]!.length);
  expect(elementEnd(text, text.indexOf('3'), 0)).toBeUndefined();
});

test('always cuts where both sides are whole', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 2 }), fc.nat(200), (items, from) => {
      const text = JSON.stringify(items);
      const end = elementEnd(text, 1, from);
      if (end === undefined) return;
      expect([...JSON.parse(`[${text.slice(1, end)}]`), ...JSON.parse(`[${text.slice(end + 1)}`)]).toEqual(
        JSON.parse(text),
      );
    }),
  );
});

test('an unclosed string has no end', () => {
  expect(elementEnd('[{"a":"b,c},{', 1, 0)).toBeUndefined();
});
