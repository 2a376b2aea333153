/** Intents → plans against the hosts as they are now, kept by id until they are applied. */
import { issueField } from '../../app/base/schema-words.ts';
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Preview } from '../../app/contract/plan-view.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Snapshot, Tables } from '../../app/noun/snapshot.ts';
import { checkLink } from '../../app/overlay/check.ts';
import { badField } from '../../app/problem/field-problem.ts';
import { planEdit } from '../../app/change/edit-plan.ts';
import { planMend } from '../../app/change/mend-plan.ts';
import { IntentSchema, type MendIntent } from '../../app/change/intent.ts';
import type { EditIntent } from '../../app/noun/items.ts';
import type { LinkIntent } from '../../app/overlay/link-intent.ts';
import type { OverlayApplyIntent, OverlayDestroyIntent, OverlaySpec } from '../../app/overlay/overlay.ts';
import { specOfLink } from '../../app/overlay/link-spec.ts';
import { planLink } from '../../app/overlay/link-plan.ts';
import type { PersistIntent, UnpersistIntent } from '../../app/persist/intent.ts';
import { withKeptFiles } from '../../app/persist/goes-along.ts';
import { planPersist, planUnpersist } from '../../app/persist/persist-plan.ts';
import type { Plan } from '../../app/plan/plan.ts';
import type { FileChange } from '../../app/change/journal-entry.ts';
import { planView } from '../../app/change/view.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import type { ApplyInput } from './executor.ts';
import type { Hosts } from './hosts.ts';
import { keepLast } from './keep-last.ts';
import { previewDestroy, previewOverlay, type OverlayPreview } from './overlay-previews.ts';
import type { OverlayInput } from './overlay-apply.ts';
import { nothingToDo, readySnapshot } from './refusals.ts';
import { declaredThen } from './since-planned.ts';
import { findStated, type Stated } from './stated.ts';
import { previewUndo } from './undo-preview.ts';
import { previewUnlink, type KeepPlan } from './unlink-preview.ts';
import { tablesOf, type Overlays } from './overlays.ts';

/** Plans kept: one is enough for the form in sight, some more for other windows. Each may be large. */
const KEPT = 20;

export interface Previews {
  /** `file` goes with an overlay that is applied from it. */
  preview(intent: unknown, file?: FileChange): Preview;
  /** A plan that was previewed and not applied yet. */
  kept(planId: string): ApplyInput | OverlayInput | undefined;
  /** The same plan with more said of it. */
  amend(planId: string, plan: Plan): Plan;
  /** Hands out a plan once. */
  take(planId: string): Result<ApplyInput | OverlayInput>;
}

export function createPreviews(hosts: Hosts, overlays: Overlays, stated: Stated): Previews {
  const around = { hosts, overlays, stated };
  const kept = keepLast<ApplyInput | OverlayInput>(KEPT);
  const keep: KeepPlan = (intent, wanted, more = {}) => {
    const { plan, problems } = withKeptFiles(wanted, (host) => tablesOf(host, hosts));
    const planId = randomUUID();
    const base = new Map(
      plan.hosts.flatMap(({ host }): [HostId, Tables][] => [[host, tablesOf(host, hosts) as Tables]]),
    );
    const name = more.stated?.name ?? more.name;
    const declared = name === undefined ? undefined : declaredThen(name, overlays);
    kept.put(planId, { ...more, planId, plan, intent, base, ...(declared && { declared }) });
    return { problems, plan: planView(planId, plan) };
  };
  return {
    preview(input, file) {
      const intent = v.safeParse(IntentSchema, input);
      if (!intent.success) return { problems: fieldProblems(intent.issues) };
      switch (intent.output.kind) {
        case 'link':
          return previewLink(intent.output);
        case 'unlink':
          return previewUnlink(intent.output, around, keep);
        case 'edit':
          return previewEdit(intent.output);
        case 'mend':
          return previewMend(intent.output);
        case 'undo':
          return previewUndo(intent.output, around, keep);
        case 'overlay-apply':
          return keepOverlay(intent.output, intent.output.spec, previewOverlay(intent.output.spec, around, file), file);
        case 'overlay-destroy':
          return previewOverlayDestroy(intent.output);
        case 'persist':
        case 'unpersist':
          return previewPersist(intent.output);
      }
    },
    kept: (planId) => kept.find(planId),
    amend(planId, plan) {
      const input = kept.find(planId);
      if (input !== undefined) kept.put(planId, { ...input, plan });
      return plan;
    },
    take(planId) {
      const input = kept.find(planId);
      kept.drop(planId);
      return input === undefined
        ? fail({ code: 'plan-unknown', severity: 'error', where: {}, facts: {}, retry: false })
        : ok(input);
    },
  };

  function keepOverlay(
    intent: OverlayApplyIntent | OverlayDestroyIntent,
    spec: OverlaySpec | null,
    preview: OverlayPreview,
    file?: FileChange,
  ): Preview {
    const { problems, plan, before, away } = preview;
    const name = intent.kind === 'overlay-apply' ? intent.spec.name : intent.name;
    const titled = 'byItself' in intent && plan !== undefined ? { ...plan, title: `${plan.title}, by itself` } : plan;
    const keepTrue = stated.find(name)?.keepTrue ?? false;
    return titled === undefined
      ? { problems }
      : also(
          problems,
          keep(intent, titled, {
            name,
            spec,
            keepTrue,
            ...(before && { before }),
            ...(file && { file }),
            ...(away && { away }),
          }),
        );
  }

  function previewOverlayDestroy(intent: OverlayDestroyIntent): Preview {
    const found = findStated(intent.name, stated);
    const spec = found.ok ? found.value.spec : intent.spec;
    if (spec === undefined) return { problems: found.ok ? [] : [found.problem] };
    return keepOverlay(intent, null, previewDestroy(spec, around));
  }

  function previewLink(intent: LinkIntent): Preview {
    const taken = stated.find(intent.name) === undefined ? [] : [nameTaken(intent.name)];
    const [a, b] = [readySnapshot(intent.sides[0].host, hosts), readySnapshot(intent.sides[1].host, hosts)];
    if (!a.ok) return { problems: [...taken, a.problem] };
    if (!b.ok) return { problems: [...taken, b.problem] };
    const problems = [...taken, ...checkLink(intent, [a.value, b.value])];
    if (problems.length > 0) return { problems };
    const declared = { name: intent.name, spec: specOfLink(intent), keepTrue: false };
    return keep(intent, planLink(intent, [a.value, b.value]), { stated: declared });
  }

  function previewEdit(intent: EditIntent): Preview {
    const snapshot = readySnapshot(intent.host, hosts);
    if (!snapshot.ok) return { problems: [snapshot.problem] };
    const { problems, plan } = planEdit(intent, snapshot.value);
    if (plan === undefined) return { problems };
    if (plan.hosts.every(({ steps }) => steps.length === 0)) return { problems: [...problems, nothingToDo()] };
    return also(problems, keep(intent, plan));
  }

  function previewMend(intent: MendIntent): Preview {
    const read = intent.hosts.map(({ host }) => [host, readySnapshot(host, hosts)] as const);
    const away = read.flatMap(([, one]) => (one.ok ? [] : [one.problem]));
    if (away.length > 0) return { problems: away };
    const snapshots = new Map(read.flatMap(([host, one]) => (one.ok ? [[host, one.value] as const] : [])));
    const { problems, plan } = planMend(intent, (host) => snapshots.get(host) as Snapshot);
    if (plan === undefined) return { problems };
    if (plan.hosts.length === 0) return { problems: [...problems, nothingToDo()] };
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
}

function also(problems: readonly Problem[], preview: Preview): Preview {
  return { ...preview, problems: [...problems, ...preview.problems] };
}

export function fieldProblems(issues: readonly v.BaseIssue<unknown>[]): readonly Problem[] {
  return issues.map((issue) => {
    const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
    return badField(path, issueField(issue, 'the form'), issue.message);
  });
}

function nameTaken(name: string): Problem {
  return { code: 'overlay-exists', severity: 'error', where: { field: 'name' }, facts: { name }, retry: false };
}
