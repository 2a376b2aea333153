import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Problem } from '../../../app/problem/problem.ts';
import { startOf } from '../../../main/engine/armed.ts';
import type { Collector } from '../../../main/engine/collector-port.ts';
import { lockHosts } from '../../../main/engine/host-lock.ts';
import { labTest, withLab } from '../../lab/lab-for-test.ts';
import { applied, previewed, withEngine } from './engine-for-test.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'overlane-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const host = (id: string): Collector =>
  ({ transport: { host: id }, snapshot: () => undefined }) as unknown as Collector;
const quiet = { about: 'a change', signal: new AbortController().signal, onWait: () => undefined };

describe('a lock of a host', () => {
  test('keeps a second one out, names whom it waits for, and lets it in afterwards', async () => {
    const first = await lockHosts([host('ssh:a'), host('ssh:b')], { ...quiet, folder });
    const told: Problem[] = [];
    const refused = await lockHosts([host('ssh:b')], {
      ...quiet,
      folder,
      mostMs: 150,
      onWait: (one) => told.push(one),
    });
    expect(refused).toMatchObject({
      ok: false,
      problem: {
        code: 'host-locked',
        severity: 'error',
        facts: { host: 'b', about: `“a change”, process ${process.pid}` },
      },
    });
    expect(told).toMatchObject([{ code: 'host-locked', severity: 'info' }]);
    const waiting = lockHosts([host('ssh:b')], { ...quiet, folder });
    if (first.ok) void first.value();
    const second = await waiting;
    expect(second.ok).toBe(true);
    if (second.ok) void second.value();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('goes with its process, however that ended', async () => {
    const child = spawn('sleep', ['600']);
    const { pid = 0 } = child;
    writeFileSync(join(folder, 'ssh_a.lock'), JSON.stringify({ pid, pidStart: startOf(pid), about: 'x', mark: 'm' }));
    expect((await lockHosts([host('ssh:a')], { ...quiet, folder, mostMs: 150 })).ok).toBe(false);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    const many = await Promise.all(
      Array.from({ length: 8 }, () => lockHosts([host('ssh:a')], { ...quiet, folder, mostMs: 300 })),
    );
    expect(many.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('that is no lock at all, or was given up half way, holds nobody up', async () => {
    writeFileSync(join(folder, 'ssh_a.lock'), '');
    writeFileSync(
      join(folder, 'ssh_a.lock.clearing'),
      JSON.stringify({ pid: 1, pidStart: 'never', about: '', mark: 'm' }),
    );
    const lock = await lockHosts([host('ssh:a')], { ...quiet, folder, mostMs: 2000 });
    expect(lock.ok).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'ssh_a.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  });
});

labTest('two sessions that change one host do so one after the other, and the second plans anew', () =>
  withLab(['alpha'], (lab) =>
    withEngine(lab, ({ session: one }) =>
      withEngine(lab, async ({ session: other }) => {
        const intent = {
          kind: 'edit',
          host: 'lab:alpha',
          items: [{ noun: 'bridge', verb: 'add', netns: '', name: 'br9' }],
        };
        const plans = [one, other].map((session) => previewed(session, intent).planId);
        const ends = await Promise.all(
          [one, other].map((session, at) => session.apply(plans[at] ?? '', () => undefined)),
        );
        const told = ends.map((end) =>
          end.ok ? `${end.value.end} ${end.value.problems.map(({ code }) => code).join()}` : end.problem.code,
        );
        expect(told.sort()).toEqual(['committed ', 'rolled-back plan-stale']);
        expect(await applied(one, { kind: 'undo' })).toMatchObject({ end: 'committed' });
      }),
    ),
  ),
);
