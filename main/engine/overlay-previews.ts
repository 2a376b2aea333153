/** Overlay intents → plans against the hosts as they are, whoever of the members can be reached. */
import type { CompletedOverlay } from '../../app/contract/ipc.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import type { Snapshot, Tables } from '../../app/noun/snapshot.ts';
import { checkOverlay } from '../../app/overlay/check-overlay.ts';
import { completeOverlay } from '../../app/overlay/complete.ts';
import type { OverlayFile, OverlaySpec } from '../../app/overlay/overlay.ts';
import {
  forwardingTurnedOn,
  leftByPlan,
  planDestroy,
  planOverlay,
  type ForwardingFacts,
  type ForwardingSetting,
  type OursByHost,
} from '../../app/overlay/overlay-plan.ts';
import type { FileChange } from '../../app/change/journal-entry.ts';
import { oursOfAll } from '../../app/change/ours-of.ts';
import type { Plan } from '../../app/plan/plan.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { stillForwarding } from './forwarding.ts';
import type { Hosts } from './hosts.ts';
import type { Overlays } from './overlays.ts';
import { hostUnreachable, nothingToDo, readySnapshot } from './refusals.ts';
import type { Stated } from './stated.ts';

/** Without `plan` there is nothing to apply. A plan of no host states what already is so. */
export interface OverlayPreview {
  readonly problems: readonly Problem[];
  readonly plan?: Plan;
  readonly before?: OverlaySpec;
  /** Members that are not connected, and of which nothing is removed now. */
  readonly away?: readonly HostId[];
}

interface Around {
  readonly hosts: Hosts;
  readonly stated: Stated;
  readonly overlays: Overlays;
}

export function completeFrom(file: OverlayFile, { hosts, stated }: Around): CompletedOverlay {
  const { ready, away } = readyOf(
    file.members.map(({ host }) => host),
    hosts,
  );
  const known = stated.find(file.name)?.spec ?? undefined;
  const missing = away.filter(({ where: { host } }) => !known?.members.some((member) => member.host === host));
  if (missing.length > 0) return { problems: missing };
  return completeOverlay(file, ready, known);
}

/** `file` is what declares it: where that says otherwise until now, there is something to do. */
export function previewOverlay(spec: OverlaySpec, around: Around, file?: FileChange): OverlayPreview {
  const { hosts, stated } = around;
  const before = stated.find(spec.name)?.spec ?? undefined;
  const wanted = spec.members.map(({ host }) => host);
  const leaving = (before?.members ?? []).map(({ host }) => host).filter((host) => !wanted.includes(host));
  const { ready, away } = readyOf([...wanted, ...leaving], hosts);
  const isMember = (host: HostId | undefined): boolean => before?.members.some((one) => one.host === host) ?? false;
  const blocking = away.filter(({ where: { host } }) => !isMember(host));
  const skipped = away
    .filter(({ where: { host } }) => isMember(host))
    .map((one) => memberAway(one, spec.name, leaving.some((host) => host === one.where.host) ? 'forgotten' : 'away'));
  const problems = [...blocking, ...skipped, ...checkOverlay(spec, ready, before)];
  if (ready.size === 0) return { problems: [...blocking, ...away] };
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const tables = tablesOf(ready);
  const ours = oursOn(tables, spec.name, around.overlays);
  const plan = planOverlay({ spec, ...(before && { before }), tables, ours, ...forwardingFacts(spec.name, around) });
  if (plan.hosts.length === 0 && file === undefined && JSON.stringify(before) === JSON.stringify(spec))
    return { problems: [...problems, nothingToDo()] };
  return { problems: [...problems, ...leftByPlan(before, spec, tables, ours)], plan, ...(before && { before }) };
}

/** `then` is what becomes of a member that is not connected: still declared, to be taken apart again, or not known any more. */
export function previewDestroy(spec: OverlaySpec, around: Around, then: 'left' | 'forgotten' = 'left'): OverlayPreview {
  const { ready, away } = readyOf(
    spec.members.map(({ host }) => host),
    around.hosts,
  );
  if (ready.size === 0) return { problems: away };
  const tables = tablesOf(ready);
  const ours = oursOn(tables, spec.name, around.overlays);
  const plan = planDestroy({ spec, tables, ours, ...forwardingFacts(spec.name, around) });
  const left = leftByPlan(spec, undefined, tables, ours);
  return {
    problems: [...away.map((one) => memberAway(one, spec.name, then)), ...left],
    plan,
    before: spec,
    away: away.flatMap(({ where }) => where.host ?? []),
  };
}

/** What the journal knows of the overlay's devices. */
function oursOn(tables: ReadonlyMap<HostId, Tables>, name: string, overlays: Overlays): OursByHost {
  const made = overlays.madeBy(name);
  return new Map([...tables].map(([host, now]) => [host, oursOfAll(made, host, overlays.changes(), now)]));
}

/** Who turned forwarding on is known by the journal; who else needs it, by what is declared. */
function forwardingFacts(name: string, { overlays, stated }: Around): ForwardingFacts {
  const turnedOn = new Map<HostId, readonly ForwardingSetting[]>();
  for (const { armed } of overlays.madeBy(name))
    for (const plan of armed.plan.hosts)
      turnedOn.set(plan.host, [...(turnedOn.get(plan.host) ?? []), ...forwardingTurnedOn(plan)]);
  return { turnedOn, keepForwarding: stillForwarding(name, stated) };
}

function readyOf(
  members: readonly HostId[],
  hosts: Hosts,
): { readonly ready: ReadonlyMap<HostId, Snapshot>; readonly away: readonly Problem[] } {
  const ready = new Map<HostId, Snapshot>();
  const away: Problem[] = [];
  for (const host of new Set(members)) {
    const snapshot = readySnapshot(host, hosts);
    const status = hosts.find(host)?.host().status;
    if (!snapshot.ok) away.push(snapshot.problem);
    else if (status !== 'online') away.push(hostUnreachable(host));
    else ready.set(host, snapshot.value);
  }
  return { ready, away };
}

function tablesOf(ready: ReadonlyMap<HostId, Snapshot>): ReadonlyMap<HostId, Tables> {
  return new Map([...ready].map(([host, { tables }]) => [host, tables]));
}

function memberAway({ where, facts }: Problem, name: string, then: 'away' | 'left' | 'forgotten'): Problem {
  const host = where.host === undefined ? String(facts.host) : hostName(where.host);
  return { code: `overlay-member-${then}`, severity: 'warning', where, facts: { host, name }, retry: true };
}
