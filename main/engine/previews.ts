/** Intents → plans against the hosts as they are now, kept by id until they are applied. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Preview } from '../../app/contract/plan-view.ts';
import type { HostId } from '../../app/model/host.ts';
import type { Tables } from '../../app/model/snapshot.ts';
import { checkLink } from '../../app/overlay/check.ts';
import { badField } from '../../app/overlay/field-problem.ts';
import { planEdit } from '../../app/edit/edit-plan.ts';
import { IntentSchema, type EditIntent, type Intent } from '../../app/edit/intent.ts';
import type { LinkIntent, UnlinkIntent } from '../../app/overlay/link-intent.ts';
import type { OverlayApplyIntent, OverlayDestroyIntent, OverlaySpec } from '../../app/overlay/overlay.ts';
import { planLink } from '../../app/overlay/link-plan.ts';
import { planUnlink } from '../../app/overlay/unlink-plan.ts';
import type { PersistIntent, UnpersistIntent } from '../../app/persist/intent.ts';
import { withKeptFiles } from '../../app/persist/goes-along.ts';
import { planPersist, planUnpersist } from '../../app/persist/persist-plan.ts';
import { lastToUndo, partsOfChange, type Change } from '../../app/plan/journal-fold.ts';
import { newerToUndo } from '../../app/plan/newer-entry.ts';
import { oursOf } from '../../app/plan/ours.ts';
import type { Plan } from '../../app/plan/plan.ts';
import { planView } from '../../app/plan/view.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { userName } from './armed.ts';
import type { ApplyInput } from './executor.ts';
import { stillForwarding } from './forwarding.ts';
import type { Hosts } from './hosts.ts';
import { newerProblem } from './journal.ts';
import { previewDestroy, previewOverlay, type OverlayPreview } from './overlay-previews.ts';
import type { OverlayInput } from './overlay-apply.ts';
import { hostUnreachable, nothingToDo, overlayUnknown, readySnapshot } from './refusals.ts';
import { findStated, type Stated } from './stated.ts';
import { changeToUndo, undoPlan } from './undo.ts';
import { tablesOf, type Overlays, type Standing } from './overlays.ts';

/** Plans kept: one is enough for the form in sight, some more for other windows. Each may be large. */
const KEPT = 20;

export interface Previews {
  preview(intent: unknown): Preview;
  /** A plan that was previewed and not applied yet. */
  kept(planId: string): ApplyInput | OverlayInput | undefined;
  /** Hands out a plan once. */
  take(planId: string): Result<ApplyInput | OverlayInput>;
}

export function createPreviews(hosts: Hosts, overlays: Overlays, stated: Stated): Previews {
  const kept = new Map<string, ApplyInput | OverlayInput>();
  const keep = (intent: Intent, wanted: Plan, more: Partial<OverlayInput> = {}): Preview => {
    const { plan, problems } = withKeptFiles(wanted, (host) => tablesOf(host, hosts));
    const planId = randomUUID();
    const base = new Map(
      plan.hosts.flatMap(({ host }): [HostId, Tables][] => [[host, tablesOf(host, hosts) as Tables]]),
    );
    kept.set(planId, { ...more, planId, plan, intent, base });
    for (const old of [...kept.keys()].slice(0, -KEPT)) kept.delete(old);
    return { problems, plan: planView(planId, plan) };
  };
  return {
    preview(input) {
      const intent = v.safeParse(IntentSchema, input);
      if (!intent.success) return { problems: fieldProblems(intent.issues) };
      switch (intent.output.kind) {
        case 'link':
          return previewLink(intent.output);
        case 'unlink':
          return previewUnlink(intent.output);
        case 'edit':
          return previewEdit(intent.output);
        case 'undo':
          return previewUndo(intent.output.entryId);
        case 'overlay-apply':
          return keepOverlay(
            intent.output,
            intent.output.spec,
            previewOverlay(intent.output.spec, { hosts, stated, overlays }),
          );
        case 'overlay-destroy':
          return previewOverlayDestroy(intent.output);
        case 'persist':
        case 'unpersist':
          return previewPersist(intent.output);
      }
    },
    kept: (planId) => kept.get(planId),
    take(planId) {
      const input = kept.get(planId);
      kept.delete(planId);
      return input === undefined
        ? fail({ code: 'plan-unknown', severity: 'error', where: {}, facts: {}, retry: false })
        : ok(input);
    },
  };

  function keepOverlay(
    intent: OverlayApplyIntent | OverlayDestroyIntent,
    spec: OverlaySpec | null,
    preview: OverlayPreview,
  ): Preview {
    const { problems, plan, before } = preview;
    const name = intent.kind === 'overlay-apply' ? intent.spec.name : intent.name;
    const titled = 'byItself' in intent && plan !== undefined ? { ...plan, title: `${plan.title}, by itself` } : plan;
    return titled === undefined
      ? { problems }
      : also(problems, keep(intent, titled, { name, spec, ...(before && { before }) }));
  }

  function previewOverlayDestroy(intent: OverlayDestroyIntent): Preview {
    const found = findStated(intent.name, stated);
    if (!found.ok) return { problems: [found.problem] };
    return keepOverlay(intent, null, previewDestroy(found.value.spec, { hosts, stated, overlays }));
  }

  function previewLink(intent: LinkIntent): Preview {
    const taken = overlays.find(intent.name) === undefined ? [] : [nameTaken(intent.name)];
    const [a, b] = [readySnapshot(intent.sides[0].host, hosts), readySnapshot(intent.sides[1].host, hosts)];
    if (!a.ok) return { problems: [...taken, a.problem] };
    if (!b.ok) return { problems: [...taken, b.problem] };
    const problems = [...taken, ...checkLink(intent, [a.value, b.value])];
    return problems.length > 0 ? { problems } : keep(intent, planLink(intent, [a.value, b.value]));
  }

  function previewEdit(intent: EditIntent): Preview {
    const snapshot = readySnapshot(intent.host, hosts);
    if (!snapshot.ok) return { problems: [snapshot.problem] };
    const { problems, plan } = planEdit(intent, snapshot.value);
    if (plan === undefined) return { problems };
    if (plan.hosts.every(({ steps }) => steps.length === 0)) return { problems: [...problems, nothingToDo()] };
    return also(problems, keep(intent, plan));
  }

  function previewPersist(intent: PersistIntent | UnpersistIntent): Preview {
    const snapshot = readySnapshot(intent.host, hosts);
    if (!snapshot.ok) return { problems: [snapshot.problem] };
    const planned =
      intent.kind === 'persist' ? planPersist(intent, snapshot.value) : planUnpersist(intent, snapshot.value);
    const { problems, plan } = planned;
    if (plan === undefined) return { problems };
    if (plan.hosts.every(({ steps }) => steps.length === 0)) return { problems: [...problems, nothingToDo()] };
    return also(problems, keep(intent, plan));
  }

  function previewUndo(entryId: string | undefined): Preview {
    const at = lastToUndo(overlays.changes(), userName())?.armed.at ?? 0;
    const newer = newerToUndo(overlays.newer(), entryId, { user: userName(), at });
    if (newer !== undefined) return { problems: [{ ...newerProblem(newer), severity: 'error' }] };
    const change = changeToUndo(overlays.changes(), entryId, userName());
    if (!change.ok) return { problems: [change.problem] };
    const { armed } = change.value;
    const { intent } = armed;
    if (intent.kind === 'link' && overlays.find(intent.name)?.change.armed.id === armed.id)
      return previewUnlink({ name: intent.name });
    const { plan, problems } = undoPlan(partsOfChange(overlays.changes(), change.value), overlays.changes(), hosts);
    const blocked = plan.hosts.map(({ host }) => readySnapshot(host, hosts)).find((one) => !one.ok);
    if (blocked?.ok === false) return { problems: [...problems, blocked.problem] };
    if (plan.hosts.every(({ steps }) => steps.length === 0)) return { problems: nothingTakenBack(problems) };
    return also(problems, keep({ kind: 'undo', entryId: armed.id }, plan, { undoes: armed.group ?? armed.id }));
  }

  function previewUnlink({ name, forget = false }: Pick<UnlinkIntent, 'name' | 'forget'>): Preview {
    const standing = overlays.find(name);
    const dead = standing === undefined ? overlays.dead(name) : undefined;
    if (forget) return previewForget(name, standing?.change ?? dead?.change);
    if (dead !== undefined) return { problems: [recordDead(name, dead.what)] };
    if (standing === undefined) return { problems: [unknownOverlay(name, overlays)] };
    const blocked = standing.intent.sides.find(({ host }) => hosts.find(host)?.host().status === 'stale');
    if (blocked !== undefined) return { problems: [hostUnreachable(blocked.host)] };
    const { armed } = standing.change;
    const tables = presentTables(standing);
    const ours = armed.plan.hosts.map(({ host }) => [host, oursOf(standing.change, host, overlays.changes(), tables.get(host))] as const); // prettier-ignore
    const keepForwarding = stillForwarding(name, { overlays, stated });
    const { plan, problems } = planUnlink({ name, made: armed.plan, tables, keepForwarding, ours: new Map(ours) });
    return also(problems, keep({ kind: 'unlink', name }, plan, { undoes: armed.id }));
  }

  /** A plan of no host: what is applied is the word in the journal. */
  function previewForget(name: string, change: Change | undefined): Preview {
    if (change === undefined) return { problems: [unknownOverlay(name, overlays)] };
    return keep({ kind: 'unlink', name, forget: true }, { title: `Forget ${name}`, hosts: [] }, { undoes: change.armed.id }); // prettier-ignore
  }

  function presentTables({ intent }: Standing): ReadonlyMap<HostId, Tables> {
    return new Map(
      intent.sides.flatMap(({ host }): [HostId, Tables][] => {
        const tables = hosts.find(host)?.host().status === 'lost' ? undefined : tablesOf(host, hosts);
        return tables === undefined ? [] : [[host, tables]];
      }),
    );
  }
}

/** A change of which nothing can be taken back since its hosts are others now was not undone. */
function nothingTakenBack(problems: readonly Problem[]): readonly Problem[] {
  const elsewhere = problems.filter(({ code }) => code === 'undo-elsewhere');
  if (elsewhere.length === 0) return [...problems, nothingToDo()];
  return problems.map((one) => (elsewhere.includes(one) ? { ...one, severity: 'error' } : one));
}

function also(problems: readonly Problem[], preview: Preview): Preview {
  return { ...preview, problems: [...problems, ...preview.problems] };
}

export function fieldProblems(issues: readonly v.BaseIssue<unknown>[]): readonly Problem[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
    return badField(path, path.split('.').at(-1) ?? 'the form', issue.message);
  });
}

function recordDead(name: string, what: string): Problem {
  return { code: 'overlay-record-dead', severity: 'error', where: {}, facts: { name, what }, retry: false };
}

function nameTaken(name: string): Problem {
  return { code: 'overlay-exists', severity: 'error', where: { field: 'name' }, facts: { name }, retry: false };
}

export function unknownOverlay(name: string, overlays: Overlays): Problem {
  return overlayUnknown(name, overlays.views().map((view) => view.name)); // prettier-ignore
}
