/** A plan to which steps were added after it had run: as one, for taking it back. */
import { sameValue } from '../base/same.ts';
import type { Armed } from './journal-entry.ts';

type JournalPlan = Armed['plan'];
type Steps = JournalPlan['hosts'][number]['steps'];

/** A step that only took back one of the plan leaves nothing of either. */
export function amended(plan: JournalPlan, more: JournalPlan['hosts']): JournalPlan {
  const known = new Set(plan.hosts.map(({ host }) => host));
  const hosts = plan.hosts.map((one) => {
    const { host, steps } = one;
    const added = more.filter((other) => other.host === host).flatMap((other) => other.steps);
    return { ...one, steps: added.length === 0 ? steps : joined(steps, added) };
  });
  return { ...plan, hosts: [...hosts, ...more.filter(({ host }) => !known.has(host))] };
}

function joined(steps: Steps, added: Steps): Steps {
  const all = [...steps];
  for (const one of added) {
    const at = all.map(({ inverse }) => inverse.length === 1 && sameValue(inverse[0], one.step)).lastIndexOf(true);
    if (at >= 0) all.splice(at, 1);
    else all.push(one);
  }
  return all;
}
