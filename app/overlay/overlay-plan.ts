/** An overlay as stated and its hosts as they are → the plan that makes them so: build, join, leave, change and repair are all this. */
import { hostName, type HostId } from '../base/host.ts';
import { sameValue } from '../base/same.ts';
import type { Tables } from '../noun/snapshot.ts';
import type { Ours } from '../plan/ours.ts';
import { planHost, type HostPlan, type Plan } from '../plan/plan.ts';
import type { Step, Wish } from '../noun/step.ts';
import type { Problem } from '../problem/problem.ts';
import type { SYSCTL_NAMES } from '../noun/sysctl/steps.ts';
import { findingsOf } from './drift.ts';
import type { Finding } from './drift-finding.ts';
import { broughtBack } from './overlay-plan-again.ts';
import { changeWishes, destroyWishes, leftAlone } from './overlay-plan-leave.ts';
import type { OverlaySpec } from './overlay.ts';
import { memberWishes } from './wanted.ts';
import { memberFacts, type MemberFacts } from './wanted-member.ts';

export type ForwardingSetting = (typeof SYSCTL_NAMES)[number];

/** What is known of forwarding on the hosts; it is turned off again only where this overlay turned it on and nobody else needs it. */
export interface ForwardingFacts {
  /** The settings that this overlay's own plans turned on (`forwardingTurnedOn`); elsewhere they are left as they are. */
  readonly turnedOn?: ReadonlyMap<HostId, readonly ForwardingSetting[]>;
  /** Hosts that still need forwarding for another overlay: the setting stays there. */
  readonly keepForwarding?: ReadonlySet<HostId>;
}

export interface OverlayPlanFacts extends ForwardingFacts {
  readonly spec: OverlaySpec;
  /** What was stated last; its members that are not in `spec` any more are taken apart. */
  readonly before?: OverlaySpec;
  /** Hosts that are not here are left out of the plan. */
  readonly tables: ReadonlyMap<HostId, Tables>;
  readonly ours?: OursByHost;
}

/** Hosts with nothing to do are left out, so a plan without hosts means that everything is as stated. */
export function planOverlay(facts: OverlayPlanFacts): Plan {
  const { spec, before, tables } = facts;
  const members = [...spec.members, ...(before?.members ?? [])].map(({ host }) => host);
  const hosts = [...new Set(members)].flatMap((host) => {
    const today = tables.get(host);
    return today === undefined ? [] : [planMember(facts, host, today)];
  });
  return { title: titleOf(spec, before), hosts: hosts.filter(({ steps }) => steps.length > 0) };
}

function planMember(facts: OverlayPlanFacts, host: HostId, today: Tables): HostPlan {
  const now = memberFacts(facts.spec, host, today);
  const before = facts.before === undefined ? undefined : memberFacts(facts.before, host, today, facts.ours?.get(host));
  const turnedOn = turnedOnAt(host, facts.turnedOn, facts.keepForwarding);
  if (now === undefined) return planHost(host, today, before === undefined ? [] : destroyWishes(before, turnedOn));
  const changes = before === undefined ? [] : changeWishes(before, now, turnedOn);
  return planHost(host, today, repairWishes(now, changes));
}

/** What is too much, what the statement had before, what must change first; then the statement's own wishes, which skip what is there. */
function repairWishes(now: MemberFacts, changes: readonly Wish[]): readonly Wish[] {
  const findings = findingsOf(now);
  const firstOf = (one: Finding): readonly Wish[] => one.first.map((step) => ({ step, why: whyFirst(one, step) }));
  const extras = findings.filter(({ kind }) => kind === 'extra').flatMap(firstOf);
  const others = findings.filter(({ kind }) => kind !== 'extra').flatMap(firstOf);
  const again = others.filter(({ step }) => step.do === 'link-del');
  const removals = [...extras, ...changes, ...others.filter(({ step }) => step.do !== 'link-del')];
  const wishes = memberWishes(now);
  return [...removals, ...again, ...wishes, ...broughtBack(now, stepsOf(removals), stepsOf(again), wishes)];
}

function stepsOf(wishes: readonly Wish[]): readonly Step[] {
  return wishes.map(({ step }) => step);
}

function whyFirst({ kind, what, wanted, present }: Finding, step: Step): string {
  if (kind === 'extra') return 'No member of the overlay explains it.';
  if (kind === 'missing') return 'A learned entry gives way to a permanent one.';
  const differs = `${what} is ${present}, not ${wanted}`;
  return step.do === 'link-del'
    ? `${differs}; the kernel does not change this in place, so the device is made again.`
    : `${differs}.`;
}

function turnedOnAt(
  host: HostId,
  turnedOn: ForwardingFacts['turnedOn'],
  keep: ForwardingFacts['keepForwarding'],
): readonly ForwardingSetting[] {
  return keep?.has(host) === true ? [] : (turnedOn?.get(host) ?? []);
}

function titleOf(spec: OverlaySpec, before: OverlaySpec | undefined): string {
  if (before === undefined) return `Build ${spec.name}`;
  const names = (one: OverlaySpec, other: OverlaySpec): readonly string[] =>
    one.members
      .filter(({ host }) => !other.members.some((member) => member.host === host))
      .map(({ host }) => hostName(host));
  const [joined, left] = [names(spec, before), names(before, spec)];
  const said = [
    ...(joined.length === 0 ? [] : [`add ${joined.join(', ')} to ${spec.name}`]),
    ...(left.length === 0 ? [] : [`take ${left.join(', ')} out of ${spec.name}`]),
  ].join(', ');
  if (said !== '') return said[0]?.toUpperCase() + said.slice(1);
  return `${sameValue(spec, before) ? 'Repair' : 'Change'} ${spec.name}`;
}

/** What stays on the hosts of members that leave, of a statement that changes, or (without `spec`) of an overlay that goes. */
export function leftByPlan(
  before: OverlaySpec | undefined,
  spec: OverlaySpec | undefined,
  tables: ReadonlyMap<HostId, Tables>,
  ours: OursByHost = new Map(),
): readonly Problem[] {
  return (before?.members ?? []).flatMap(({ host }) => {
    const today = tables.get(host);
    const facts = before && today && memberFacts(before, host, today, ours.get(host));
    if (facts === undefined || today === undefined) return [];
    const left = leftAlone(facts, spec && memberFacts(spec, host, today));
    return left.map((one): Problem => ({
      code: 'left-alone',
      severity: 'info',
      where: { host },
      facts: { host: hostName(host), ...one },
      retry: false,
    }));
  });
}

/** What the journal knows of an overlay's devices on each host. */
export type OursByHost = ReadonlyMap<HostId, Ours>;

export interface DestroyFacts extends ForwardingFacts {
  readonly spec: OverlaySpec;
  /** Hosts that are not here are left as they are. */
  readonly tables: ReadonlyMap<HostId, Tables>;
  readonly ours?: OursByHost;
}

/** Removes everything of an overlay from its members, as far as it is still there. Hosts with nothing to remove are left out. */
export function planDestroy({ spec, tables, keepForwarding, turnedOn, ours }: DestroyFacts): Plan {
  const hosts = spec.members.flatMap(({ host }) => {
    const today = tables.get(host);
    const facts = today === undefined ? undefined : memberFacts(spec, host, today, ours?.get(host));
    if (today === undefined || facts === undefined) return [];
    return [planHost(host, today, destroyWishes(facts, turnedOnAt(host, turnedOn, keepForwarding)))];
  });
  return { title: `Take ${spec.name} apart`, hosts: hosts.filter(({ steps }) => steps.length > 0) };
}

/** The forwarding settings that a plan turns on: what to keep for `ForwardingFacts.turnedOn` once it was applied. */
export function forwardingTurnedOn({ steps }: HostPlan): readonly ForwardingSetting[] {
  return steps.flatMap(({ step, inverse }) =>
    step.do === 'sysctl-set' && step.value === '1' && inverse.some((back) => back.do === 'sysctl-set')
      ? [step.name]
      : [],
  );
}
