import type { Problem } from '../problem/problem.ts';
import type { EditFacts } from './edit-item.ts';

/** An option that this host's `ip` does not know yet. */
export function unavailable({ path, host, iproute }: EditFacts, field: string, option: string, since: string): Problem {
  const facts = { option, since, have: iproute.replace(/^iproute2-/, '') || 'an unknown version' };
  return {
    code: 'option-unavailable',
    severity: 'error',
    where: { host, field: `${path}.${field}` },
    facts,
    retry: false,
  };
}
