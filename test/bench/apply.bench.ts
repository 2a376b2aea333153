/** Plans of 10,000 FDB adds and deletes through the whole pipeline, against raw `bridge -batch` of the same entries. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planHost } from '../../app/plan/plan.ts';
import { applyPlan } from '../../main/engine/executor.ts';
import { openJournal } from '../../main/engine/journal.ts';
import { createSession } from '../../main/engine/session.ts';
import { startLab } from '../../main/lab/lab.ts';
import { labTransport } from '../../main/transport/lab.ts';
import type { Step } from '../../app/noun/step.ts';
import { addRaw, addStep, delRaw, delStep, inHost, makeDevice, removeDevice, DEVICE } from './many-entries.ts';
import { paired, report } from './report.ts';

/** Enough for a median that one pause of the machine does not move. */
const ROUNDS = 5;
const COUNT = Number(process.env.COUNT ?? 10_000);
const lab = await startLab({ name: `bench-${process.pid}`, hosts: ['alpha'], lifetime: 'owned' });
if (!lab.ok) throw new Error(JSON.stringify(lab.problem));
const host = lab.value.hosts[0];
if (host === undefined) throw new Error('the lab has no host');
const folder = mkdtempSync(join(tmpdir(), 'overlane-bench-'));
const clock = { now: () => Date.now() };
const journal = openJournal(join(folder, 'journal.jsonl'));
const session = createSession({ journal, clock });
const collector = session.hosts.add(labTransport(lab.value, host), { live: false });

async function throughThePipeline(stepOf: (index: number) => Step): Promise<void> {
  await collector.refresh();
  const tables = collector.snapshot()?.tables;
  if (tables === undefined) throw new Error('not collected');
  const wishes = Array.from({ length: COUNT }, (_, index) => ({ step: stepOf(index), why: 'a bench entry' }));
  const plan = { title: 'bench', hosts: [planHost('lab:alpha', tables, wishes)] };
  const input = {
    planId: 'bench',
    plan,
    intent: { kind: 'unlink', name: 'bench' } as const,
    base: new Map([['lab:alpha' as const, tables]]),
  };
  const context = {
    collector: () => collector,
    journal,
    clock,
    newId: () => String(clock.now()),
    record: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  };
  const { end, problems } = await applyPlan(input, context);
  if (end !== 'committed') throw new Error(JSON.stringify(problems.slice(0, 3)));
}

/** Making and removing the device costs both sides the same. */
const onDevice = (work: () => Promise<void>) => async (): Promise<void> => {
  await makeDevice(host);
  await work();
  await removeDevice(host);
};

/** The device with all its entries. */
const fullDevice = async (): Promise<void> => {
  await inHost(host, ['sh', '-c', `ip link del dev ${DEVICE} 2>/dev/null || true`]);
  await makeDevice(host);
  await addRaw(host, COUNT);
};

try {
  const adds = await paired(
    ROUNDS,
    onDevice(() => throughThePipeline(addStep)),
    onDevice(() => addRaw(host, COUNT)),
  );
  report({
    what: 'apply a plan of 10,000 FDB adds',
    ours: adds.ours,
    baseline: { what: 'bridge -batch of the same', ms: adds.baseline },
    most: 3,
  });
  const deletes = await paired(
    ROUNDS,
    () => throughThePipeline(delStep),
    () => delRaw(host, COUNT),
    fullDevice,
  );
  report({
    what: 'apply a plan of 10,000 FDB deletes',
    ours: deletes.ours,
    baseline: { what: 'bridge -batch of the same', ms: deletes.baseline },
    most: 6,
  });
} finally {
  await session.close();
  await lab.value.stop();
  rmSync(folder, { recursive: true, force: true });
}
