/** Walking over lab hosts: one change after the other, each compared with what its plan expects, some of them taken back. */
import { planEdit } from '../../../app/change/edit-plan.ts';
import type { Intent } from '../../../app/change/intent.ts';
import { sameDurable } from '../../../app/noun/durable.ts';
import type { HostId } from '../../../app/base/host.ts';
import type { Snapshot, Tables } from '../../../app/noun/snapshot.ts';
import { simulatePlan, type HostPlan } from '../../../app/plan/plan.ts';
import type { Problem } from '../../../app/problem/problem.ts';
import { hostOf, inHost, withLab } from '../../lab/lab-for-test.ts';
import type { Lab } from '../../../main/lab/lab.ts';
import { applied, withEngine, type TestEngine } from './engine-for-test.ts';
import { collectedLines } from './walk-collected.ts';
import { facts, missingFrom } from './walk-facts.ts';
import { askedOf, hostNames, hostsOf, type ByHand, type Walked, type WalkIntent } from './walk-intent.ts';
import type { Random } from './walk.ts';

export interface Wrong {
  /** Of what kind it is, so that shrinking does not end at another fault. */
  readonly kind: 'apply' | 'differs' | 'undo' | 'undo-differs' | 'redo' | 'redo-differs';
  readonly text: string;
}

export interface WalkFailure {
  readonly walked: readonly Walked[];
  readonly wrong: Wrong;
}

/** What a plan says will be there; replaced where a test breaks it on purpose. */
export type Expect = (before: Tables, plan: HostPlan) => Tables;

/** Another host's walk goes on meanwhile, so the last change of all may be its. */
function lastOf({ session }: TestEngine, hosts: readonly HostId[]): string | undefined {
  return session.history.list().find((entry) => entry.hosts.some((host) => hosts.includes(host)))?.id;
}

export function shown({ session }: TestEngine, host: HostId): Snapshot {
  const snapshot = session.hosts.find(host)?.snapshot();
  if (snapshot === undefined) throw new Error(`${host} was never read`);
  return snapshot;
}

/** Of the hosts that a change may concern: their tables and what is declared. */
interface State {
  readonly hosts: ReadonlyMap<HostId, Snapshot>;
  readonly declared: string;
}

function stateOf(engine: TestEngine, hosts: readonly HostId[]): State {
  const specs = engine.session.stated.views().map(({ spec }) => spec);
  const declared = JSON.stringify(specs.sort((a, b) => a.name.localeCompare(b.name)));
  return { hosts: new Map(hosts.map((host) => [host, shown(engine, host)])), declared };
}

/** What was said before that cannot come back: by problems, and by the rows of the plan's `lost`. */
interface Said {
  readonly problems: readonly Problem[];
  readonly lost: readonly string[];
  /** The hosts' tables with the change, as far as a plan of one host says; of what stays in it the kernel may collect some. */
  readonly between: ReadonlyMap<HostId, Tables>;
}

function differences(before: State, after: State, announced: Said): readonly string[] {
  const lines = [...before.hosts].flatMap(([host, snapshot]) =>
    unannounced(sameDurable(snapshot, after.hosts.get(host) ?? snapshot), announced)
      .filter((line) => !collectedLines(snapshot.tables, announced.between.get(host) ?? snapshot.tables).has(line))
      .map((line) => `${host}: ${line}`),
  );
  return before.declared === after.declared ? lines : [...lines, `declared: ${before.declared} → ${after.declared}`];
}

const ANNOUNCE = new Set(['not-restorable', 'comes-back-untied']);

/** What a preview says cannot come back may be away, and nothing else. */
function unannounced(lines: readonly string[], { problems, lost }: Said): readonly string[] {
  const said = problems.filter(({ code }) => ANNOUNCE.has(code)).map(({ facts: all }) => Object.values(all).join(' '));
  const rowOf = (line: string) => line.replace(/^\S+ (.*?) (?:differs: .*|is (?:new|missing))$/s, '$1');
  const isLost = (line: string) =>
    lost.some(
      (row) => row === line.replace(/ is missing$/, '') || line.startsWith(row.replace(/: (\w+) .*$/, ' differs: $1 ')),
    );
  return lines.filter((line) => !isLost(line) && !said.some((text) => text.includes(rowOf(line))));
}

/** Applies one change and maybe takes it back; what is wrong, or nothing. Applying reads the hosts again at its end. */
export async function walkOne(
  engine: TestEngine & { readonly lab: Lab },
  { intent, undo, redo }: Walked,
  expect: Expect = simulatePlan,
  again = true,
): Promise<Wrong | undefined> {
  const { session } = engine;
  if (intent.kind === 'by-hand') return void (await byHand(engine, intent));
  const asked = askedOf(intent, session);
  if (asked === undefined) return undefined;
  const hosts = hostsOf(intent, session);
  const [before, entry] = [stateOf(engine, hosts), lastOf(engine, hosts)];
  const preview = session.previews.preview(asked);
  if (preview.plan === undefined) return undefined;
  const result = await applied(session, asked);
  // Learned between reading and changing, so refused there: whoever is asked to try again does so, and it is more than one change then.
  if (isStale(result.problems)) return again ? walkOne(engine, { intent, undo: false }, expect, false) : undefined;
  if (result.end !== 'committed' || hasFailed(result.problems))
    return { kind: 'apply', text: `ended ${result.end}: ${JSON.stringify(result.problems)}` };
  const differs = asExpected(engine, asked, before, expect);
  if (differs.length > 0) return { kind: 'differs', text: `not as expected:\n${differs.join('\n')}` };
  if (!undo || lastOf(engine, hosts) === entry) return undefined;
  const after = stateOf(engine, hosts);
  const lost = preview.plan.hosts.flatMap((one) => one.lost ?? []);
  const said = { problems: preview.problems, lost, between: betweenOf(asked, before, expect) };
  const wrong = await takeBack(engine, hosts, before, said, 'undo');
  if (wrong !== undefined || redo !== true) return wrong;
  return takeBack(engine, hosts, after, said, 'redo');
}

function betweenOf(asked: Intent, before: State, expect: Expect): ReadonlyMap<HostId, Tables> {
  const old = asked.kind === 'edit' ? before.hosts.get(asked.host) : undefined;
  const plan = asked.kind === 'edit' && old !== undefined ? planEdit(asked, old).plan?.hosts[0] : undefined;
  return new Map(old && plan ? [[plan.host, expect(old.tables, plan)]] : []);
}

async function takeBack(
  engine: TestEngine,
  hosts: readonly HostId[],
  before: State,
  announced: Said,
  kind: 'undo' | 'redo',
): Promise<Wrong | undefined> {
  const undo = { kind: 'undo', entryId: lastOf(engine, hosts) } as const;
  const first = await applied(engine.session, undo);
  const undone = isStale(first.problems) ? await applied(engine.session, undo) : first;
  if (undone.end !== 'committed')
    return { kind, text: `${kind} ended ${undone.end}: ${JSON.stringify(undone.problems)}` };
  const left = differences(before, stateOf(engine, hosts), announced);
  return left.length > 0
    ? { kind: `${kind}-differs`, text: `not as before after ${kind}:\n${left.join('\n')}` }
    : undefined;
}

function isStale(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => code === 'plan-stale');
}

function hasFailed(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

async function byHand({ lab, session }: TestEngine & { readonly lab: Lab }, { host, argv }: ByHand): Promise<void> {
  try {
    await inHost(hostOf(lab, host.replace(/^lab:/, '')), ...argv);
  } catch (error) {
    // A device that is not there any more, or an option that it has not: nothing was set, and the walk goes on.
    if (!(error instanceof Error) || !error.message.includes(argv.join(' '))) throw error;
  }
  await session.hosts.find(host)?.refresh();
}

/** An edit's tables are those of its plan; an overlay's members have all that it says. */
function asExpected(engine: TestEngine, asked: Intent, before: State, expect: Expect): readonly string[] {
  if (asked.kind === 'edit') {
    const old = before.hosts.get(asked.host);
    const plan = old && planEdit(asked, old).plan?.hosts[0];
    return old && plan ? missingFrom(facts(expect(old.tables, plan)), facts(shown(engine, asked.host).tables)) : [];
  }
  if (asked.kind !== 'overlay-apply') return [];
  const view = engine.session.stated.views().find(({ spec }) => spec.name === asked.spec.name);
  const members = view?.members ?? [];
  const wrong = members.filter(({ state }) => state !== 'true');
  return members.length === 0
    ? ['it is not declared']
    : wrong.map(({ host, state, drift }) => `${host} is ${state}: ${JSON.stringify(drift)}`);
}

/** The next change that the checks let through and that changes something. */
function nextMove(next: () => WalkIntent, { session }: TestEngine): WalkIntent {
  for (;;) {
    const intent = next();
    if (intent.kind === 'by-hand') return intent;
    const asked = askedOf(intent, session);
    const plan = asked && session.previews.preview(asked).plan;
    if (plan !== undefined && plan.hosts.length > 0) return intent;
  }
}

export interface WalkOptions {
  readonly changes: number;
  /** Asked before each change. */
  readonly isOver: () => boolean;
  readonly expect?: Expect;
}

/** Walks until something is wrong, or to the end. */
export async function walk(
  engine: TestEngine & { readonly lab: Lab },
  random: Random,
  next: () => WalkIntent,
  { changes, isOver, expect }: WalkOptions,
): Promise<WalkFailure | undefined> {
  const walked: Walked[] = [];
  while (walked.length < changes && !isOver()) {
    const intent = nextMove(next, engine);
    const one = { intent, undo: random() < 0.5, redo: random() < 0.2 };
    walked.push(one);
    const wrong = await walkOne(engine, one, expect);
    if (wrong !== undefined) return { walked, wrong };
  }
  return undefined;
}

/** The same changes on fresh hosts; those that make no sense there any more are left out. */
export async function replay(walked: readonly Walked[], expect?: Expect): Promise<Wrong | undefined> {
  if (walked.length === 0) return undefined;
  return withLab(hostNames(walked), (lab) =>
    withEngine(lab, async (engine) => {
      for (const one of walked) {
        const wrong = await walkOne({ ...engine, lab }, one, expect);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }),
  );
}
