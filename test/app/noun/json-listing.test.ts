import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson, parseJsonSlices } from '../../../app/noun/json-listing.ts';
import { recorded, VERSIONS } from './recorded.ts';

const ARGV = ['ip', '-j', 'link', 'show'];

/** All pieces of a listing joined, and the problem that ended it. */
function sliced(text: string, sliceChars: number) {
  const slices = parseJsonSlices(text, sliceChars, ARGV);
  const items = [];
  for (;;) {
    const step = slices.next();
    if (step.done === true) return { items, problem: step.value };
    items.push(...step.value);
  }
}

describe('parseJson', () => {
  test.each(['', '\n', '[]', '[ ]\n'])('%j is an empty list', (text) => {
    expect(parseJson(text, ARGV)).toEqual({ ok: true, value: [] });
  });

  test('keeps a name with raw control bytes as text (before 7.0)', () => {
    expect(parseJson('[{"ifname":"e\u001b[31m\u0001"}]')).toEqual({
      ok: true,
      value: [{ ifname: 'e\u001b[31m\u0001' }],
    });
  });

  test('reads the quote that 5.15 escapes, beside real escapes', () => {
    expect(parseJson(String.raw`[{"ifname":"it\'s","ifalias":"a\\'b\"c\\"}]`)).toEqual({
      ok: true,
      value: [{ ifname: "it's", ifalias: 'a\\\'b"c\\' }],
    });
  });

  test('keeps markup, bidi marks, DEL and replaced bytes as text', () => {
    const name = '<b>&"x"\u202e\u007f\ufffd';
    expect(parseJson(JSON.stringify([{ ifname: name }]))).toEqual({ ok: true, value: [{ ifname: name }] });
  });

  test.each([
    ['[', 'the list is cut off at character 1'],
    ['[{"ifindex":1},', 'the list is cut off at character 15'],
    ['{"ifindex":1}', 'it is not a list'],
    ['null', 'it is not a list'],
    ['Dump was interrupted', 'it starts with "Dump was interrupted"'],
  ])('%j is a problem that names the command', (text, reason) => {
    expect(parseJson(text, ARGV)).toMatchObject({
      ok: false,
      problem: { code: 'output-malformed', facts: { command: 'ip -j link show', reason } },
    });
  });
});

describe('parseJsonSlices', () => {
  test.each(VERSIONS)('gives what JSON.parse gives for every recording of %s, at any piece size', (version) => {
    for (const file of ['link.json', 'addr.json', 'fdb.json', 'route-v4.json', 'neigh-all.json']) {
      const text = recorded(version, file);
      for (const size of [1, 100, 1_000, 5_000])
        expect(sliced(text, size)).toEqual({ items: JSON.parse(text), problem: undefined });
    }
  });

  test('cuts between items only, whatever the strings and nested lists hold', () => {
    const tricky = fc.constantFrom('},{', '"},{"mac":"', '\\', '\\"', '],[', '}', "'", '\u0001', 'plain');
    const item = fc.record({
      mac: tricky,
      list: fc.array(fc.record({ a: tricky }), { maxLength: 4 }),
      alias: fc.string({ unit: 'binary', maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), fc.integer({ min: 1, max: 300 }), (items, size) => {
        expect(sliced(JSON.stringify(items), size)).toEqual({ items, problem: undefined });
      }),
    );
  });

  test('repairs a raw control byte inside one piece', () => {
    const items = Array.from({ length: 50 }, (_, n) => ({ ifname: `e${n}\u0007` }));
    expect(sliced(JSON.stringify(items).replaceAll('\\u0007', '\u0007'), 64)).toEqual({ items, problem: undefined });
  });

  test('a listing that breaks off gives the pieces before the break, and the problem', () => {
    const text = recorded('6.1.0', 'fdb.json').slice(0, -40);
    const { items, problem } = sliced(text, 500);
    expect(items.length).toBeGreaterThan(10);
    expect(problem).toMatchObject({ code: 'output-malformed' });
  });
});
