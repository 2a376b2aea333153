import type { FindingView } from '../../app/contract/doctor-view.ts';
import { hostName } from '../../app/base/host.ts';
import type { EditRequest } from '../edit/edit-request.ts';
import { unlocked } from '../edit/unlocked.svelte.ts';

/** The usual dialog for a finding's plan; nothing where no plan can do it. `after` looks again. */
export function mendRequest({ fix, host }: FindingView, after: () => void): EditRequest | undefined {
  const intent = fix?.intent;
  if (fix === null || intent === undefined) return undefined;
  const left = fix.toRun.length > 0 ? ' Some of it is still yours to run.' : '';
  return {
    title: fix.title,
    verb: 'Apply',
    done: `${fix.title}: done on ${intent.hosts.map((one) => hostName(one.host)).join(' and ')}.${left}`,
    host: intent.hosts[0]?.host ?? host,
    intent: () => {
      const names = [...new Set(intent.hosts.flatMap((one) => unlocked.of(one.host)))];
      return { ...intent, ...(names.length > 0 && { unlock: names }) };
    },
    after,
  };
}
