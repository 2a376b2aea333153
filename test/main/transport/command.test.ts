import { describe, expect, test } from 'vitest';
import { onThisMachine } from '../../app/base/pace.ts';
import { outcomeProblem } from '../../../app/problem/outcome.ts';
import { ownPids, argvOf, processAt } from '../../../main/lab/proc.ts';
import { runCommand } from '../../../main/transport/command.ts';

/** A sleep that no other test has, and whether it still runs. */
let seconds = 3_000_000 + process.pid;
const running = (sleep: number) =>
  ownPids().filter((pid) => processAt(pid) && argvOf(pid).join(' ') === `sleep ${sleep}`);

describe('a command', () => {
  test('has its exit code and both outputs, untouched', async () => {
    const outcome = await runCommand(['sh', '-c', 'printf "out\\n\\n"; printf err >&2; exit 3']);
    expect(outcome).toMatchObject({ exitCode: 3, stdout: 'out\n\n', stderr: 'err' });
    expect(outcome.failure).toBeUndefined();
    expect(outcome.startedAt).toBeGreaterThan(1.7e12);
  });

  test('that does not exist was not started', async () => {
    const outcome = await runCommand(['no-such-program-here']);
    expect(outcome).toMatchObject({ failure: 'not-started' });
    expect(outcome.stderr).toContain('ENOENT');
  });

  test('that was killed by somebody else ends as a shell would say it', async () => {
    expect(await runCommand(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ exitCode: 137 });
  });

  test('gets its words as they are: no shell reads them', async () => {
    const words = ['a b', '$(id)', '`id`', "'", '"', '\n', '*'];
    expect((await runCommand(['printf', '%s|', ...words])).stdout).toBe(words.map((word) => `${word}|`).join(''));
  });

  test('finds the programs of sbin, speaks English, and inherits nothing else', async () => {
    process.env['OVERLANE_SECRET'] = 'x';
    const { stdout } = await runCommand(['env']);
    delete process.env['OVERLANE_SECRET'];
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['', 'PATH', 'LC_ALL', 'PWD'].includes(name ?? ''))).toEqual([]);
    expect(stdout).toMatch(/PATH=.*\/usr\/sbin/);
  });

  test('may print 20 MB', async () => {
    const outcome = await runCommand(['head', '-c', '20000000', '/dev/zero']);
    expect(outcome.stdout).toHaveLength(20_000_000);
  });

  test('that prints without end is ended, and nothing of it is taken for an answer', async () => {
    const outcome = await runCommand(['cat', '/dev/zero'], { mostBytes: 100_000, timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ failure: 'flood', stdout: '' });
    expect(outcomeProblem(outcome, { host: 'lab:alpha' })).toMatchObject({ code: 'output-flood', retry: false });
  });

  test('may print what is not UTF-8', async () => {
    expect((await runCommand(['printf', 'a\\377b'])).stdout).toBe('a\ufffdb');
  });

  test('that does not read its input does not fail because of that', async () => {
    expect(await runCommand(['true'], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
  });
});

describe('a command that hangs', () => {
  test('is ended in time, with all that it started', async () => {
    const sleep = (seconds += 1);
    const outcome = await runCommand(['sh', '-c', `sleep ${sleep} & sleep ${sleep}`], { timeoutMs: 100 });
    expect(outcome).toMatchObject({ failure: 'timeout' });
    expect(outcome.durationMs).toBeLessThan(onThisMachine(2000));
    expect(running(sleep)).toEqual([]);
  });

  test('is ended by a cancel, also by one that came before', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const sleep = (seconds += 1);
    expect(await runCommand(['sleep', String(sleep)], { signal: controller.signal })).toMatchObject({
      failure: 'cancelled',
    });
    expect(await runCommand(['sleep', String(sleep)], { signal: controller.signal })).toMatchObject({
      failure: 'cancelled',
    });
    expect(running(sleep)).toEqual([]);
  });
});
