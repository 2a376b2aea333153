/** Which changes stand today, host by host, and in which order they are taken back and made again. */
import type { HostId } from '../base/host.ts';
import type { Change } from './journal-change.ts';

/**
 * The hosts on which each change stands: committed or kept there, and not taken back by a change that itself still stands, so that
 * undoing an undo makes the first stand again. A change of no host (only a statement) stands with an empty set.
 */
export function standingOn(changes: readonly Change[]): ReadonlyMap<Change, ReadonlySet<HostId>> {
  const byId = new Map(changes.flatMap((change) => change.ids.map((id) => [id, change] as const)));
  const undone = new Map<Change, Set<HostId>>();
  const standing = new Map<Change, ReadonlySet<HostId>>();
  for (const change of [...changes].reverse()) {
    const hosts = hostsLeft(change, undone.get(change));
    if (hosts === undefined) continue;
    standing.set(change, hosts);
    const { undoes } = change.armed;
    const target = undoes === undefined ? undefined : byId.get(undoes);
    // An undo that was kept half-way has not taken back the whole: the rest of it can be undone still.
    if (target !== undefined && isCommitted(change))
      undone.set(target, new Set([...(undone.get(target) ?? []), ...takenBy(target, hosts)]));
  }
  return standing;
}

/** A linked pair whose host is gone goes with it: its other side is all there is to take back. */
function takenBy(target: Change, hosts: ReadonlySet<HostId>): Iterable<HostId> {
  return target.armed.intent.kind === 'link' ? committedOn(target) : hosts;
}

function hostsLeft(change: Change, undone: ReadonlySet<HostId> | undefined): ReadonlySet<HostId> | undefined {
  if (!isCommitted(change) && !isKept(change)) return undefined;
  const left = committedOn(change).filter((host) => undone?.has(host) !== true);
  return left.length > 0 || undone === undefined ? new Set(left) : undefined;
}

/** Of one that was kept as it was, every host that was not taken back before may have something of it. */
function committedOn(change: Change): HostId[] {
  const { armed, ends } = change;
  const hosts = armed.plan.hosts.map(({ host }) => host);
  if (isKept(change)) return hosts.filter((host) => ends.get(host) !== 'rolled-back');
  return hosts.filter((host) => (ends.get(host) ?? 'committed') === 'committed');
}

/** Interrupted, and then accepted as it was. */
export function isKept({ end }: Change): boolean {
  return end?.end === 'kept';
}

export function isCommitted({ end }: Change): boolean {
  return end?.end === 'committed';
}

/** In the order in which they were armed. */
export function standingChanges(changes: readonly Change[]): readonly Change[] {
  const standing = standingOn(changes);
  return changes.filter((change) => standing.has(change));
}

/** What Ctrl+Z takes back, the last first: undoing is no change of its own, so that pressing it again goes further back. */
export function toUndo(changes: readonly Change[], user: string): readonly Change[] {
  return [...standingChanges(changes)]
    .reverse()
    .filter(({ armed }) => armed.user === user && armed.intent.kind !== 'undo');
}

export function lastToUndo(changes: readonly Change[], user: string): Change | undefined {
  return toUndo(changes, user)[0];
}

/** What *Redo* makes again, the last first: this user's undos that stand and that no new change came after. */
export function toRedo(changes: readonly Change[], user: string): readonly Change[] {
  const byId = new Map(changes.flatMap((change) => change.ids.map((id) => [id, change] as const)));
  const standing = standingOn(changes);
  let undos: Change[] = [];
  for (const change of changes) {
    if (change.armed.user !== user || !(isCommitted(change) || isKept(change))) continue;
    const target = change.armed.undoes === undefined ? undefined : byId.get(change.armed.undoes);
    if (change.armed.intent.kind !== 'undo') undos = [];
    else if (isRedo(change, byId)) undos = undos.filter((one) => one !== target);
    else undos.push(change);
  }
  return undos.reverse().filter((change) => standing.has(change));
}

/** Whether it takes back an undo: what was undone is there again. */
export function isRedo({ armed }: Change, byId: ReadonlyMap<string, Change>): boolean {
  const target = armed.undoes === undefined ? undefined : byId.get(armed.undoes);
  return armed.intent.kind === 'undo' && target?.armed.intent.kind === 'undo' && !isRedo(target, byId);
}
