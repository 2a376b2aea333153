import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { xdgPaths } from '../../main/paths.ts';

test('the XDG variables decide, each for its own', () => {
  const env = { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/k' };
  expect(xdgPaths(env)).toEqual({ config: '/c/overlane', state: '/s/overlane', cache: '/k/overlane' });
});

test('empty and relative values are ignored, as the specification says', () => {
  const home = homedir();
  expect(xdgPaths({ XDG_CONFIG_HOME: '', XDG_STATE_HOME: 'state' })).toEqual({
    config: `${home}/.config/overlane`,
    state: `${home}/.local/state/overlane`,
    cache: `${home}/.cache/overlane`,
  });
});
