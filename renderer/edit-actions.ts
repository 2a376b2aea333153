import type { Action, Situation } from './actions.ts';
import { lower } from './words.ts';

/** What can be added on the page, and done to the rows in hand. */
export function editActions({ tools, host, exports = [] }: Situation): readonly Action[] {
  const deeds = tools?.possible ? [...tools.more, ...tools.edit, tools.remove] : [];
  const all = [
    ...(tools?.add ?? []).map((one) => ({ ...one, title: `Add ${lower(one.label)}` })),
    ...[...deeds, ...exports].map((one) => ({ ...one, title: one.label })),
  ];
  return all.map(({ id, title, icon = 'pencil', why, run }) => ({
    id: `edit ${id}`,
    title: `${title.replace('…', '')} on ${host?.name ?? 'this host'}`,
    group: 'Do',
    icon,
    why,
    run,
  }));
}
