/** Who relies on what a host has today: the overlays that are declared, and the changes that came later and stand. */
import type { HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { driftOf } from '../../app/overlay/drift.ts';
import type { Claim } from '../../app/plan/claims.ts';
import type { Change } from '../../app/change/journal-change.ts';
import type { StatedEntry } from '../../app/change/journal-entry.ts';
import { standingOn } from '../../app/change/journal-standing.ts';
import { holds } from '../../app/noun/step.ts';
import type { Overlays } from './overlays.ts';

/**
 * Of a change that is undone: overlays that were declared after it rely on what it made. One that was declared before it stood as well
 * without it, so that whoever mends it by hand can take that back.
 */
export function declaredSince(host: HostId, change: Change, overlays: Overlays): readonly Claim[] {
  // Undoing says again what was said before; it declares nothing of its own.
  const byUndo = new Set(overlays.changes().flatMap(({ armed, ids }) => (armed.intent.kind === 'undo' ? ids : [])));
  const since = change.end?.at ?? change.armed.at;
  return declaredOn(host, change, overlays, ({ at, group = '' }) => at > since && !byUndo.has(group));
}

/** Of a change that is to be taken back. What the change itself declared is no claim against it. */
export function claimsOn(host: HostId, change: Change, overlays: Overlays): readonly Claim[] {
  const declared = declaredOn(host, change, overlays, () => true);
  return [...declared, ...laterChanges(host, change, overlays.changes())];
}

function declaredOn(
  host: HostId,
  change: Change,
  overlays: Overlays,
  counts: (entry: StatedEntry) => boolean,
): readonly Claim[] {
  const own = overlays.statedBy(change)?.made.id;
  return [...overlays.stated().values()]
    .filter((entry) => entry.id !== own && counts(entry))
    .flatMap(({ name, spec }): Claim[] => {
      if (spec === null || !spec.members.some((member) => member.host === host)) return [];
      const drift = (tables: Tables): number => driftOf(spec, host, tables).length;
      return [{ by: `the overlay ${name}`, suffers: (now, then) => drift(then) > drift(now) }];
    });
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
