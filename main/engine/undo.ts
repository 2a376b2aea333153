/** *Undo*: which change is meant, and what of it can be taken back today. */
import { hostKind, hostName, type HostId } from '../../app/model/host.ts';
import { incarnationOf, isAnother } from '../../app/model/incarnation.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import { lastToUndo, standingChanges, type Change } from '../../app/plan/journal-fold.ts';
import { oursOf } from '../../app/plan/ours.ts';
import { planUndo, type PlannedUndo } from '../../app/plan/undo.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';

/** Without an id, this user's last change that stands. */
export function changeToUndo(changes: readonly Change[], entryId: string | undefined, user: string): Result<Change> {
  if (entryId === undefined) {
    const last = lastToUndo(changes, user);
    return last === undefined ? fail(unknown(`${user} has made none that still stands`)) : ok(last);
  }
  const named = changes.filter(({ armed }) => armed.id.startsWith(entryId));
  const [change] = named;
  if (change === undefined || named.length > 1)
    return fail(unknown(`${named.length === 0 ? 'none' : 'more than one'} has the id ${entryId}`));
  return standingChanges(changes).includes(change) ? ok(change) : fail(unknown(reasonOf(change)));
}

/** The parts of one change that each host made by itself are taken back together. Hosts that are gone, or were never added, are told as such; one whose tables are old is not judged by them. */
export function undoPlan(parts: readonly Change[], changes: readonly Change[], hosts: Hosts): PlannedUndo {
  const elsewhere = parts.flatMap((part) => elsewhereOf(part, hosts));
  const away = new Set(elsewhere.map(({ where: { host } }) => host));
  const made = parts.flatMap(({ armed }) => armed.plan.hosts).filter(({ host }) => !away.has(host));
  const tables = made.flatMap(({ host }): [HostId, Tables][] => {
    const collector = hosts.find(host);
    const snapshot = collector?.snapshot();
    return collector?.host().status === 'online' && snapshot !== undefined ? [[host, snapshot.tables]] : [];
  });
  const today = new Map(tables);
  const ours = parts.flatMap((part) => part.armed.plan.hosts.map(({ host }) => [host, oursOf(part, host, changes, today.get(host))] as const)); // prettier-ignore
  const undo = planUndo({ title: parts[0]?.armed.plan.title ?? '', hosts: made }, today, new Map(ours));
  return { ...undo, problems: [...elsewhere, ...undo.problems] };
}

/** The hosts of a change whose name another machine, or another lab, has by now: nothing of it is there. */
export function elsewhereOf({ armed }: Change, hosts: Hosts): readonly Problem[] {
  return armed.plan.hosts.flatMap(({ host }): readonly Problem[] => {
    const then = armed.places?.find((place) => place.host === host);
    const now = incarnationOf(hosts.find(host)?.snapshot()?.tables);
    if (!isAnother(host, then, now)) return [];
    const what = hostKind(host) === 'lab' ? 'a lab that has ended' : 'another machine of that name';
    const facts = { host: hostName(host), title: armed.plan.title, what };
    return [{ code: 'undo-elsewhere', severity: 'warning', where: { host }, facts, retry: false }];
  });
}

function reasonOf({ end }: Change): string {
  if (end === undefined) return 'that change was interrupted; recover it instead';
  return end.end === 'committed' ? 'that change was taken back already' : `that change ended as "${end.end}"`;
}

function unknown(reason: string): Problem {
  return { code: 'undo-unknown', severity: 'error', where: {}, facts: { reason }, retry: false };
}
