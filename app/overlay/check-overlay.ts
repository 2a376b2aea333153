/** Everything that can be said against an overlay before anything runs: each problem names its field. */
import type { HostId } from '../base/host.ts';
import type { Snapshot } from '../noun/snapshot.ts';
import type { Problem } from '../problem/problem.ts';
import { checkOffload } from './check-offload.ts';
import { checkHost } from './check-overlay-host.ts';
import { checkStatement } from './check-overlay-spec.ts';
import type { OverlaySpec } from './overlay.ts';

/**
 * An empty list means that the overlay can be planned. Hosts that are not in `snapshots` are judged by the statement alone.
 * `before` is what was stated last: its devices are this overlay's own, however damaged.
 */
export function checkOverlay(
  spec: OverlaySpec,
  snapshots: ReadonlyMap<HostId, Snapshot>,
  before?: OverlaySpec,
): readonly Problem[] {
  const hosts = spec.members.flatMap((member, at) => {
    const tables = snapshots.get(member.host)?.tables;
    if (tables === undefined) return [];
    const last = before?.members.find(({ host }) => host === member.host);
    return checkHost({ spec, before, last, member, path: `members.${at}`, tables });
  });
  return [...checkStatement(spec), ...oncePerField(hosts), ...checkOffload(spec, snapshots)];
}

/** One sentence for a field of the whole overlay is enough, however many hosts it is true for. */
function oncePerField(problems: readonly Problem[]): readonly Problem[] {
  const isShared = ({ where: { field } }: Problem): boolean => field !== undefined && !field.startsWith('members.');
  return problems.filter(
    (one, at) => !isShared(one) || problems.findIndex((other) => other.where.field === one.where.field) === at,
  );
}
