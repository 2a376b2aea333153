/** Undo and redo → the plan for it: of the change named, or of the first on the way back that still stands. */
import type { Preview } from '../../app/contract/plan-view.ts';
import type { UndoIntent } from '../../app/change/intent.ts';
import { hostKind, hostName } from '../../app/base/host.ts';
import type { Change } from '../../app/change/journal-change.ts';
import { lastToUndo, toRedo, toUndo } from '../../app/change/journal-standing.ts';
import { newerToUndo } from '../../app/change/newer-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { KeepPlan, PreviewContext } from './unlink-preview.ts';
import { userName } from './armed.ts';
import { elsewhereOf } from './elsewhere.ts';
import { reversed } from './file-change.ts';
import type { Hosts } from './hosts.ts';
import { newerProblem } from './journal.ts';
import { nothingToDo, readySnapshot } from './refusals.ts';
import {
  awayProblems,
  changeToUndo,
  hostsToUndo,
  isNews,
  passedOver,
  statementBack,
  undoPlan,
  unknown,
} from './undo.ts';

/** The changes that undo, or redo, without an id may mean: the first that still stands on its hosts is it. */
export function candidates(changes: readonly Change[], redo: boolean): readonly Change[] {
  return redo ? toRedo(changes, userName()) : toUndo(changes, userName());
}

export function previewUndo(intent: UndoIntent, context: PreviewContext, keep: KeepPlan): Preview {
  const { overlays } = context;
  const { entryId, redo = false, reachableOnly = false } = intent;
  const at = lastToUndo(overlays.changes(), userName())?.armed.at ?? 0;
  const newer = redo ? undefined : newerToUndo(overlays.newer(), entryId, { user: userName(), at });
  if (newer !== undefined) return { problems: [{ ...newerProblem(newer), severity: 'error' }] };
  const planned = (change: Change): Preview => previewOf(change, reachableOnly, context, keep);
  if (entryId !== undefined) {
    const change = changeToUndo(overlays.changes(), entryId);
    return change.ok ? planned(change.value) : { problems: [change.problem] };
  }
  return firstThatStands(candidates(overlays.changes(), redo), redo, context, planned);
}

function firstThatStands(
  changes: readonly Change[],
  redo: boolean,
  { overlays, hosts }: PreviewContext,
  planned: (change: Change) => Preview,
): Preview {
  const reason = redo ? 'nothing was undone since the last change' : `${userName()} has made none that still stands`;
  if (changes.length === 0) return { problems: [unknown(reason)] };
  let said: Preview['problems'] = [];
  for (const [index, change] of changes.entries()) {
    const isLast = index === changes.length - 1;
    const why = whyNotHere(change, overlays.changes(), hosts);
    if (why !== undefined && !isLast) {
      said = [...said, passedOver(change, why)];
      continue;
    }
    const preview = planned(change);
    if (preview.plan !== undefined || !standsNoMore(preview) || isLast)
      return { ...preview, problems: [...said, ...preview.problems] };
    said = [
      ...said,
      ...preview.problems.filter(({ code }) => code !== 'plan-empty').map(asInfo),
      passedOver(change, 'nothing of it stands any more'),
    ];
  }
  return { problems: said };
}

/** Why a change is not what undo without an id may mean now: it is nowhere that this session knows, or what is left of it is away. */
function whyNotHere(change: Change, changes: readonly Change[], hosts: Hosts): string | undefined {
  const { here, away, isRest } = hostsToUndo(change, changes, hosts);
  if (away.length === 0) return undefined;
  if (isRest && here.length === 0) return 'what is left of it is on hosts that are not connected';
  const others = new Set(elsewhereOf(change, hosts).map(({ where }) => where.host));
  const isNowhere = here.every((host) => others.has(host)) && away.every((host) => hosts.find(host) === undefined);
  if (!isNowhere) return undefined;
  const isLab = away.every((host) => hostKind(host) === 'lab');
  return isLab ? 'the lab it was made in has ended' : `${away.map(hostName).join(' and ')} is not among the hosts here`;
}

/** Refused whole while a host of it is not connected, unless the others are to be taken back without it. */
function previewOf(change: Change, reachableOnly: boolean, context: PreviewContext, keep: KeepPlan): Preview {
  const { overlays, hosts, stated } = context;
  const { id, file } = change.armed;
  const undo = { kind: 'undo', entryId: id } as const;
  const { here, away } = hostsToUndo(change, overlays.changes(), hosts);
  if (away.length > 0 && (!reachableOnly || here.length === 0)) return { problems: awayProblems(away, change, false) };
  const { plan, problems: skipped } = undoPlan(change, here, overlays, hosts);
  const problems = [...awayProblems(away, change, true), ...skipped];
  const blocked = plan.hosts.map(({ host }) => readySnapshot(host, hosts)).find((one) => !one.ok);
  if (blocked?.ok === false) return { problems: [...problems, blocked.problem] };
  const statement = statementBack(change, away, context);
  const isEmpty = plan.hosts.every(({ steps }) => steps.length === 0);
  if (isEmpty && !isNews(statement, stated) && !isOfFile(change)) return { problems: nothingTakenBack(problems) };
  const kept = keep(undo, plan, {
    undoes: id,
    ...(statement && { stated: statement, ...(file && { file: reversed(file) }) }),
  });
  return { ...kept, problems: [...problems, ...kept.problems] };
}

/** Joined in the file alone: the hosts were as declared already. */
function isOfFile({ armed: { file, plan } }: Change): boolean {
  return file !== undefined && plan.hosts.every(({ steps }) => steps.length === 0);
}

function standsNoMore({ problems }: Preview): boolean {
  return problems.some(({ code }) => code === 'plan-empty' || code === 'undo-elsewhere');
}

function asInfo(problem: Problem): Problem {
  return { ...problem, severity: 'info' };
}

/** A change of which nothing can be taken back since its hosts are others now was not undone. */
function nothingTakenBack(problems: readonly Problem[]): readonly Problem[] {
  const elsewhere = problems.filter(({ code }) => code === 'undo-elsewhere');
  if (elsewhere.length === 0) return [...problems, nothingToDo()];
  return problems.map((one) => (elsewhere.includes(one) ? { ...one, severity: 'error' } : one));
}
