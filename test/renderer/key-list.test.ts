import { expect, test } from 'vitest';
import { TABLE_KEYS } from '../../renderer/frame/key-list.ts';
import { tableAction } from '../../renderer/ui/table-keys.ts';

/** The keys of the list as the browser names them. */
const NAMES: Readonly<Record<string, string>> = {
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  PgUp: 'PageUp',
  PgDn: 'PageDown',
  Space: ' ',
  Letters: 'v',
  Ins: 'Insert',
  Del: 'Delete',
};

function pressed(keys: string) {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  return {
    key: NAMES[key] ?? key,
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: false,
    metaKey: false,
  };
}

test('every key that is listed for a table does something in one, and all that a table does is listed', () => {
  const listed = TABLE_KEYS.keys.flatMap(([keys]) => keys.split(' '));
  const done = listed.map((keys) => [keys, tableAction(pressed(keys), false)?.do] as const);
  expect(done.filter(([, what]) => what === undefined)).toEqual([]);
  expect([...new Set(done.map(([, what]) => what))].sort()).toEqual(
    [
      'move',
      'type',
      'toggle',
      'select-all',
      'menu',
      'open',
      'copy',
      'copy-command',
      'filter',
      'add',
      'edit',
      'delete',
    ].sort(),
  );
});
