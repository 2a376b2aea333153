/** The overlays that this user stated, by the journal, and how far each member is from what was stated. */
import { staleSets } from '../../app/persist/stale.ts';
import { memberLinks } from '../../app/overlay/member-devices.ts';
import { randomUUID } from 'node:crypto';
import type { DriftView, MemberView, DeclaredOverlay } from '../../app/contract/overlay-view.ts';
import type { Clock } from '../../app/contract/ports.ts';
import { hostName, type HostId } from '../../app/base/host.ts';
import { sameValue } from '../../app/base/same.ts';
import type { Tables } from '../../app/noun/snapshot.ts';
import { driftOf, type Drift } from '../../app/overlay/drift.ts';
import type { OverlayDeclareIntent, OverlaySpec } from '../../app/overlay/overlay.ts';
import { incarnationOf } from '../../app/noun/system/incarnation.ts';
import type { Armed, End, StatedEntry } from '../../app/change/journal-entry.ts';
import { fail, ok, type Problem, type Result } from '../../app/problem/problem.ts';
import { goneWithHosts } from './elsewhere.ts';
import type { Hosts } from './hosts.ts';
import { armedEntry } from './armed.ts';
import { lineOf, type Journal, type JournalLine } from './journal.ts';
import type { Overlays } from './overlays.ts';
import { overlayUnknown } from './refusals.ts';

export interface Stated {
  entries(): readonly StatedEntry[];
  find(name: string): StatedEntry | undefined;
  views(): readonly DeclaredOverlay[];
  /** Writes what an overlay is to be from now on, as a change of no host; `spec: null` forgets it. */
  state(name: string, spec: OverlaySpec | null, options?: { keepTrue?: boolean }): Promise<Result<null>>;
  /** A record of an overlay that went with its hosts, and what these are now; it can only be forgotten, or its name used again. */
  dead(name: string): { readonly entry: StatedEntry; readonly what: string } | undefined;
  /** Shown with the overlay until the next word on it. */
  blame(name: string, problem: Problem | undefined): void;
}

export interface StatedOptions {
  readonly journal: Journal;
  readonly overlays: Overlays;
  readonly hosts: Hosts;
  readonly clock: Clock;
}

export function createStated({ journal, overlays, hosts, clock }: StatedOptions): Stated {
  const ages = createAges(clock);
  const blamed = new Map<string, Problem>();
  const gone = ({ name, spec }: StatedEntry): readonly string[] =>
    spec === null ? [] : goneWithHosts(spec, overlays.madeBy(name), hosts);
  const entries = (): readonly StatedEntry[] =>
    [...overlays.stated().values()].filter((entry) => gone(entry).length === 0);
  const find = (name: string): StatedEntry | undefined => {
    const entry = overlays.stated().get(name);
    return entry !== undefined && gone(entry).length === 0 ? entry : undefined;
  };
  const state: Stated['state'] = async (name, spec, { keepTrue = find(name)?.keepTrue ?? false } = {}) => {
    const intent: OverlayDeclareIntent = { kind: 'overlay-declare', name, spec, keepTrue };
    const before = overlays.stated().get(name);
    if (sameValue([before?.spec ?? null, before?.keepTrue ?? keepTrue], [spec, keepTrue])) return ok(null);
    const written = await journal.append(declaration(intent, before, clock, placesOf(spec, hosts)), { sync: true });
    await overlays.reload();
    return written;
  };
  return {
    entries,
    find,
    state,
    dead: (name) => {
      const entry = overlays.stated().get(name);
      const what = entry === undefined ? [] : gone(entry);
      return entry === undefined || what.length === 0 ? undefined : { entry, what: what.join('; ') };
    },
    views: () => {
      const views = entries().map((entry) => viewOf(entry, hosts, ages.view, blamed.get(entry.name)));
      ages.forgetOthers();
      return views;
    },
    blame: (name, problem) => void (problem === undefined ? blamed.delete(name) : blamed.set(name, problem)),
  };
}

/** Which machines it was said of: where others answer to the names of all its members, it went with them. */
function placesOf(spec: OverlaySpec | null, hosts: Hosts): Armed['places'] {
  return (spec?.members ?? []).map(({ host }) => ({ host, ...incarnationOf(hosts.find(host)?.snapshot()?.tables) }));
}

/** Opened and ended in one line each, written at once: there is no moment between them. */
function declaration(
  intent: OverlayDeclareIntent,
  before: StatedEntry | undefined,
  clock: Clock,
  places: Armed['places'],
): JournalLine {
  const { name, spec, keepTrue } = intent;
  const [id, at] = [randomUUID(), clock.now()];
  const plan = { title: titleOf(intent, before), hosts: [] };
  const armed = { ...armedEntry(id, { planId: id, plan, intent, base: new Map() }, at), places };
  const lines = [
    armed,
    { kind: 'end', id, at, end: 'committed', problems: [], stated: { name, spec, keepTrue } } as End,
  ];
  return { line: Buffer.concat(lines.map((entry) => lineOf(entry).line)) };
}

function titleOf({ name, spec, keepTrue }: OverlayDeclareIntent, before: StatedEntry | undefined): string {
  if (spec === null) return `Forget ${name}`;
  if (before === undefined) return `Adopt ${name}`;
  return sameValue(before.spec, spec) ? `Keep ${name} true: ${keepTrue ? 'on' : 'off'}` : `Declare ${name}`;
}

type Age = (name: string, drift: readonly Drift[]) => readonly DriftView[];

function viewOf(
  { name, at, keepTrue, spec }: StatedEntry,
  hosts: Hosts,
  age: Age,
  problem: Problem | undefined,
): DeclaredOverlay {
  // Never null among the stated ones; the type is that of the journal's line.
  const stated = spec as OverlaySpec;
  const members = stated.members.map(({ host }) => memberView(stated, host, hosts, (drift) => age(name, drift)));
  return { spec: stated, declaredAt: at, keepTrue, members, ...(problem === undefined ? {} : { problem }) };
}

/** How far each member is from a statement, stated before or not. */
export function memberViews(spec: OverlaySpec, hosts: Hosts): readonly MemberView[] {
  return spec.members.map(({ host }) =>
    memberView(spec, host, hosts, (drift) => drift.map((one) => ({ ...one, since: 0 }))),
  );
}

function memberView(
  spec: OverlaySpec,
  host: HostId,
  hosts: Hosts,
  age: (drift: readonly Drift[]) => readonly DriftView[],
): MemberView {
  const collector = hosts.find(host);
  if (spec.txChecksumOff) collector?.watchOffload();
  const tables = collector?.snapshot()?.tables;
  const status = collector?.host().status;
  if (status !== 'online' || tables === undefined)
    return { host, state: 'unknown', why: whyUnknown(host, status), drift: [] };
  const drift = driftOnce(spec, host, tables);
  const staleFiles = staleOnce(spec, host, tables);
  return {
    host,
    state: drift.length === 0 ? 'true' : 'drifted',
    drift: age(drift),
    ...(staleFiles.length > 0 && { staleFiles }),
  };
}

function whyUnknown(host: HostId, status: string | undefined): string {
  const name = hostName(host);
  if (status === undefined) return `${name} is not among the hosts of this session.`;
  return status === 'connecting' ? `${name} was not read yet.` : `${name} is not connected (${status}).`;
}

const judged = new WeakMap<Tables, Map<OverlaySpec, readonly Drift[]>>();

/** Hosts are looked at many times for each time they change. */
function driftOnce(spec: OverlaySpec, host: HostId, tables: Tables): readonly Drift[] {
  const known = judged.get(tables) ?? new Map<OverlaySpec, readonly Drift[]>();
  judged.set(tables, known);
  const drift = known.get(spec) ?? driftOf(spec, host, tables);
  known.set(spec, drift);
  return drift;
}

const compared = new WeakMap<Tables, Map<OverlaySpec, readonly string[]>>();

function staleOnce(spec: OverlaySpec, host: HostId, tables: Tables): readonly string[] {
  const known = compared.get(tables) ?? new Map<OverlaySpec, readonly string[]>();
  compared.set(tables, known);
  const found = known.get(spec) ?? staleSets(tables, memberLinks(spec, host)).map(({ name }) => name);
  known.set(spec, found);
  return found;
}

/** When each entry was first seen to differ. */
function createAges(clock: Clock): { readonly view: Age; forgetOthers(): void } {
  const since = new Map<string, number>();
  let seen = new Set<string>();
  return {
    view: (name, drift) =>
      drift.map((one) => {
        const key = `${name} ${one.host} ${one.key}`;
        const at = since.get(key) ?? clock.now();
        since.set(key, at);
        seen.add(key);
        return { ...one, since: at };
      }),
    forgetOthers() {
      for (const key of since.keys()) if (!seen.has(key)) since.delete(key);
      seen = new Set();
    },
  };
}

export function findStated(name: string, stated: Stated): Result<StatedEntry & { readonly spec: OverlaySpec }> {
  const entry = stated.find(name);
  return entry?.spec
    ? ok({ ...entry, spec: entry.spec })
    : fail(
        overlayUnknown(
          name,
          stated.entries().map((one) => one.name),
        ),
      );
}
