/** *Undo* and *Redo*: which change is meant, and what of it can be taken back today. */
import { hostName, type HostId } from '../../app/base/host.ts';
import { sameValue } from '../../app/base/same.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { overlayOf, type Statement } from '../../app/change/journal-entry.ts';
import { standingChanges, standingOn } from '../../app/change/journal-standing.ts';
import { withoutClaimed } from '../../app/plan/claims.ts';
import { oursOf } from '../../app/change/ours-of.ts';
import { planUndo, undoTitle, type PlannedUndo } from '../../app/plan/undo.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { declaredSince } from './claims.ts';
import { elsewhereOf } from './elsewhere.ts';
import type { Hosts } from './hosts.ts';
import type { Overlays } from './overlays.ts';
import type { Stated } from './stated.ts';

/** The one change that an id, or the beginning of one, means. */
export function changeNamed(changes: readonly Change[], entryId: string): Result<Change> {
  const named = changes.filter(({ ids }) => ids.some((id) => id.startsWith(entryId)));
  const [change] = named;
  if (change === undefined || named.length > 1)
    return fail(unknown(`${named.length === 0 ? 'none' : 'more than one'} has the id ${entryId}`));
  return ok(change);
}

/** The same, of those that stand. */
export function changeToUndo(changes: readonly Change[], entryId: string): Result<Change> {
  const named = changeNamed(changes, entryId);
  if (!named.ok || standingChanges(changes).includes(named.value)) return named;
  return fail(unknown(reasonOf(named.value)));
}

/** Where a change still has to be taken back: on which hosts now, and which of them are not connected. */
export interface UndoHosts {
  readonly here: readonly HostId[];
  readonly away: readonly HostId[];
  /** Some of its hosts were taken back before. */
  readonly isRest: boolean;
}

export function hostsToUndo(change: Change, changes: readonly Change[], hosts: Hosts): UndoHosts {
  const left = [...(standingOn(changes).get(change) ?? [])];
  const here = left.filter((host) => hosts.find(host)?.host().status === 'online');
  const away = left.filter((host) => !here.includes(host));
  return { here, away, isRest: left.length < change.armed.plan.hosts.length };
}

/** One plan for all of the hosts. One whose tables are old is not judged by them, one that is another by now is left alone. */
export function undoPlan(change: Change, here: readonly HostId[], overlays: Overlays, hosts: Hosts): PlannedUndo {
  const changes = overlays.changes();
  const elsewhere = elsewhereOf(change, hosts).filter(
    ({ where: { host } }) => host !== undefined && here.includes(host),
  );
  const gone = new Set(elsewhere.map(({ where: { host } }) => host));
  const made = change.armed.plan.hosts.filter(({ host }) => here.includes(host) && !gone.has(host));
  const today = new Map(
    made.flatMap(({ host }): [HostId, Tables][] => {
      const snapshot = hosts.find(host)?.snapshot();
      return snapshot === undefined ? [] : [[host, snapshot.tables]];
    }),
  );
  const left: Problem[] = [];
  const free = made.map((plan) => {
    const tables = today.get(plan.host);
    if (tables === undefined) return plan;
    const unclaimed = withoutClaimed(plan, tables, declaredSince(plan.host, change, overlays));
    left.push(...unclaimed.left.map((one) => claimed(plan.host, one)));
    return unclaimed.plan;
  });
  const ours = made.map(({ host }) => [host, oursOf(change, host, changes, today.get(host))] as const);
  const undo = planUndo({ title: change.armed.plan.title, hosts: free }, today, new Map(ours));
  return { ...undo, problems: [...elsewhere, ...left, ...undo.problems] };
}

/** Said of what is left since others rely on it. */
export function claimed(host: HostId, facts: { readonly what: string; readonly by: string }): Problem {
  return {
    code: 'recovery-claimed',
    severity: 'warning',
    where: { host },
    facts: { host: hostName(host), ...facts },
    retry: false,
  };
}

/**
 * What the change's overlay is to be once it is taken back. `undefined` when it stated none, or when a later change that stands
 * had a word on it. Hosts that keep their part stay its members.
 */
export function statementBack(
  change: Change,
  away: readonly HostId[],
  { overlays, stated }: { readonly overlays: Overlays; readonly stated: Stated },
): Statement | undefined {
  const said = overlays.statedBy(change);
  if (said === undefined || hasLaterWord(change, said.made.name, overlays)) return undefined;
  const { name, spec, keepTrue } = said.before;
  const now = stated.find(name)?.spec;
  if (spec !== null || now == null) return { name, spec, keepTrue };
  const members = now.members.filter(({ host }) => away.includes(host));
  return { name, keepTrue: false, spec: members.length === 0 ? null : { ...now, members } };
}

function hasLaterWord(change: Change, name: string, overlays: Overlays): boolean {
  const changes = overlays.changes();
  const later = changes.slice(changes.indexOf(change) + 1);
  const standing = new Set(standingChanges(changes));
  return later.some((one) => standing.has(one) && overlayOf(one.armed.intent) === name);
}

/** Whether it would say anything new. */
export function isNews(statement: Statement | undefined, stated: Stated): boolean {
  if (statement === undefined) return false;
  const { spec = null, keepTrue = statement.keepTrue } = stated.find(statement.name) ?? {};
  return !sameValue([statement.spec, statement.keepTrue], [spec, keepTrue]);
}

/** Why nothing can be done until they are back. */
export function awayProblems(away: readonly HostId[], { armed: { plan } }: Change, left: boolean): readonly Problem[] {
  return away.map((host) => ({
    code: left ? 'undo-left' : 'undo-host-away',
    severity: left ? 'warning' : 'error',
    where: { host },
    facts: { host: hostName(host), title: plan.title },
    retry: true,
  }));
}

/** Said of a change that is passed over on the way back. */
export function passedOver({ armed: { plan, id } }: Change, reason: string): Problem {
  const facts = { title: undoTitle(plan.title), id: id.slice(0, 8), reason };
  return { code: 'undo-passed', severity: 'info', where: {}, facts, retry: false };
}

function reasonOf({ end }: Change): string {
  if (end === undefined) return 'that change was interrupted; recover it instead';
  return end.end === 'committed' || end.end === 'kept'
    ? 'that change was taken back already'
    : `that change ended as "${end.end}"`;
}

export function unknown(reason: string): Problem {
  return { code: 'undo-unknown', severity: 'error', where: {}, facts: { reason }, retry: false };
}
