import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { terminalBlock, terminalJson, terminalLine } from '../../../app/base/terminal-text.ts';

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const anyText = fc.string({ unit: 'binary' });

describe('text from outside on a terminal', () => {
  test.each([
    ['\u001b]52;c;cm0=\u0007', '\\x1b]52;c;cm0=\\x07'],
    ['vx0\u001b[2K\rDone', 'vx0\\x1b[2K\\x0dDone'],
    ['\u009b2J', '\\x9b2J'],
    ['a\u202eb', 'a\\u202eb'],
    ['a\nDone (0.1 s).', 'a\\nDone (0.1 s).'],
    ['\u{e0041}', '\\u{e0041}'],
    ['日本 ü 🙂', '日本 ü 🙂'],
  ])('%j is shown as %s', (text, shown) => {
    expect(terminalLine(text)).toBe(shown);
  });

  test('a block keeps its lines and tabs, nothing else', () => {
    expect(terminalBlock('+a\tb\r\n\u001b[A')).toBe('+a\tb\\x0d\n\\x1b[A');
  });

  test('no text whatever leaves a control in a line', () => {
    fc.assert(fc.property(anyText, (text) => !CONTROL.test(terminalLine(text))));
  });

  test('JSON is the same value and holds none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), anyText, (value, text) => {
        const whole = { value, [text]: text };
        const json = terminalJson(JSON.stringify(whole, null, 2));
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(whole)));
        expect(CONTROL.test(json.replaceAll('\n', ''))).toBe(false);
      }),
    );
  });
});
