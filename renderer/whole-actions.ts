import type { Action, Doing } from './actions.ts';

/** The pages that ask something of all hosts at once. */
export function wholeActions(doing: Pick<Doing, 'goTo'>): readonly Action[] {
  return [
    {
      id: 'doctor',
      title: 'Doctor: which entry on which host is wrong',
      group: 'Go to',
      icon: 'doctor',
      keys: 'Ctrl+D',
      run: () => doing.goTo({ page: 'doctor' }),
    },
    {
      id: 'trace',
      title: 'Trace: which row decides where a packet goes',
      group: 'Go to',
      icon: 'trace',
      keys: 'Ctrl+T',
      run: () => doing.goTo({ page: 'trace' }),
    },
  ];
}
