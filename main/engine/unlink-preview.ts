/** `unlink`: an overlay taken apart by its name, all of it or nothing; or its record forgotten. */
import type { Preview } from '../../app/contract/plan-view.ts';
import type { Intent } from '../../app/change/intent.ts';
import type { UnlinkIntent } from '../../app/overlay/link-intent.ts';
import type { Plan } from '../../app/plan/plan.ts';
import type { StatedEntry } from '../../app/change/journal-entry.ts';
import type { Problem } from '../../app/problem/problem.ts';
import type { Hosts } from './hosts.ts';
import type { OverlayInput } from './overlay-apply.ts';
import { previewDestroy } from './overlay-previews.ts';
import type { Overlays } from './overlays.ts';
import { hostUnreachable, overlayUnknown } from './refusals.ts';
import type { Stated } from './stated.ts';

export interface PreviewContext {
  readonly hosts: Hosts;
  readonly overlays: Overlays;
  readonly stated: Stated;
}

/** Keeps a plan until it is applied. */
export type KeepPlan = (intent: Intent, plan: Plan, more?: Partial<OverlayInput>) => Preview;

export function previewUnlink(intent: UnlinkIntent, context: PreviewContext, keep: KeepPlan): Preview {
  const { name, forget = false } = intent;
  const { stated } = context;
  const entry = stated.find(name);
  const dead = stated.dead(name);
  const record = entry ?? dead?.entry;
  if (record === undefined) return { problems: [unknownOverlay(name, stated)] };
  // A plan of no host: what is applied is the word in the journal.
  if (forget) return keep(intent, { title: `Forget ${name}`, hosts: [] }, forgetting(record, context));
  if (dead !== undefined) return { problems: [recordDead(name, dead.what)] };
  return takenApart(record, intent, context, keep);
}

/** A host that is not here any more has nothing left to be removed; one that may come back at any moment is waited for. */
function takenApart(entry: StatedEntry, intent: UnlinkIntent, context: PreviewContext, keep: KeepPlan): Preview {
  const { name, spec } = entry;
  const { hosts } = context;
  const members = (spec?.members ?? []).map(({ host }) => ({ host, status: hosts.find(host)?.host().status }));
  if (members.every(({ status }) => status === undefined))
    return { problems: [recordDead(name, 'none of its hosts is here')] };
  const waited = members.find(({ status }) => status === 'stale');
  if (waited !== undefined) return { problems: [hostUnreachable(waited.host)] };
  const { plan, problems } = spec === null ? { problems: [] } : previewDestroy(spec, context, 'forgotten');
  if (plan === undefined) return { problems };
  const preview = keep(intent, plan, forgetting(entry, context));
  return { ...preview, problems: [...problems, ...preview.problems] };
}

/** A link whose declaration is still its own is taken back with it: history shows the pair as one. */
function forgetting({ name, group }: StatedEntry, { overlays }: PreviewContext): Partial<OverlayInput> {
  const made = overlays.changes().find(({ armed }) => armed.id === group);
  return {
    ...(made?.armed.intent.kind === 'link' && { undoes: made.armed.id }),
    stated: { name, spec: null, keepTrue: false },
  };
}

function recordDead(name: string, what: string): Problem {
  return { code: 'overlay-record-dead', severity: 'error', where: {}, facts: { name, what }, retry: false };
}

export function unknownOverlay(name: string, stated: Stated): Problem {
  return overlayUnknown(
    name,
    stated.entries().map((entry) => entry.name),
  );
}
