/** What a key means in a table. Keys that mean nothing here are left to the window. */
export type TableAction =
  | {
      readonly do: 'move';
      readonly to: 'up' | 'down' | 'first' | 'last' | 'page-up' | 'page-down';
      readonly extend: boolean;
    }
  | { readonly do: 'toggle' | 'select-all' | 'menu' | OuterAction }
  | { readonly do: 'type'; readonly letter: string };

/** What a table cannot do by itself. */
export type OuterAction = 'open' | 'copy' | 'copy-command' | 'filter' | 'add' | 'edit' | 'delete';

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const MOVES = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
  PageUp: 'page-up',
  PageDown: 'page-down',
} as const;

/** `typing` is true in the middle of a type-ahead, where a blank is a letter. */
export function tableAction(event: Pressed, typing: boolean): TableAction | undefined {
  const { key, ctrlKey, shiftKey, altKey, metaKey } = event;
  if (altKey || metaKey) return undefined;
  if (ctrlKey) return controlAction(key.toLowerCase(), shiftKey);
  if (key in MOVES) return { do: 'move', to: MOVES[key as keyof typeof MOVES], extend: shiftKey };
  if (key === 'Enter') return { do: 'open' };
  if (key === 'Delete') return { do: 'delete' };
  if (key === 'Insert') return { do: 'add' };
  if (key === 'F2') return { do: 'edit' };
  if (key === 'ContextMenu' || (shiftKey && key === 'F10')) return { do: 'menu' };
  if (key === '/' && !typing) return { do: 'filter' };
  if (key === ' ' && !typing) return { do: 'toggle' };
  return [...key].length === 1 ? { do: 'type', letter: key.toLowerCase() } : undefined;
}

function controlAction(key: string, shift: boolean): TableAction | undefined {
  if (key === 'c') return { do: shift ? 'copy-command' : 'copy' };
  if (key === 'a' && !shift) return { do: 'select-all' };
  return key === ' ' ? { do: 'toggle' } : undefined;
}
