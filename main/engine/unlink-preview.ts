/** Taking a linked pair apart → the plan for it, on those of its hosts that are still there. */
import type { Preview } from '../../app/contract/plan-view.ts';
import type { Intent } from '../../app/change/intent.ts';
import type { HostId } from '../../app/base/host.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import type { UnlinkIntent } from '../../app/overlay/link-intent.ts';
import { planUnlink } from '../../app/overlay/unlink-plan.ts';
import { oursOf } from '../../app/plan/ours.ts';
import type { Plan } from '../../app/plan/plan.ts';
import type { Problem } from '../../app/problem/problem.ts';
import { stillForwarding } from './forwarding.ts';
import type { Hosts } from './hosts.ts';
import type { OverlayInput } from './overlay-apply.ts';
import { tablesOf, type Overlays, type Standing } from './overlays.ts';
import { hostUnreachable, overlayUnknown } from './refusals.ts';
import type { Stated } from './stated.ts';

export interface PreviewContext {
  readonly hosts: Hosts;
  readonly overlays: Overlays;
  readonly stated: Stated;
}

/** Keeps a plan until it is applied. */
export type KeepPlan = (intent: Intent, plan: Plan, more?: Partial<OverlayInput>) => Preview;

type Named = Pick<UnlinkIntent, 'name' | 'forget'>;

export function previewUnlink(intent: Named, context: PreviewContext, keep: KeepPlan): Preview {
  return unlinkedPlan(intent, context, (plan, undoes) => {
    const { name, forget = false } = intent;
    return keep({ kind: 'unlink', name, ...(forget && { forget }) }, plan, { undoes });
  });
}

export function unlinkedPlan(
  { name, forget = false }: Named,
  context: PreviewContext,
  use: (plan: Plan, undoes: string) => Preview,
): Preview {
  const { hosts, overlays } = context;
  const standing = overlays.find(name);
  const dead = standing === undefined ? overlays.dead(name) : undefined;
  const change = standing?.change ?? dead?.change;
  // A plan of no host: what is applied is the word in the journal.
  if (forget && change !== undefined) return use({ title: `Forget ${name}`, hosts: [] }, change.armed.id);
  if (dead !== undefined && !forget) return { problems: [recordDead(name, dead.what)] };
  if (standing === undefined) return { problems: [unknownOverlay(name, overlays)] };
  const blocked = standing.intent.sides.find(({ host }) => hosts.find(host)?.host().status === 'stale');
  if (blocked !== undefined) return { problems: [hostUnreachable(blocked.host)] };
  const { armed } = standing.change;
  const tables = presentTables(standing, hosts);
  const ours = armed.plan.hosts.map(({ host }) => [host, oursOf(standing.change, host, overlays.changes(), tables.get(host))] as const); // prettier-ignore
  const keepForwarding = stillForwarding(name, context);
  const { plan, problems } = planUnlink({ name, made: armed.plan, tables, keepForwarding, ours: new Map(ours) });
  const preview = use(plan, armed.id);
  return { ...preview, problems: [...problems, ...preview.problems] };
}

function recordDead(name: string, what: string): Problem {
  return { code: 'overlay-record-dead', severity: 'error', where: {}, facts: { name, what }, retry: false };
}

function presentTables({ intent }: Standing, hosts: Hosts): ReadonlyMap<HostId, Tables> {
  return new Map(
    intent.sides.flatMap(({ host }): [HostId, Tables][] => {
      const tables = hosts.find(host)?.host().status === 'lost' ? undefined : tablesOf(host, hosts);
      return tables === undefined ? [] : [[host, tables]];
    }),
  );
}

export function unknownOverlay(name: string, overlays: Overlays): Problem {
  return overlayUnknown(name, overlays.views().map((view) => view.name)); // prettier-ignore
}
