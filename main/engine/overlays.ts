/** What the journal says about today: the overlays that stand, the changes left unfinished. */
import type { RecoveryView } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { overlayOf, type JournalEntry, type StatedEntry } from '../../app/change/journal-entry.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { foldJournal, unfinishedChanges } from '../../app/change/journal-fold.ts';
import { standingChanges } from '../../app/change/journal-standing.ts';
import { foldStated, statedBy } from '../../app/change/journal-stated.ts';
import { unclearChanges, type NewerEntry } from '../../app/change/newer-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { isStillRunning } from './armed.ts';
import type { Hosts } from './hosts.ts';
import type { Journal, JournalContent } from './journal.ts';

export interface Overlays {
  /** Reads the journal again. */
  reload(): Promise<readonly Problem[]>;
  recoveries(): readonly RecoveryView[];
  findRecovery(entryId: string): Change | undefined;
  /** Every change in the journal, in the order in which they were armed. */
  changes(): readonly Change[];
  /** What a newer version wrote and this one does not understand. */
  newer(): readonly NewerEntry[];
  /** What each stated overlay is to be, by name. */
  stated(): ReadonlyMap<string, StatedEntry>;
  /** The committed changes of the overlay of that name since it was last taken apart. */
  madeBy(name: string): readonly Change[];
  /** What that change made of an overlay, and what that was before. */
  statedBy(change: Change): ReturnType<typeof statedBy>;
}

export function createOverlays(journal: Journal): Overlays {
  let entries: readonly JournalEntry[] = [];
  let newer: readonly NewerEntry[] = [];
  let changes: readonly Change[] = [];
  let made: ReadonlyMap<string, readonly Change[]> = new Map();
  let stated: ReadonlyMap<string, StatedEntry> = new Map();
  /** Changes whose process was gone before the journal was read, and that have no last word in it. */
  let interrupted: ReadonlySet<string> = new Set();
  let reading = false;
  const hasLastWord = ({ end }: Change): boolean => end !== undefined;
  const isGone = (change: Change): boolean => !hasLastWord(change) && !isStillRunning(change.armed);
  const unfinished = (): readonly Change[] => {
    const all = unfinishedChanges(changes);
    // Its process has ended since: what it wrote last is read before anybody is told that it was interrupted.
    if (!reading && all.some((change) => isGone(change) && !interrupted.has(change.armed.id))) void reload();
    return all.filter((change) => hasLastWord(change) || interrupted.has(change.armed.id));
  };
  const take = (read: JournalContent): void => {
    ({ entries, newer } = read);
    const unclear = unclearChanges(newer);
    changes = foldJournal(entries).filter(({ ids }) => !ids.some((id) => unclear.has(id)));
    made = madeChanges(changes);
    stated = keepSame(stated, foldStated(entries));
  };
  const reload = async (): Promise<readonly Problem[]> => {
    reading = true;
    const read = await journal.read();
    if (read.ok) take(read.value);
    const gone = changes.filter(isGone).map(({ armed }) => armed.id);
    // A process that ended between our reading and our look at it has written its last word by now.
    const again = gone.some((id) => !interrupted.has(id)) ? await journal.read() : read;
    if (again.ok && again !== read) take(again.value);
    interrupted = new Set(gone);
    reading = false;
    return again.ok ? again.value.problems : [again.problem];
  };
  return {
    reload,
    recoveries: () => unfinished().map(recoveryOf),
    changes: () => changes,
    newer: () => newer,
    stated: () => stated,
    madeBy: (name) => made.get(name) ?? [],
    statedBy: ({ armed }) => statedBy(entries, armed.id),
    findRecovery: (entryId) => unfinished().find(({ ids }) => ids.includes(entryId)),
  };
}

/** By overlay. What was taken back made nothing of it. */
function madeChanges(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const made = new Map<string, Change[]>();
  for (const change of standingChanges(changes)) {
    const { intent } = change.armed;
    const name = overlayOf(intent);
    if (name === undefined) continue;
    // Destroyed with a member away: what was made there is still its own.
    const isLeft = change.end?.stated?.name === name && change.end.stated.spec !== null;
    const isGone =
      intent.kind === 'unlink' ||
      intent.kind === 'overlay-destroy' ||
      (intent.kind === 'overlay-declare' && intent.spec === null);
    if (isGone && !isLeft) made.delete(name);
    else made.set(name, [...(made.get(name) ?? []), change]);
  }
  return made;
}

/** An entry that was read before stays the same object: what was judged by it is remembered with it. */
function keepSame(
  before: ReadonlyMap<string, StatedEntry>,
  now: ReadonlyMap<string, StatedEntry>,
): ReadonlyMap<string, StatedEntry> {
  return new Map(
    [...now].map(([name, entry]) => [name, before.get(name)?.id === entry.id ? (before.get(name) ?? entry) : entry]),
  );
}

export function tablesOf(host: HostId, hosts: Hosts): Tables | undefined {
  return hosts.find(host)?.snapshot()?.tables;
}

function recoveryOf({ armed, done }: Change): RecoveryView {
  const hosts = armed.plan.hosts.map(({ host }) => host);
  const total = armed.plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  const count = [...done.values()].reduce((sum, steps) => sum + steps, 0);
  const facts = { hosts: hosts.map(hostName).join(' and ') || 'what is declared', done: count, total };
  const problem: Problem = { code: 'recovery-pending', severity: 'warning', where: {}, facts, retry: false };
  return { entryId: armed.id, title: armed.plan.title, startedAt: armed.at, hosts, done: count, total, problem };
}
