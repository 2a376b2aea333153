/** A two-host link in the lab, from Apply to verified ping. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../main/engine/journal.ts';
import { createSession } from '../../main/engine/session.ts';
import { startLab } from '../../main/lab/lab.ts';
import { labTransport } from '../../main/transport/lab.ts';
import { median, report } from './report.ts';

const lab = await startLab({ name: `bench-${process.pid}`, hosts: ['alpha', 'beta'], lifetime: 'owned' });
if (!lab.ok) throw new Error(JSON.stringify(lab.problem));
const folder = mkdtempSync(join(tmpdir(), 'overlane-bench-'));
const session = createSession({
  journal: openJournal(join(folder, 'journal.jsonl')),
  clock: { now: () => Date.now() },
});

async function apply(intent: unknown): Promise<number> {
  const { plan, problems } = session.previews.preview(intent);
  if (plan === undefined) throw new Error(JSON.stringify(problems));
  const start = performance.now();
  const result = await session.apply(plan.planId, () => undefined);
  if (!result.ok || result.value.end !== 'committed') throw new Error(JSON.stringify(result));
  return performance.now() - start;
}

try {
  for (const host of lab.value.hosts) await session.hosts.add(labTransport(lab.value, host), { live: false }).refresh();
  for (const mode of ['bridged', 'routed'] as const) {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const intent = session.suggest(['lab:alpha', 'lab:beta'], { mode });
      if (!intent.ok) throw new Error(JSON.stringify(intent.problem));
      times.push(await apply(intent.value));
      await apply({ kind: 'unlink', name: 'alpha-beta' });
    }
    report({ what: `two-host link, ${mode}: Apply to verified ping`, ours: median(times), most: 3000 });
  }
} finally {
  await session.close();
  await lab.value.stop();
  rmSync(folder, { recursive: true, force: true });
}
