import { describe, expect, test } from 'vitest';
import { HostMarks, vniHue } from '../../renderer/ui/hue.ts';

/** Degrees between two hues, the short way round. */
function apart(a: number, b: number): number {
  const degrees = Math.abs(a - b) % 360;
  return Math.min(degrees, 360 - degrees);
}

describe('the hue of a VNI', () => {
  // Colours people have learned must not change with an update: these are the promise.
  test('is the same in every session and version', () => {
    expect([1, 42, 43, 44, 45, 100, 4096, 16_777_215].map(vniHue)).toEqual([262, 325, 257, 209, 306, 305, 243, 198]);
  });

  const vnis = Array.from({ length: 5000 }, (_, i) => i + 1);

  test('differs clearly from its four neighbours, so that overlays numbered in a row are told apart', () => {
    const close = vnis.filter((vni) => [1, 2, 3, 4].some((step) => apart(vniHue(vni), vniHue(vni + step)) < 15));
    expect(close).toEqual([]);
  });

  test.each([
    ['up', 155],
    ['stale', 67],
    ['changed', 95],
    ['problem', 28],
  ])('is never that of a state: %s', (_state, hue) => {
    expect(vnis.filter((vni) => apart(vniHue(vni), hue) < 25)).toEqual([]);
  });
});

describe('the mark of a host', () => {
  test('stays what it was given first', () => {
    const marks = new HostMarks();
    const alpha = marks.of('lab:alpha', 'alpha');
    marks.of('lab:atlas', 'atlas');
    expect(marks.of('lab:alpha', 'alpha')).toEqual(alpha);
    expect(alpha.letters).toBe('A');
    expect(marks.of('ssh:…', '…').letters).toBe('?');
  });

  test.each([
    ['numbered in a row', (i: number) => `node-${i + 1}`],
    ['alike but for a word', (i: number) => `lab-host-${String.fromCharCode(97 + (i % 26))}${i}x`],
    ['all called the same', () => 'vm'],
  ])('is had by no other of 30 hosts that are %s', (_how, name) => {
    const marks = new HostMarks();
    const given = Array.from({ length: 30 }, (_, i) => marks.of(`ssh:${i}`, name(i)));
    expect(new Set(given.map(({ shape, letters }) => `${shape} ${letters}`)).size).toBe(30);
    expect(Math.max(...given.map(({ letters }) => letters.length))).toBeLessThanOrEqual(2);
  });
});
