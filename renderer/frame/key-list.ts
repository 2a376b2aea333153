/** Keys and what they do, as *Keys* lists them. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [keys: string, does: string])[];
}

type Named = { readonly title: string; readonly keys?: string | undefined; readonly group: string };

/** In a table: `ui/table-keys.ts` decides, and `key-list.test.ts` holds both together. */
export const TABLE_KEYS: KeyGroup = {
  title: 'In a table',
  keys: [
    ['↑ ↓ Home End PgUp PgDn', 'Go to a row; with Shift, select up to it'],
    ['Letters', 'Go to the row that starts with them'],
    ['Space', 'Select or deselect a row'],
    ['Ctrl+A', 'Select all rows'],
    ['Enter', 'Open what the row leads to'],
    ['Ins', 'Add a row'],
    ['F2', 'Edit'],
    ['Del', 'Delete'],
    ['Ctrl+C', 'Copy as text'],
    ['Ctrl+Shift+C', 'Copy as commands'],
    ['/', 'Filter'],
    ['Shift+F10', 'Menu of the row'],
  ],
};

const WINDOW_KEYS: KeyGroup['keys'] = [
  ['Ctrl+K', 'Find a page, a host or what to do'],
  ['?', 'This list'],
  ['/', 'Filter the table'],
  ['Esc', 'Close what lies on top'],
  ['Ctrl++ Ctrl+− Ctrl+0', 'Larger, smaller, as it was'],
];

/** All keys there are now, by where they work. */
export function keyGroups(actions: readonly Named[]): readonly KeyGroup[] {
  const named = actions.flatMap(({ keys, title, group }) => (keys === undefined ? [] : [{ keys, title, group }]));
  const of = (pages: boolean): KeyGroup['keys'] =>
    named.filter(({ group }) => (group === 'Go to') === pages).map(({ keys, title }) => [keys, title] as const);
  const groups = [
    { title: 'Everywhere', keys: [...WINDOW_KEYS, ...of(false)] },
    { title: 'Pages', keys: of(true) },
    TABLE_KEYS,
  ];
  return groups.filter(({ keys }) => keys.length > 0);
}
