/** What the journal says about today: the overlays that stand, the changes left unfinished. */
import type { OverlayView, RecoveryView } from '../../app/contract/plan-view.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import type { JournalEntry, StatedEntry } from '../../app/change/journal-entry.ts';
import { describeStep, makes, holds, type Step } from '../../app/noun/step.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { foldJournal, unfinishedChanges } from '../../app/change/journal-fold.ts';
import { standingLinks } from '../../app/change/journal-standing.ts';
import { foldStated, statedBy } from '../../app/change/journal-stated.ts';
import { judgeLink, oursOf, takenByOthers, type Ours } from '../../app/plan/ours.ts';
import { unclearChanges, type NewerEntry } from '../../app/change/newer-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { isStillRunning } from './armed.ts';
import type { Hosts } from './hosts.ts';
import type { Journal, JournalContent } from './journal.ts';
import { elsewhereOf } from './elsewhere.ts';

export interface Standing {
  readonly change: Change;
  readonly intent: LinkIntent;
}

/** A record of a link that lives no more; it can only be forgotten. */
export interface DeadLink {
  readonly change: Change;
  /** What is there instead, in words. */
  readonly what: string;
}

export interface Overlays {
  /** Reads the journal again. */
  reload(): Promise<readonly Problem[]>;
  views(): readonly OverlayView[];
  find(name: string): Standing | undefined;
  /** The record of a link of that name of which nothing is left. */
  dead(name: string): DeadLink | undefined;
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
  /** What that change made of an overlay, and what that was before. */
  statedBy(change: Change): ReturnType<typeof statedBy>;
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
      if (intent.kind === 'link' && isThere(change, changes, hosts)) byName.set(intent.name, { change, intent });
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
    changes = foldJournal(entries).filter(({ ids }) => !ids.some((id) => unclear.has(id)));
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
    dead: (name) => deadLink(name, changes, hosts),
    recoveries: () => unfinished().map(recoveryOf),
    changes: () => changes,
    newer: () => newer,
    stated: () => stated,
    statedBy: ({ armed }) => statedBy(entries, armed.id),
    findRecovery: (entryId) => unfinished().find(({ ids }) => ids.includes(entryId)),
  };
}

/** An entry that was read before stays the same object: what was judged by it is remembered with it. */
function keepSame(
  before: ReadonlyMap<string, StatedEntry>,
  now: ReadonlyMap<string, StatedEntry>,
): ReadonlyMap<string, StatedEntry> {
  return new Map([...now].map(([name, entry]) => [name, before.get(name)?.id === entry.id ? (before.get(name) ?? entry) : entry])); // prettier-ignore
}

/**
 * An overlay whose hosts were all read and show nothing of it went with them (a lab that ended, a reboot). What stands there under
 * the same names and is another's is nothing of it.
 */
function isThere(change: Change, changes: readonly Change[], hosts: Hosts): boolean {
  const elsewhere = new Set(elsewhereOf(change, hosts).map(({ where: { host } }) => host));
  return change.armed.plan.hosts.some(({ host, steps }) => {
    const tables = tablesOf(host, hosts);
    if (tables === undefined) return hosts.find(host) !== undefined;
    if (elsewhere.has(host)) return false;
    const adds = steps.flatMap(({ step }) => (step.do.startsWith('link-add') ? [step] : []));
    return adds.some((step) => isTheirs(step, tables, () => oursOf(change, host, changes, tables)));
  });
}

/** An entry of an early version has recorded nothing: then the tunnel, which was made with a MAC, tells. */
function isTheirs(step: Step, tables: Tables, ours: () => Ours): boolean {
  const keys = makes(step).map((place) => place.slice('link '.length));
  if (!keys.some((key) => tables.link.some((row) => row.key === key))) return false;
  const judged = keys.map((key) => judgeLink(tables, key, ours()));
  if (judged.includes('unknown')) return step.do === 'link-add-vxlan' && holds(tables, step);
  return judged.includes('ours');
}

/** The latest link of that name that was never taken apart and of which nothing is left, with what stands there instead. */
function deadLink(name: string, changes: readonly Change[], hosts: Hosts): DeadLink | undefined {
  const change = standingLinks(changes).findLast(({ armed: { intent } }) => intent.kind === 'link' && intent.name === name); // prettier-ignore
  if (change === undefined) return undefined;
  const elsewhere = elsewhereOf(change, hosts).map(({ where: { host } }) => `${hostName(host ?? 'local')} is another host now`); // prettier-ignore
  const taken = change.armed.plan.hosts.flatMap(({ host, steps }) => {
    const tables = tablesOf(host, hosts);
    if (tables === undefined) return [];
    const ours = oursOf(change, host, changes, tables);
    return steps.flatMap(({ step }) => {
      const by = step.do.startsWith('link-add') ? takenByOthers(tables, step, ours) : undefined;
      return by === undefined ? [] : [`${describeStep(step)} on ${hostName(host)}: ${by}`];
    });
  });
  const isHere = change.armed.plan.hosts.some(({ host }) => hosts.find(host) !== undefined);
  const nothing = isHere ? 'its hosts show none of it' : 'none of its hosts is here';
  return { change, what: [...elsewhere, ...taken].join('; ') || nothing };
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
  const facts = { hosts: hosts.map(hostName).join(' and ') || 'what is declared', done: count, total };
  const problem: Problem = { code: 'recovery-pending', severity: 'warning', where: {}, facts, retry: false };
  return { entryId: armed.id, title: armed.plan.title, startedAt: armed.at, hosts, done: count, total, problem };
}
