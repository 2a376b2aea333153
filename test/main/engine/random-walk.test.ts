import { describe } from 'vitest';
import type { EditIntent } from '../../../app/edit/intent.ts';
import { planEdit } from '../../../app/edit/edit-plan.ts';
import type { HostId } from '../../../app/model/host.ts';
import type { Snapshot } from '../../../app/model/snapshot.ts';
import { sameDurable } from '../../../app/model/durable.ts';
import { simulatePlan } from '../../../app/plan/plan.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, withEngine, type TestEngine } from './engine-for-test.ts';
import { facts, missingFrom, randomEdit, randomFrom, type Random } from './walk.ts';

const seed = Number(process.env.OVERLANE_SEED ?? 20261123);
const CHANGES = Number(process.env.OVERLANE_WALK ?? 60);

const HOSTS: readonly HostId[] = ['lab:alpha', 'lab:beta'];

type Walked = { readonly intent: EditIntent; readonly undo: boolean };

/** The other host's walk goes on meanwhile, so the last change of all may be its. */
function lastOf({ session }: TestEngine, host: HostId): string | undefined {
  return session.history.list().find(({ kind, hosts }) => kind === 'edit' && hosts.includes(host))?.id;
}

function shown({ session }: TestEngine, host: HostId): Snapshot {
  const snapshot = session.hosts.find(host)?.snapshot();
  if (snapshot === undefined) throw new Error(`${host} was never read`);
  return snapshot;
}

/** Applies one edit and maybe takes it back; what is wrong in words, or nothing. Applying reads the host again at its end. */
async function walkOne(engine: TestEngine, { intent, undo }: Walked): Promise<string | undefined> {
  const { session } = engine;
  const before = shown(engine, intent.host);
  const [host] = planEdit(intent, before).plan?.hosts ?? [];
  if (host === undefined || host.steps.length === 0) return undefined;
  const result = await applied(session, intent);
  if (result.end !== 'committed') return `ended ${result.end}: ${JSON.stringify(result.problems)}`;
  const expected = facts(simulatePlan(before.tables, host));
  const wrong = missingFrom(expected, facts(shown(engine, intent.host).tables));
  if (wrong.length > 0) return `not as expected:\n${wrong.join('\n')}`;
  if (!undo) return undefined;
  const undone = await applied(session, { kind: 'undo', entryId: lastOf(engine, intent.host) });
  if (undone.end !== 'committed') return `undo ended ${undone.end}: ${JSON.stringify(undone.problems)}`;
  const differs = sameDurable(before, shown(engine, intent.host));
  return differs.length > 0 ? `not as before after undo:\n${differs.join('\n')}` : undefined;
}

/** The next edit that the checks let through and that changes something. */
function nextEdit(random: Random, snapshot: Snapshot): EditIntent {
  for (;;) {
    const intent = randomEdit(random, snapshot.host, snapshot.tables);
    const steps = planEdit(intent, snapshot).plan?.hosts[0]?.steps.length ?? 0;
    if (steps > 0) return intent;
  }
}

async function walkHost(engine: TestEngine, host: HostId, random: Random): Promise<void> {
  const walked: Walked[] = [];
  for (let step = 0; step < CHANGES; step += 1) {
    const one = { intent: nextEdit(random, shown(engine, host)), undo: random() < 0.5 };
    walked.push(one);
    const wrong = await walkOne(engine, one);
    if (wrong === undefined) continue;
    const few = await shrink(walked);
    throw new Error(`seed ${seed}, ${host}, change ${step}: ${wrong}\nenough of it:\n${JSON.stringify(few, null, 1)}`);
  }
}

/** The same changes on a fresh host; those that make no sense there any more are left out. */
async function fails(walked: readonly Walked[]): Promise<boolean> {
  const name = walked[0]?.intent.host.slice('lab:'.length) ?? '';
  return withLab([name], (lab) =>
    withEngine(lab, async (engine) => {
      for (const one of walked) if ((await walkOne(engine, one)) !== undefined) return true;
      return false;
    }),
  );
}

/** Milliseconds for finding fewer changes that fail too. Shorter: a longer list to read; longer: a failing run takes that long. */
const SHRINK_MS = 90_000;

async function shrink(walked: readonly Walked[]): Promise<readonly Walked[]> {
  const until = performance.now() + SHRINK_MS;
  let list = walked;
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < list.length - 1 && performance.now() < until;) {
      const fewer = [...list.slice(0, at), ...list.slice(Math.min(at + size, list.length - 1))];
      if (fewer.length < list.length && (await fails(fewer))) list = fewer;
      else at += size;
    }
  }
  return list;
}

describe('a random walk over every noun', () => {
  labTest(
    'reads back as planned after each change, and as before after each undo',
    () =>
      withLab(['alpha', 'beta'], (lab) =>
        withEngine(lab, async (engine) => {
          console.info(`random walk: OVERLANE_SEED=${seed}`);
          await Promise.all(HOSTS.map((host, index) => walkHost(engine, host, randomFrom(seed + index))));
        }),
      ),
    240_000,
  );
});
