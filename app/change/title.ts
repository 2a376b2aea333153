/** What a plan is called in the preview and in the history. */
import { hostName } from '../base/host.ts';
import { editingOf, type EditIntent } from '../noun/items.ts';

const VERBS = { add: 'Add', set: 'Change', del: 'Delete' } as const;

export function titleOf({ host, items }: EditIntent): string {
  const [first] = items;
  if (first === undefined) return `Change ${hostName(host)}`;
  const { titles, subject } = editingOf(first);
  const [one, many] = titles;
  const alike = items.every(({ noun, verb }) => noun === first.noun && verb === first.verb);
  if (items.length === 1) return `${VERBS[first.verb]} ${one} ${subject(first)} on ${hostName(host)}`;
  return alike
    ? `${VERBS[first.verb]} ${items.length} ${many} on ${hostName(host)}`
    : `${items.length} changes on ${hostName(host)}`;
}
