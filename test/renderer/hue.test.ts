import { describe, expect, test } from 'vitest';
import { hostMark, vniHue } from '../../renderer/ui/hue.ts';

describe('the hue of a VNI', () => {
  // Colours people have learned must not change with an update: these are the promise.
  test('is the same in every session and version', () => {
    expect([1, 100, 4096, 16_777_215].map(vniHue)).toEqual([1, 100, 4096, 16_777_215].map(vniHue));
    expect(vniHue(100)).toBe(165);
  });

  test('differs for most neighbours, so that overlays numbered in a row are told apart', () => {
    const hues = Array.from({ length: 100 }, (_, i) => vniHue(100 + i));
    const same = hues.filter((hue, i) => i > 0 && hue === hues[i - 1]).length;
    expect(same).toBeLessThan(20);
    expect(new Set(hues).size).toBe(12);
  });
});

test('a host has one mark: its initial in an outline that its id decides', () => {
  expect(hostMark('lab:alpha', 'alpha')).toEqual(hostMark('lab:alpha', 'alpha'));
  expect(hostMark('lab:alpha', 'alpha').letter).toBe('A');
  expect(
    new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => hostMark(`ssh:${name}`, name).shape)).size,
  ).toBeGreaterThan(2);
  expect(hostMark('ssh:…', '…').letter).toBe('?');
});
