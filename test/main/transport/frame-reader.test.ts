import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../main/transport/frame-reader.ts';

const MARK = 'f00dfeed';

/** The stream as frame.sh prints it, cut into pieces at the given places. */
function pieces(texts: readonly string[], cuts: readonly number[]): readonly Buffer[] {
  const whole = Buffer.from(texts.map((text, index) => `${text}\n${MARK} ${index}\n`).join(''));
  const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
  return at.slice(1).map((end, index) => whole.subarray(at[index], end));
}

test('gives the texts back however the stream is cut, also inside a character or a mark', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', 'ü', '😀', MARK.slice(0, 4), `${MARK} 0`, ' ') });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 20 }), (texts, cuts) => {
      // A mark at the beginning of a line cannot be told apart: that is why a real one is random.
      fc.pre(texts.every((one) => !`\n${one}`.includes(`\n${MARK} `)));
      const reader = new FrameReader(MARK);
      for (const piece of pieces(texts, cuts)) reader.push(piece);
      expect(reader.frames.map((frame) => frame.text)).toEqual(texts);
      expect(reader.frames.map(({ note }) => note)).toEqual(texts.map((_, index) => String(index)));
      expect(reader.rest()).toBe('');
    }),
  );
});

test('keeps what came after the last mark', () => {
  const reader = new FrameReader(MARK);
  reader.push(Buffer.from(`one\n${MARK} 0\ntwo, but not`));
  reader.push(Buffer.from(' whole'));
  expect(reader.frames).toHaveLength(1);
  expect(reader.rest()).toBe('two, but not whole');
});
