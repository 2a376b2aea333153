import { describe, expect, test } from 'vitest';
import { pasteForm } from '../../../renderer/edit/paste-form.ts';

const form = pasteForm([], 'fdb', 'FDB entries');
const GOOD = '02:00:00:00:00:01 dev vx100 dst 192.168.64.2 self permanent';
const text = ['# a comment', GOOD, 'nonsense here', GOOD.replace(':01', ':02')].join('\n');
const values = { ...form.start, text };

describe('pasted lines', () => {
  test('each is judged by itself, with its number in the text', () => {
    const lines = form.lines(values, new Map());
    expect(lines.map(({ line, why }) => [line, why === undefined])).toEqual([
      [2, true],
      [3, false],
      [4, true],
    ]);
  });

  test('one that cannot be used stops the rest until it is left out', () => {
    expect(form.blocked?.(values)).toBe('One line cannot be used');
    const left = { ...values, left: '3' };
    expect(form.blocked?.(left)).toBeUndefined();
    expect(form.items(left)).toHaveLength(2);
  });

  test('what the host refuses stands on the line it came from, not on the number of the item', () => {
    const lines = form.lines({ ...values, left: '3' }, new Map([[1, 'There is one already.']]));
    expect(lines.filter(({ why }) => why === 'There is one already.').map(({ line }) => line)).toEqual([4]);
  });

  test('a chosen device is for the lines that name none, in its namespace', () => {
    const bare = { ...form.start, text: '02:00:00:00:00:01 dst 192.168.64.2', dev: 'red|vx100' };
    expect(form.items(bare)).toMatchObject([{ netns: 'red', dev: 'vx100' }]);
  });

  test('without any text it asks for some', () => {
    expect(form.blocked?.(form.start)).toBe('Paste FDB entries on the left');
  });
});
