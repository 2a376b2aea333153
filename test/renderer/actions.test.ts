import { describe, expect, test } from 'vitest';
import { findActions, keysOf, listActions, type Doing, type Situation } from '../../renderer/actions.ts';
import type { Host } from '../../app/contract/host.ts';
import { PlaceHistory } from '../../renderer/route-history.ts';
import { tableAction } from '../../renderer/ui/table-keys.ts';
import { ageText, countText } from '../../renderer/words.ts';
import { TypeAhead } from '../../renderer/ui/table-type-ahead.ts';

const host = (id: Host['id'], name: string): Host => ({ id, name, kind: 'lab', status: 'online', writable: true });
const now: Situation = {
  hosts: [host('lab:alpha', 'alpha'), host('lab:beta', 'beta')],
  overlays: [],
  host: host('lab:beta', 'beta'),
  labRunning: true,
  admin: 'off',
  canGoBack: false,
  canGoForward: true,
};
const nothing = (): void => undefined;
const doing: Doing = {
  goTo: nothing,
  collect: nothing,
  toggleDrawer: nothing,
  toggleInspector: nothing,
  nextTheme: nothing,
  back: nothing,
  forward: nothing,
  undo: nothing,
  redo: nothing,
  startLab: nothing,
  stopLab: nothing,
  switchAdmin: nothing,
  showAdmin: nothing,
};

describe('actions', () => {
  const actions = listActions(now, doing);

  test('no two of them share their keys', () => {
    const keys = actions.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('the page keys are those of the host that is looked at', () => {
    expect(actions.find(({ keys }) => keys === 'Ctrl+6')?.title).toBe('beta: FDB');
  });

  test('one that cannot run says why', () => {
    expect(actions.filter(({ id }) => ['back', 'lab-start'].includes(id)).map(({ why }) => why)).toEqual([
      'This is where you started',
      'It is running',
    ]);
    expect(actions.find(({ id }) => id === 'forward')?.why).toBeUndefined();
  });

  test('are found by all words in any order', () => {
    expect(findActions(actions, 'fdb alph').map(({ title }) => title)).toEqual(['alpha: FDB']);
    expect(findActions(actions, 'link')[0]?.id).toBe('link');
  });

  test('keys are written as they are shown', () => {
    const event = { key: 'c', ctrlKey: true, shiftKey: true, altKey: false, metaKey: false };
    expect([
      keysOf(event),
      keysOf({ ...event, key: 'ArrowLeft', ctrlKey: false, shiftKey: false, altKey: true }),
    ]).toEqual(['Ctrl+Shift+C', 'Alt+←']);
  });
});

describe('back and forward', () => {
  test('go through places, and a new place forgets what was ahead', () => {
    const history = new PlaceHistory({ page: 'start' });
    history.go({ page: 'links', host: 'lab:alpha' });
    history.go({ page: 'fdb', host: 'lab:alpha' });
    history.step(-1);
    expect(history.place).toEqual({ page: 'links', host: 'lab:alpha' });
    history.go({ page: 'link' });
    expect([history.canGoForward, history.place.page]).toEqual([false, 'link']);
    history.step(-1);
    expect(history.place.page).toBe('links');
    history.step(-1);
    history.step(-1);
    expect([history.place.page, history.canGoBack]).toEqual(['start', false]);
  });

  test('coming back finds the row that was current, not the one it was entered with', () => {
    const history = new PlaceHistory({ page: 'links', host: 'lab:alpha', key: 'a' });
    history.note('b');
    history.go({ page: 'link' });
    history.step(-1);
    expect(history.place).toEqual({ page: 'links', host: 'lab:alpha', key: 'b' });
  });
});

describe('keys of a table', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}, typing = false) =>
    tableAction({ key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...held }, typing);

  test('Alt belongs to the window', () => {
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined();
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ do: 'move', to: 'down', extend: true });
  });

  test('Shift tells copying text from copying the command', () => {
    expect([press('c', { ctrlKey: true })?.do, press('C', { ctrlKey: true, shiftKey: true })?.do]).toEqual([
      'copy',
      'copy-command',
    ]);
  });

  test('a blank selects, unless it is a letter of what is being typed', () => {
    expect([press(' ')?.do, press(' ', {}, true)?.do]).toEqual(['toggle', 'type']);
  });
});

test('type-ahead: letters in a row make a word, one letter again goes to the next row', () => {
  const names = ['eth0', 'br0', 'eth1', 'vx1'];
  const ahead = new TypeAhead();
  const find = (letter: string, at: number, from: number): number =>
    ahead.find(letter, at, names.length, from, (i) => names[i] ?? '');
  expect(find('e', 0, -1)).toBe(0);
  expect(find('e', 100, 0)).toBe(2);
  expect(find('v', 5_000, 2)).toBe(3);
  expect(find('z', 10_000, 0)).toBe(-1);
});

test('ages and counts are said the way people say them', () => {
  expect([0, 12_000, 240_000, 7_200_000, 200_000_000].map(ageText)).toEqual(['0 s', '12 s', '4 min', '2 h', '2 days']);
  expect([7, 1_000, 100_006].map(countText)).toEqual(['7', '1,000', '100,006']);
});
