/** What the journal says about today: the overlays that stand, the changes left unfinished. */
import type { OverlayView, RecoveryView } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/model/host.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import type { JournalEntry, StatedEntry } from '../../app/plan/journal-entry.ts';
import { foldJournal, foldStated, standingLinks, statedBefore, unfinishedChanges, type Change } from '../../app/plan/journal-fold.ts'; // prettier-ignore
import { holds } from '../../app/plan/step.ts';
import { unclearChanges, type NewerEntry } from '../../app/plan/newer-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { isStillRunning } from './armed.ts';
import type { Hosts } from './hosts.ts';
import type { Journal, JournalContent } from './journal.ts';

export interface Standing {
  readonly change: Change;
  readonly intent: LinkIntent;
}

export interface Overlays {
  /** Reads the journal again. */
  reload(): Promise<readonly Problem[]>;
  views(): readonly OverlayView[];
  find(name: string): Standing | undefined;
  /** Every overlay that is there now, the latest of a name only. */
  standing(): readonly Standing[];
  recoveries(): readonly RecoveryView[];
  findRecovery(entryId: string): Change | undefined;
  /** Every change in the journal, in the order in which they were armed. */
  changes(): readonly Change[];
  /** What a newer version wrote and this one does not understand. */
  newer(): readonly NewerEntry[];
  /** What each stated overlay is to be, by name. */
  stated(): ReadonlyMap<string, StatedEntry>;
  /** What the overlay of that change was before it. */
  statedBefore(group: string): StatedEntry | undefined;
}

export function createOverlays(journal: Journal, hosts: Hosts): Overlays {
  let entries: readonly JournalEntry[] = [];
  let newer: readonly NewerEntry[] = [];
  let changes: readonly Change[] = [];
  let stated: ReadonlyMap<string, StatedEntry> = new Map();
  /** Changes whose process was gone before the journal was read, and that have no last word in it. */
  let interrupted: ReadonlySet<string> = new Set();
  let reading = false;
  const standing = (): readonly Standing[] => {
    const byName = new Map<string, Standing>();
    for (const change of standingLinks(changes)) {
      const { intent } = change.armed;
      if (intent.kind === 'link' && isThere(change, hosts)) byName.set(intent.name, { change, intent });
    }
    return [...byName.values()];
  };
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
    changes = foldJournal(entries).filter(({ armed }) => !unclear.has(armed.id));
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
    standing,
    reload,
    views: () => standing().map(({ change, intent }) => viewOf(change, intent, hosts)),
    find: (name) => standing().find(({ intent }) => intent.name === name),
    recoveries: () => unfinished().map(recoveryOf),
    changes: () => changes,
    newer: () => newer,
    stated: () => stated,
    statedBefore: (group) => statedBefore(entries, group),
    findRecovery: (entryId) => unfinished().find(({ armed }) => armed.id === entryId),
  };
}

/** An entry that was read before stays the same object: what was judged by it is remembered with it. */
function keepSame(
  before: ReadonlyMap<string, StatedEntry>,
  now: ReadonlyMap<string, StatedEntry>,
): ReadonlyMap<string, StatedEntry> {
  return new Map([...now].map(([name, entry]) => [name, before.get(name)?.id === entry.id ? (before.get(name) ?? entry) : entry])); // prettier-ignore
}

/** An overlay whose hosts were all read and show nothing of it went with them (a lab that ended, a reboot). */
function isThere({ armed }: Change, hosts: Hosts): boolean {
  return armed.plan.hosts.some(({ host, steps }) => {
    const tables = tablesOf(host, hosts);
    return tables === undefined
      ? hosts.find(host) !== undefined
      : steps.some(({ step }) => step.do.startsWith('link-add') && holds(tables, step));
  });
}

export function tablesOf(host: HostId, hosts: Hosts): Tables | undefined {
  return hosts.find(host)?.snapshot()?.tables;
}

function viewOf({ armed }: Change, intent: LinkIntent, hosts: Hosts): OverlayView {
  const reachable = intent.sides.every(({ host }) => hosts.find(host)?.host().status === 'online');
  return { name: intent.name, intent, madeAt: armed.at, reachable };
}

function recoveryOf({ armed, done }: Change): RecoveryView {
  const hosts = armed.plan.hosts.map(({ host }) => host);
  const total = armed.plan.hosts.reduce((sum, { steps }) => sum + steps.length, 0);
  const count = [...done.values()].reduce((sum, steps) => sum + steps, 0);
  const facts = { hosts: hosts.map(hostName).join(' and '), done: count, total };
  const problem: Problem = { code: 'recovery-pending', severity: 'warning', where: {}, facts, retry: false };
  return { entryId: armed.id, title: armed.plan.title, startedAt: armed.at, hosts, done: count, total, problem };
}
