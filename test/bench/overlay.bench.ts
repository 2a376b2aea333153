/**
 * A flannel overlay of 5 to 50 lab hosts: build, one join, one status, one leave, and how each grows. Ten times the hosts are ten
 * times the entries of a join, and a hundred times those of a build.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlanView } from '../../app/change/plan-view.ts';
import type { Transport } from '../../app/contract/ports.ts';
import type { HostId } from '../../app/base/host.ts';
import type { OverlayFile } from '../../app/overlay/overlay.ts';
import { openJournal } from '../../main/engine/journal.ts';
import { completeFrom } from '../../main/engine/overlay-previews.ts';
import { createSession, type Session } from '../../main/engine/session.ts';
import { enterArgv, startLab, type Lab } from '../../main/lab/lab.ts';
import { hostNames } from '../../main/lab/layout.ts';
import { runCommand } from '../../main/transport/command.ts';
import { labTransport } from '../../main/transport/lab.ts';
import { report, timed } from './report.ts';

const SIZES = [5, 10, 25, 50];
/** Commands that reading ran so far. */
const counted = { commands: 0 };

interface Sample {
  readonly size: number;
  readonly build: number;
  readonly join: number;
  /** The join's own commands, as one shell script a host, all hosts at once. */
  readonly rawJoin: number;
  readonly status: number;
  /** Commands that the status ran. */
  readonly commands: number;
  readonly leave: number;
}

const fileOf = (count: number): OverlayFile => ({
  name: 'mesh',
  mode: 'flannel',
  vni: 77,
  prefixes: ['10.120.0.0/16'],
  members: hostNames(count).map((name) => ({ host: `lab:${name}` as HostId, endpoint: false })),
});

function preview(session: Session, file: OverlayFile): PlanView {
  const { spec, problems } = completeFrom(file, session);
  if (spec === undefined) throw new Error(JSON.stringify(problems));
  const { plan, problems: more } = session.previews.preview({ kind: 'overlay-apply', spec });
  if (plan === undefined) throw new Error(JSON.stringify(more));
  return plan;
}

async function apply(session: Session, file: OverlayFile): Promise<void> {
  const result = await session.apply(preview(session, file).planId, () => undefined);
  if (!result.ok || result.value.end !== 'committed' || result.value.problems.length > 0)
    throw new Error(JSON.stringify(result).slice(0, 2000));
}

async function refreshAll(session: Session): Promise<void> {
  await Promise.all(session.hosts.list().map(({ id }) => session.hosts.find(id)?.refresh()));
}

async function raw(lab: Lab, plan: PlanView, side: 'forward' | 'rollback'): Promise<void> {
  await Promise.all(
    plan.hosts.map(async ({ host, [side]: lines }) => {
      const place = lab.hosts.find(({ name }) => `lab:${name}` === host);
      if (place === undefined) throw new Error(`${host} is not in the lab`);
      const script = lines.map(({ text }) => text).join('\n');
      const { exitCode, stderr } = await runCommand(enterArgv(place, ['sh', '-ec', script]), { timeoutMs: 120_000 });
      if (exitCode !== 0) throw new Error(stderr);
    }),
  );
}

async function sample(lab: Lab, session: Session, size: number): Promise<Sample> {
  const build = await timed(() => apply(session, fileOf(size - 1)));
  const plan = preview(session, fileOf(size));
  const rawJoin = await timed(() => raw(lab, plan, 'forward'));
  await raw(lab, plan, 'rollback');
  await refreshAll(session);
  const join = await timed(() => apply(session, fileOf(size)));
  const before = counted.commands;
  const status = await timed(async () => {
    await refreshAll(session);
    const drift = session.stated.views().flatMap(({ members }) => members.flatMap((member) => member.drift));
    if (drift.length > 0) throw new Error(JSON.stringify(drift.slice(0, 5)));
  });
  const commands = counted.commands - before;
  const leave = await timed(() => apply(session, fileOf(size - 1)));
  return { size, build, join, rawJoin, status, commands, leave };
}

function counting(real: Transport): Transport {
  return {
    ...real,
    host: real.host,
    read: (queries, options) => {
      counted.commands += queries.length;
      return real.read(queries, options);
    },
  };
}

async function measure(size: number): Promise<Sample> {
  const lab = await startLab({ name: `bench-${process.pid}`, hosts: hostNames(size), lifetime: 'owned' });
  if (!lab.ok) throw new Error(JSON.stringify(lab.problem));
  const folder = mkdtempSync(join(tmpdir(), 'overlane-bench-'));
  const session = createSession({
    journal: openJournal(join(folder, 'journal.jsonl')),
    clock: { now: () => Date.now() },
  });
  try {
    for (const host of lab.value.hosts)
      await session.hosts.add(counting(labTransport(lab.value, host)), { live: false }).refresh();
    return await sample(lab.value, session, size);
  } finally {
    await session.close();
    await lab.value.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const samples: Sample[] = [];
for (const size of SIZES) samples.push(await measure(size));
console.log('hosts   build ms   join ms   raw join ms   status ms   status commands   leave ms');
for (const one of samples) {
  const numbers = [one.build, one.join, one.rawJoin, one.status, one.commands, one.leave];
  console.log([String(one.size).padStart(5), ...numbers.map((value) => value.toFixed(0).padStart(11))].join(''));
}
const [first, last] = [samples[0], samples.at(-1)];
if (first !== undefined && last !== undefined) {
  const hosts = last.size / first.size;
  const grows = (what: string, from: number, to: number, most: number): void =>
    report({
      what: `${what}, ${first.size} → ${last.size} hosts (${hosts}× the hosts)`,
      ours: to / from,
      most,
      unit: '× the time',
    });
  // A little more than linear is what two cores do with fifty hosts' processes at once.
  grows('one join grows', first.join, last.join, hosts * 1.5);
  grows('one leave grows', first.leave, last.leave, hosts * 1.5);
  grows('a status without change grows', first.status, last.status, hosts * 1.5);
  report({
    what: 'commands of a status, a host',
    ours: last.commands / last.size,
    most: first.commands / first.size,
    unit: '',
  });
  report({
    what: `join of one to ${last.size - 1}, whole pipeline`,
    ours: last.join,
    baseline: { what: 'its commands by sh, nothing read before or after', ms: last.rawJoin },
    most: 8,
  });
}
