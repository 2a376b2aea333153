/** What the journal knows of what a change made: `plan/ours` judges by it. */
import type { HostId } from '../base/host.ts';
import { incarnationOf, isSameBoot } from '../noun/system/incarnation.ts';
import { linkKey } from '../noun/link/row.ts';
import { linkKeysOf } from '../noun/place.ts';
import type { Tables } from '../noun/snapshot.ts';
import { makes } from '../noun/step.ts';
import type { Ours, Recorded } from '../plan/ours.ts';
import type { HostPlan } from '../plan/plan.ts';
import type { Change } from './journal-change.ts';
import { standingChanges } from './journal-standing.ts';

/** `all` is every change of the journal, in its order; `now` are the tables of the host. */
export function oursOf(change: Change, host: HostId, all: readonly Change[], now: Tables | undefined): Ours {
  const then = change.armed.places?.find((place) => place.host === host);
  return { ...recordsOf(change, host, all), sameBoot: isSameBoot(then, incarnationOf(now)) };
}

/** The same of all changes of one overlay, in their order: what a later one of them made anew is the overlay's own. */
export function oursOfAll(
  ofIt: readonly Change[],
  host: HostId,
  all: readonly Change[],
  now: Tables | undefined,
): Ours {
  const links = new Map<string, readonly Recorded[]>();
  const claims = new Map<string, string>();
  let sameBoot = false;
  for (const change of ofIt) {
    const ours = oursOf(change, host, all, now);
    if (ours.links.size > 0) ({ sameBoot } = ours);
    for (const [key, recorded] of ours.links) {
      links.set(key, [...(links.get(key) ?? []), ...recorded]);
      claims.delete(key);
      const by = ours.claims.get(key);
      if (by !== undefined) claims.set(key, by);
    }
  }
  return { links, claims, sameBoot };
}

/** Both are asked again at every look at a host, and are as long as the journal. */
const known = new WeakMap<
  readonly Change[],
  { readonly standing: ReadonlySet<Change>; readonly records: Map<string, Omit<Ours, 'sameBoot'>> }
>();

function recordsOf(change: Change, host: HostId, all: readonly Change[]): Omit<Ours, 'sameBoot'> {
  const kept = known.get(all) ?? {
    standing: new Set(standingChanges(all)),
    records: new Map<string, Omit<Ours, 'sameBoot'>>(),
  };
  known.set(all, kept);
  const key = `${change.armed.id} ${host}`;
  const records = kept.records.get(key) ?? readRecords(change, host, all, kept.standing);
  kept.records.set(key, records);
  return records;
}

function readRecords(
  change: Change,
  host: HostId,
  all: readonly Change[],
  standing: ReadonlySet<Change>,
): Omit<Ours, 'sameBoot'> {
  const later = all.slice(all.indexOf(change) + 1);
  const backAndForth = later.filter(
    ({ armed, end }) => armed.intent.kind === 'undo' && (end?.end === 'committed' || end?.end === 'kept'),
  );
  const links = new Map<string, Recorded[]>();
  for (const { end } of [change, ...backAndForth])
    for (const row of end?.after?.find((one) => one.host === host)?.rows['link'] ?? [])
      if (isRecorded(row)) links.set(row.key, [...(links.get(row.key) ?? []), row]);
  const claims = new Map<string, string>();
  for (const one of later)
    if (one.armed.intent.kind !== 'undo' && standing.has(one))
      for (const key of madeAnew(one.armed.plan.hosts.find((plan) => plan.host === host)))
        claims.set(key, one.armed.plan.title);
  return { links, claims };
}

function isRecorded(
  row: Record<string, unknown>,
): row is Record<string, unknown> & Recorded & { readonly key: string } {
  const { key, kind, ifindex, mac, vxlan } = row;
  const isVxlan = typeof vxlan === 'object' && vxlan !== null && 'vni' in vxlan && 'dstport' in vxlan;
  return (
    typeof key === 'string' &&
    typeof kind === 'string' &&
    typeof ifindex === 'number' &&
    (mac === undefined || typeof mac === 'string') &&
    (vxlan === undefined || isVxlan)
  );
}

/** Without what the plan itself removed before: that is the same thing, made again. */
function madeAnew(plan: HostPlan | undefined): readonly string[] {
  const gone = new Set<string>();
  return (plan?.steps ?? []).flatMap(({ step }) => {
    if (step.do === 'link-del') gone.add(linkKey(step.netns, step.name));
    return linkKeysOf(makes(step)).filter((key) => !gone.has(key));
  });
}
