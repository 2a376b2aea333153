/** Who relies on what a host has today: the overlays that are declared, and the changes that came later and stand. */
import type { HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { driftOf } from '../../app/overlay/drift.ts';
import type { Claim } from '../../app/plan/claims.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { standingOn } from '../../app/change/journal-standing.ts';
import { holds } from '../../app/noun/step.ts';
import type { Overlays } from './overlays.ts';

/** Of a change that is to be taken back. What the change itself declared is no claim against it. */
export function claimsOn(host: HostId, change: Change, overlays: Overlays): readonly Claim[] {
  const own = overlays.statedBy(change)?.made.id;
  const declared = [...overlays.stated().values()]
    .filter(({ id }) => id !== own)
    .flatMap(({ name, spec }): Claim[] => {
      if (spec === null || !spec.members.some((member) => member.host === host)) return [];
      const drift = (tables: Tables): number => driftOf(spec, host, tables).length;
      return [{ by: `the overlay ${name}`, suffers: (now, then) => drift(then) > drift(now) }];
    });
  return [...declared, ...laterChanges(host, change, overlays.changes())];
}

function laterChanges(host: HostId, change: Change, changes: readonly Change[]): readonly Claim[] {
  const standing = standingOn(changes);
  return changes.slice(changes.indexOf(change) + 1).flatMap(({ armed }, at, later): Claim[] => {
    const plan = armed.plan.hosts.find((one) => one.host === host);
    if (plan === undefined || standing.get(later[at] as Change)?.has(host) !== true) return [];
    const by = `the later change "${armed.plan.title}"`;
    // It took back the same: what the interrupted one would bring back is gone on purpose.
    if (armed.undoes !== undefined && armed.undoes === change.armed.undoes) return [{ by, suffers: () => true }];
    const steps = plan.steps.map(({ step }) => step);
    return [{ by, suffers: (now, then) => steps.some((step) => holds(now, step) && !holds(then, step)) }];
  });
}
