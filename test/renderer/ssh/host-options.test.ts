import { describe, expect, test } from 'vitest';
import { hostOptions, usualOption } from '../../../renderer/ssh/host-options.ts';

const ALIASES = ['old-web', 'web-1', 'web-2', 'db', '10.0.0.10'];
const meant = (text: string) => {
  const options = hostOptions(ALIASES, ['web-2'], text);
  const option = options[usualOption(options, text)];
  return option && `${option.kind} ${option.name}`;
};

describe('what can be chosen', () => {
  test('without a text every alias in the order of the configuration; none of them is meant yet', () => {
    expect(hostOptions(ALIASES, [], '').map(({ name }) => name)).toEqual(ALIASES);
    expect(meant('')).toBeUndefined();
    expect(meant('   ')).toBeUndefined();
  });

  test('aliases that begin with the text come before those that only have it, and the text itself is last', () => {
    const options = hostOptions(ALIASES, ['web-2'], 'WEB');
    expect(options.map(({ name, kind, added }) => `${kind} ${name}${added ? ' added' : ''}`)).toEqual([
      'alias web-1',
      'alias web-2 added',
      'alias old-web',
      'typed WEB',
    ]);
  });

  test('an alias that is typed whole is not offered twice', () => {
    expect(hostOptions(ALIASES, [], ' db ').map(({ kind }) => kind)).toEqual(['alias']);
  });
});

describe('what Enter means', () => {
  test('the first alias that begins so, and the one that is written out whatever comes first', () => {
    expect(meant('we')).toBe('alias web-1');
    expect(meant('web-2')).toBe('alias web-2');
    expect(meant('d')).toBe('alias db');
  });

  test('an address is never taken for an alias that only contains it', () => {
    expect(meant('10.0.0.1')).toBe('typed 10.0.0.1');
    expect(meant('10.0.0.10')).toBe('alias 10.0.0.10');
    expect(meant('root@web')).toBe('typed root@web');
    expect(meant('nobody')).toBe('typed nobody');
  });
});
