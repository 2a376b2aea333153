/** Walking over a lab host: one edit after the other, each compared with what its plan expects, some of them taken back. */
import { planEdit } from '../../../app/edit/edit-plan.ts';
import type { EditIntent } from '../../../app/edit/intent.ts';
import { sameDurable } from '../../../app/model/durable.ts';
import { hostName, type HostId } from '../../../app/model/host.ts';
import type { Snapshot, Tables } from '../../../app/model/snapshot.ts';
import { simulatePlan, type HostPlan } from '../../../app/plan/plan.ts';
import { withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine, type TestEngine } from './engine-for-test.ts';
import { facts, missingFrom } from './walk-facts.ts';
import { randomEdit, type Random } from './walk.ts';

export interface Walked {
  readonly intent: EditIntent;
  /** Whether it was taken back at once. */
  readonly undo: boolean;
}

export interface Wrong {
  /** Of what kind it is, so that shrinking does not end at another fault. */
  readonly kind: 'apply' | 'differs' | 'undo' | 'undo-differs';
  readonly text: string;
}

export interface WalkFailure {
  readonly walked: readonly Walked[];
  readonly wrong: Wrong;
}

/** What a plan says will be there; replaced where a test breaks it on purpose. */
export type Expect = (before: Tables, plan: HostPlan) => Tables;

/** Another host's walk goes on meanwhile, so the last change of all may be its. */
function lastOf({ session }: TestEngine, host: HostId): string | undefined {
  return session.history.list().find(({ kind, hosts }) => kind === 'edit' && hosts.includes(host))?.id;
}

export function shown({ session }: TestEngine, host: HostId): Snapshot {
  const snapshot = session.hosts.find(host)?.snapshot();
  if (snapshot === undefined) throw new Error(`${host} was never read`);
  return snapshot;
}

/** Applies one edit and maybe takes it back; what is wrong, or nothing. Applying reads the host again at its end. */
export async function walkOne(
  engine: TestEngine,
  { intent, undo }: Walked,
  expect: Expect = simulatePlan,
): Promise<Wrong | undefined> {
  const { session } = engine;
  const { host: id } = intent;
  const before = shown(engine, id);
  const [host] = planEdit(intent, before).plan?.hosts ?? [];
  if (host === undefined || host.steps.length === 0) return undefined;
  const result = await applied(session, intent);
  if (result.end !== 'committed') return { kind: 'apply', text: `ended ${result.end}: ${JSON.stringify(result.problems)}` }; // prettier-ignore
  const differs = missingFrom(facts(expect(before.tables, host)), facts(shown(engine, id).tables));
  if (differs.length > 0) return { kind: 'differs', text: `not as expected:\n${differs.join('\n')}` };
  if (!undo) return undefined;
  const undone = await applied(session, { kind: 'undo', entryId: lastOf(engine, id) });
  if (undone.end !== 'committed') return { kind: 'undo', text: `undo ended ${undone.end}: ${JSON.stringify(undone.problems)}` }; // prettier-ignore
  const left = sameDurable(before, shown(engine, id));
  return left.length > 0 ? { kind: 'undo-differs', text: `not as before after undo:\n${left.join('\n')}` } : undefined;
}

/** The next edit that the checks let through and that changes something. */
function nextEdit(random: Random, snapshot: Snapshot): EditIntent {
  for (;;) {
    const intent = randomEdit(random, snapshot.host, snapshot.tables);
    const steps = planEdit(intent, snapshot).plan?.hosts[0]?.steps.length ?? 0;
    if (steps > 0) return intent;
  }
}

/** Walks until something is wrong, or to the end; `isOver` is asked before each change. */
export async function walkHost(
  engine: TestEngine,
  host: HostId,
  random: Random,
  { changes, isOver, expect }: { readonly changes: number; readonly isOver: () => boolean; readonly expect?: Expect },
): Promise<WalkFailure | undefined> {
  const walked: Walked[] = [];
  while (walked.length < changes && !isOver()) {
    const one = { intent: nextEdit(random, shown(engine, host)), undo: random() < 0.5 };
    walked.push(one);
    const wrong = await walkOne(engine, one, expect);
    if (wrong !== undefined) return { walked, wrong };
  }
  return undefined;
}

/** The same changes on a fresh host; those that make no sense there any more are left out. */
export async function replay(walked: readonly Walked[], expect?: Expect): Promise<Wrong | undefined> {
  const host = walked[0]?.intent.host;
  if (host === undefined) return undefined;
  return withLab([hostName(host)], (lab) =>
    withEngine(lab, async (engine) => {
      for (const one of walked) {
        const wrong = await walkOne(engine, one, expect);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }),
  );
}
